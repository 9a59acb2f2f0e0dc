import { describe, expect, it } from 'vitest'
import { reauthenticate } from '../../src/accounts/reauthenticate.ts'
import { usersOf } from '../../src/accounts/users.ts'
import type { Issued } from '../../src/contracts.ts'
import { endEverywhere, logout } from '../../src/core/session/endings.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import type { Held } from '../../src/core/session/renew.ts'
import { password, stores } from '../support/instance.ts'
import {
  ask,
  askAll,
  carrierNames,
  held,
  openLogin,
  refreshTokenOf,
  renew,
  showing,
  verdict,
  type CarrierName,
} from '../core/logins.ts'
import { addUser, interrupted, startOn, startSystem, type System } from '../core/system.ts'
import { fail, told } from './people.ts'

function prove(system: System, acting: Held, sent = password) {
  return reauthenticate(system.accounts, acting, { password: sent, device: null, from: nowhere })
}

async function proved(system: System, acting: Held): Promise<Issued> {
  const outcome = await prove(system, acting)
  if (!outcome.ok) throw new Error(`the password was refused: ${outcome.code}`)
  return outcome.issued
}

async function actingBy(system: System, carrier: CarrierName) {
  const user = await addUser(system)
  const issued = await openLogin(system, user, { carrier })
  return { user, issued, acting: await held(system, issued) }
}

const endings = [
  (system: System, issued: Issued) => logout(system.core, showing(issued, 'POST'), null),
  (system: System, _: Issued, user: string) => endEverywhere(system.core, user, { from: nowhere, reason: 'test' }),
  (system: System, _: Issued, user: string) => usersOf(system.accounts).disable(user),
  async (system: System) => { system.pass(12 * 3600) },
]

describe.each(stores)('on the $name store, a re-authentication', ({ open }) => {
  it.each(carrierNames)(
    'B-03: gives %s a fresh secret in the same session, and the old one is dead with it',
    async (carrier) => {
      const system = await startOn(open)
      const { issued, acting } = await actingBy(system, carrier)
      system.pass(100)
      const fresh = await proved(system, acting)
      expect(fresh.credential).not.toBe(issued.credential)
      expect(fresh.session).toEqual({ ...issued.session, authTime: system.now(), lastSeen: system.now() })
      expect((await system.store.findSession(issued.session.id))?.session).toEqual(fresh.session)
      expect(await askAll(system, fresh)).toEqual(['ok', 'ok'])
      const dead = carrier === 'cookie' ? 'credential_invalid' : 'session_revoked'
      expect(await askAll(system, issued)).toEqual([dead, dead])
      expect(
        (await system.store.listSecrets(issued.session.id)).filter(({ consumed }) => consumed === null),
      ).toHaveLength(1)
    },
  )

  it.each(['jwt', 'token'] as const)(
    'B-03: turns the refresh generation of %s, and the one of before has no grace',
    async (carrier) => {
      const system = await startOn(open)
      const { issued, acting } = await actingBy(system, carrier)
      const fresh = await proved(system, acting)
      expect(verdict(await renew(system, refreshTokenOf(fresh)))).toBe('ok')
      expect(verdict(await renew(system, refreshTokenOf(issued)))).toBe('token_reused')
      expect(await askAll(system, fresh)).toEqual(['session_revoked', 'session_revoked'])
    },
  )

  it('B-05: moves no absolute end', async () => {
    const system = await startOn(open)
    const { issued, acting } = await actingBy(system, 'cookie')
    system.pass(3600)
    const fresh = await proved(system, acting)
    // Activity moves the idle end alone.
    expect(fresh.session.absoluteEnd).toBe(issued.session.absoluteEnd)
    expect(fresh.expiresIn).toBe(issued.expiresIn)
  })

  it('leaves the other logins of the user alone', async () => {
    const system = await startOn(open)
    const { user, acting } = await actingBy(system, 'jwt')
    const others = await Promise.all(carrierNames.map((carrier) => openLogin(system, user, { carrier })))
    await proved(system, acting)
    for (const one of others) expect(await askAll(system, one)).toEqual(['ok', 'ok'])
  })
})

describe('a re-authentication', () => {
  it('A-15: with a wrong password changes nothing, and is throttled as a login is', async () => {
    const system = await startSystem()
    const { issued, acting } = await actingBy(system, 'cookie')
    for (let n = 0; n < 5; n++) expect(await told(prove(system, acting, 'wrong'))).toBe('invalid_credentials')
    expect(await prove(system, acting)).toEqual({ ok: false, code: 'throttled', retryAfter: 30 })
    expect(await fail(system, 1)).toEqual(['throttled'])
    expect(await askAll(system, issued)).toEqual(['ok', 'ok'])
    expect(system.hasher.calls.verify).toBe(5)
  })

  it('A-14: forgets the failures before it', async () => {
    const system = await startSystem()
    const { acting } = await actingBy(system, 'jwt')
    for (let n = 0; n < 4; n++) await prove(system, acting, 'wrong')
    await proved(system, acting)
    expect(await fail(system, 5)).toEqual(Array<string>(5).fill('invalid_credentials'))
  })

  it.each(carrierNames)('B-08: brings back no login by %s that was ended meanwhile', async (carrier) => {
    for (const end of endings) {
      const system = await startSystem()
      const { issued, acting, user } = await actingBy(system, carrier)
      await end(system, issued, user.id)
      expect(await told(prove(system, acting))).toBe('invalid_credentials')
      expect((await askAll(system, issued)).includes('ok')).toBe(false)
      expect(await system.store.listEvents({ subject: user.id }, { limit: 100 })).not.toContainEqual(
        expect.objectContaining({ type: 'session_renewed' }),
      )
    }
  })

  it.each(endings.slice(1, 3))('B-08: is refused where the user changed before it was written', async (end) => {
    const system = await startSystem()
    const { issued, acting, user } = await actingBy(system, 'jwt')
    // The first commit counts the attempt; the second is the one that must not go through.
    const late = interrupted(system, () => end(system, issued, user.id), 2)
    expect(await told(prove(late, acting))).toBe('invalid_credentials')
  })

  it('B-03: twice at once in one browser gives one fresh secret, and refuses the other', async () => {
    const system = await startSystem()
    const { acting } = await actingBy(system, 'cookie')
    const outcomes = await Promise.all([prove(system, acting), prove(system, acting), prove(system, acting)])
    expect(outcomes.map(verdict).toSorted()).toEqual(['invalid_credentials', 'invalid_credentials', 'ok'])
    const fresh = outcomes.flatMap((outcome) => outcome.ok ? [outcome.issued] : [])
    expect(await Promise.all(fresh.map((issued) => ask(system, showing(issued))))).toEqual(['ok'])
  })
})
