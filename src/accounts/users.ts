/** What an operator does to accounts. None of it needs, or sets, a password that the operator knows. */
import type { MaybePromise, User, Write } from '../contracts.ts'
import { forgetKeys } from '../core/narrowed/api-keys.ts'
import { commit } from '../core/commit.ts'
import { record } from '../core/audit/events.ts'
import { nameEnded, raiseEpoch } from '../core/session/sessions.ts'
import { bucketName, failuresMost } from '../core/audit/throttle.ts'
import { nowhere } from '../core/audit/events.ts'
import type { Accounts } from './accounts.ts'
import { requireRoles } from './roles.ts'
import { addUser, type NewUser } from './sign-up.ts'
import { canonicalName } from './username.ts'

/** Changes answer false where there is no such user. */
export function usersOf(accounts: Accounts) {
  const { core } = accounts
  return {
    add: (user: NewUser) => addUser(accounts, user),
    find: (id: string) => core.store.findUser(id),
    findByName: (username: string) => core.store.findUserByName(canonicalName(username)),
    /** Lets a name try passwords again after its failures were too many. */
    unlock: (username: string) => unlock(accounts, username),
    /** Ends every session and every API key, and refuses every login, at once. None of them comes back with the account. */
    disable: (id: string) => change(accounts, id, async (user) => [
      ...await nameEnded(core, user), ...await forgetKeys(core, user),
      ...raiseEpoch(core, user, { from: nowhere, reason: 'disabled', actor: null }),
      { do: 'update', table: 'user', id, if: {}, set: { disabled: user.disabled ?? core.clock() } },
    ]),
    /** For good: the account, its sessions and their secrets. What was given out without a record dies with the epoch. */
    delete: (id: string) => change(accounts, id, async (user) => [
      ...await nameEnded(core, user),
      ...raiseEpoch(core, user, { from: nowhere, reason: 'deleted', actor: null }),
      { do: 'delete', table: 'user', id, if: {} },
      record(core, { type: 'user_deleted', subject: id, actor: null }),
    ]),
    enable: (id: string) => change(accounts, id, ({ disabled }) => [
      { do: 'update', table: 'user', id, if: { disabled }, set: { disabled: null } },
      record(core, { type: 'user_updated', subject: id, actor: null, detail: { enabled: true } }),
    ]),
    /** Credentials that state the old roles become stale and are renewed; sessions go on. */
    async setRoles(id: string, roles: readonly string[]): Promise<boolean> {
      requireRoles(roles)
      return change(accounts, id, (user) => raiseVersion(accounts, user, roles))
    },
  }
}

export type Users = ReturnType<typeof usersOf>

function change({ core }: Accounts, id: string, writes: (user: User) => MaybePromise<readonly Write[]>): Promise<boolean> {
  return commit(core, async () => {
    const user = await core.store.findUser(id)
    return user === null ? { answer: false, writes: [] } : { answer: true, writes: await writes(user) }
  })
}

function raiseVersion({ core }: Accounts, user: User, roles: readonly string[]): readonly Write[] {
  const version = user.version + 1
  const at = core.clock()
  const until = at + core.limits.unrenewedLife + core.limits.leeway
  return [
    { do: 'update', table: 'user', id: user.id, if: { version: user.version }, set: { roles, version } },
    { do: 'revoke', entry: { kind: 'version', id: user.id, value: version, at, until } },
    record(core, { type: 'privilege_permissions_changed', subject: user.id, actor: null, detail: { roles: roles.join(' ') } }),
  ]
}

async function unlock({ core }: Accounts, username: string): Promise<boolean> {
  const canonical = canonicalName(username)
  const user = await core.store.findUserByName(canonical)
  if (user === null) return false
  await core.store.commit([
    { do: 'uncount', bucket: bucketName(core, 'account', canonical), by: failuresMost },
    record(core, { type: 'user_updated', subject: user.id, actor: null, detail: { unlocked: true } }),
  ])
  return true
}
