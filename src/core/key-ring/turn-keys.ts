/** What an operator does with keys: turn one over, or stop trusting it at once. */
import type { Keys, KeyUse, Write } from '../../contracts.ts'
import { publicJwk, type PublicJwk } from '../../crypto/key-material.ts'
import type { Core } from '../core.ts'
import { type Act, byOperator, record } from '../audit/events.ts'
import { infoOf, type KeyInfo, type Plan } from '../key-ring.ts'
import { drop, rotation } from './turnover.ts'

/** In three and a half minutes it issues; what its predecessor issued is good until it ends. One that waits already is the one. */
export function rotateKey(core: Core, use: KeyUse): Promise<KeyInfo> {
  return core.ring.change(planRotation(core, use))
}

/** Nothing that it issued is believed any more; other processes hear of it by the log. False: there is no such live key. */
export function dropKey(core: Core, kid: string): Promise<boolean> {
  return core.ring.change(planDrop(core, kid))
}

export function planRotation(core: Core, use: KeyUse, act: Act = byOperator): Plan<KeyInfo> {
  return (rows, at) => {
    const { key, writes } = rotation(rows, use, at)
    const turned = record(core, { type: 'sys_key_rotated', ...act, detail: { kid: key.kid, use } })
    return { answer: infoOf(key), writes: writes.length > 0 ? [...writes, turned] : [] }
  }
}

export function planDrop(core: Core, kid: string, act: Act = byOperator): Plan<boolean> {
  return (rows, at) => {
    const key = rows.find((row) => row.kid === kid)
    if (key === undefined) return { answer: false, writes: [] }
    const until = at.now + core.limits.unrenewedLife + core.limits.leeway
    const told: readonly Write[] = [
      { do: 'revoke', entry: { kind: 'key', id: kid, value: 0, at: at.now, until } },
      record(core, { type: 'sys_key_dropped', ...act, detail: { kid, use: key.use } }),
    ]
    return { answer: true, writes: [...drop(rows, key, at), ...told] }
  }
}

/** The public members of every key that verifies, or soon will; a symmetric key has none and is never listed (C-13). */
export function jwks(keys: Keys): readonly PublicJwk[] {
  return keys.all('jwt').flatMap((key) => publicJwk(key) ?? [])
}
