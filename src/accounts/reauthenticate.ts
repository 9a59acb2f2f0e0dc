/** Re-authentication: the person behind a login proves the password again, and the login gets a fresh secret (B-03). */
import type { Issued } from '../contracts.ts'
import { commit } from '../core/commit.ts'
import { record, type Origin } from '../core/audit/events.ts'
import { isRenewed, renew, type Held } from '../core/session/renew.ts'
import { guardUser, sessionRefusal } from '../core/session/sessions.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { stillProved } from './log-in.ts'
import { provePassword } from './prove-password.ts'
import { upgradeLater } from './upgrade-password.ts'

export interface Reauthentication {
  readonly password: string
  readonly device: string | null
  readonly from: Origin
}

export type Reauthenticated = { readonly ok: true, readonly issued: Issued } | AccountRefusal

export async function reauthenticate(accounts: Accounts, held: Held, request: Reauthentication): Promise<Reauthenticated> {
  const { core } = accounts
  const { user } = held
  const proof = await provePassword(accounts, { ...request, canonical: user.canonical, user })
  if (!proof.ok) return proof
  const proved = await commit<Reauthenticated>(core, async () => {
    const now = await stillProved(accounts, proof)
    const found = await core.store.findSession(held.session.id)
    // Ended meanwhile: new credentials would state the new epoch, and bring the session back (B-08).
    const isOver = found === null || sessionRefusal(found.session, now, core.clock()) !== null || await isRenewed(core, held)
    if (now === null || isOver) return { answer: { ok: false, code: 'invalid_credentials' }, writes: [] }
    const session = { ...found.session, authTime: core.clock(), lastSeen: core.clock() }
    const { authTime, lastSeen } = session
    const issued = await renew(core, { ...held, user: now, session })
    return {
      answer: { ok: true, issued: issued.answer },
      writes: [
        guardUser(now),
        { do: 'update', table: 'session', id: session.id, if: { epoch: session.epoch }, set: { authTime, lastSeen } },
        ...issued.writes, ...proof.cleared,
        record(core, { type: 'session_renewed', subject: now.id, session: session.id, from: request.from, detail: { reason: 'reauthenticated' } }),
      ],
    }
  })
  if (proved.ok) upgradeLater(accounts, proof)
  return proved
}
