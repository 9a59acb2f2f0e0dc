/** A hash that is not as those made now is replaced behind the answer of a login that proved the password. */
import type { User } from '../contracts.ts'
import { record } from '../core/audit/events.ts'
import { BusyError } from '../crypto/password-hash.ts'
import type { Accounts } from './accounts.ts'

/** Nobody is logged out: the password is the same. Of two at once, and beside a change, the first stays. */
export function upgradeLater({ core, hasher }: Accounts, { user, password }: { readonly user: User, readonly password: string }): void {
  const { password: stored } = user
  if (stored === null || hasher.isCurrent?.(stored) !== false) return
  core.background.run(async () => {
    if (await hasher.isWhole?.(password, stored) === false) return
    const made = await hasher.hash(password).catch(orLater)
    if (made === null) return
    await core.store.commit([
      { do: 'update', table: 'user', id: user.id, if: { password: stored }, set: { password: made } },
      record(core, { type: 'user_updated', subject: user.id, detail: { password_hash: 'upgraded' } }),
    ])
  }, `upgrade ${user.id}`)
}

/** The next login tries again. */
function orLater(error: unknown): null {
  if (error instanceof BusyError) return null
  throw error
}
