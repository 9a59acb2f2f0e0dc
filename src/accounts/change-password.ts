/** Password change: the current one proves, the new one is judged, and every other login of the user ends with it (B-09). */
import type { Issued } from '../contracts.ts'
import { commit, type Plan } from '../core/commit.ts'
import { planEndOthers } from '../core/session/endings.ts'
import { record } from '../core/audit/events.ts'
import type { Held } from '../core/session/renew.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { stillProved } from './log-in.ts'
import { type PasswordProof, provePassword } from './prove-password.ts'
import type { Reauthentication } from './reauthenticate.ts'
import { judgePassword } from './sign-up.ts'

export interface PasswordChange extends Reauthentication {
  readonly newPassword: string
}

/** `issued`: new credentials for the acting login, where those it has state what has just ended. */
export type PasswordChanged = { readonly ok: true, readonly issued: Issued | null } | AccountRefusal

export async function changePassword(accounts: Accounts, held: Held, request: PasswordChange): Promise<PasswordChanged> {
  const { user } = held
  const proof = await provePassword(accounts, { ...request, canonical: user.canonical, user })
  if (!proof.ok) return proof
  const judged = await judgePassword(accounts, { ...user, password: request.newPassword })
  if (!judged.ok) {
    // The password was right: a weak new one is no failure of it, and locks nobody out.
    await accounts.core.store.commit(proof.cleared)
    return judged
  }
  const password = await accounts.hasher.hash(judged.password)
  return commit<PasswordChanged>(accounts.core, () => plan(accounts, held, {
    proof, password, request,
  }))
}

interface Change {
  readonly proof: Extract<PasswordProof, { readonly ok: true }>
  /** The hash of the new one. */
  readonly password: string
  readonly request: PasswordChange
}

async function plan(accounts: Accounts, held: Held, change: Change): Promise<Plan<PasswordChanged>> {
  const { core } = accounts
  const { proof, password, request: { from } } = change
  const now = await stillProved(accounts, proof)
  if (now === null) return { answer: { ok: false, code: 'invalid_credentials' }, writes: [] }
  const set = { password, passwordChanged: core.clock() }
  const others = await planEndOthers(core, held, { from, reason: 'password_changed', proved: true })
  return {
    answer: { ok: true, issued: others.answer === 'over' ? null : others.answer },
    writes: [
      ...others.writes,
      { do: 'update', table: 'user', id: now.id, if: { password: now.password }, set },
      record(core, { type: 'authn_password_change', subject: now.id, session: held.session.id, from }),
      ...proof.cleared,
    ],
  }
}
