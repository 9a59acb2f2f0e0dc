/** What an operator does to accounts. None of it needs, or sets, a password that the operator knows. */
import type { Id, MaybePromise, Page, User, UserFilter, Write } from '../contracts.ts'
import { byOperator, nowhere, type Origin } from '../core/audit/events.ts'
import { commit } from '../core/commit.ts'
import { failuresOf } from '../core/audit/throttle.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { administer, type Administration } from './administer.ts'
import { type ImportedUser, type ImportOptions, importUser } from './import-user.ts'
import { requireRoles } from './roles.ts'
import { addUser, judgePassword, type NewUser } from './sign-up.ts'
import { deleteUser, disableUser, enableUser, resetPassword, setRoles, unlockUser } from './user-acts.ts'
import { canonicalName } from './username.ts'

/** Which users are listed: by the beginning of a name or an address, or by a role; all of them by default. */
export type UserSearch = { readonly username?: string } | { readonly email: string } | { readonly role: string }

/** Changes answer false where there is no such user. */
export function usersOf(accounts: Accounts) {
  const { core } = accounts
  return {
    add: (user: NewUser) => addUser(accounts, user),
    find: (id: string) => core.store.findUser(id),
    findByName: (username: string) => core.store.findUserByName(canonicalName(username)),
    /** In the order of what they are searched by; `after` is the id of the last one seen. */
    list: (search: UserSearch = {}, { limit = 50, ...page }: Partial<Page> = {}) => listUsers(accounts, search, { limit, ...page }),
    /** Lets a name try passwords again after its failures were too many. */
    unlock: (username: string) => unlock(accounts, username),
    /** Ends every session and every API key, and refuses every login, at once. None of them comes back with the account. */
    disable: (id: string) => change(accounts, id, (user) => disableUser(core, user, byOperator)),
    /** For good: the account, its sessions and their secrets. What was given out without a record dies with the epoch. */
    delete: (id: string) => change(accounts, id, (user) => deleteUser(core, user, byOperator)),
    enable: (id: string) => change(accounts, id, (user) => enableUser(core, user, byOperator)),
    /** Credentials that state the old roles become stale and are renewed; sessions go on. */
    async setRoles(id: string, roles: readonly string[]): Promise<boolean> {
      requireRoles(roles)
      return change(accounts, id, (user) => setRoles(core, user, { ...byOperator, roles }))
    },
    /** One role more; roles that others change at the same time stay as they are. */
    addRole: (id: string, role: string) => changeRoles(accounts, id, (roles) => [...new Set([...roles, role])]),
    removeRole: (id: string, role: string) => changeRoles(accounts, id, (roles) => roles.filter((one) => one !== role)),
    /** Whoever knew the old password is out everywhere, API keys included. `invalid_credentials`: there is no such user. */
    resetPassword: (id: string, password: string) => resetByOperator(accounts, id, password),
    /** Somebody from elsewhere, with the hash of their password, which becomes one of ours at the next login. */
    import: (user: ImportedUser, options?: ImportOptions) => importUser(accounts, user, options),
    /** What stands against a name: wrong passwords in a row, and the seconds until the next try. */
    failures: (username: string) => failuresOf(core, canonicalName(username)),
    /** The acts of an administrator, who stands in the audit log and cannot lock themselves out. */
    async by(administrator: Id, from: Partial<Origin> = {}): Promise<Administration> {
      return administer(accounts, { actor: administrator, from: { ...nowhere, ...from } })
    },
  }
}

export type Users = ReturnType<typeof usersOf>

export function listUsers({ core }: Accounts, search: UserSearch, page: Page): Promise<readonly User[]> {
  return core.store.listUsers(filterOf(search), page)
}

function filterOf(search: UserSearch): UserFilter {
  if ('role' in search) return { by: 'role', role: search.role }
  if ('email' in search) return { by: 'email', prefix: search.email }
  return { by: 'canonical', prefix: canonicalName(search.username ?? '') }
}

function change({ core }: Accounts, id: string, writes: (user: User) => MaybePromise<readonly Write[]>): Promise<boolean> {
  return commit(core, async () => {
    const user = await core.store.findUser(id)
    return user === null ? { answer: false, writes: [] } : { answer: true, writes: await writes(user) }
  })
}

function changeRoles(accounts: Accounts, id: Id, rolesOf: (roles: readonly string[]) => readonly string[]): Promise<boolean> {
  return change(accounts, id, (user) => {
    const roles = rolesOf(user.roles)
    requireRoles(roles)
    return setRoles(accounts.core, user, { ...byOperator, roles })
  })
}

async function resetByOperator(accounts: Accounts, id: Id, raw: string): Promise<{ ok: true, user: User } | AccountRefusal> {
  const { core, hasher } = accounts
  const found = await core.store.findUser(id)
  if (found === null) return { ok: false, code: 'invalid_credentials' }
  const judged = await judgePassword(accounts, { ...found, password: raw })
  if (!judged.ok) return judged
  const password = await hasher.hash(judged.password)
  const isDone = await change(accounts, id, (user) => resetPassword(core, user, { ...byOperator, password }))
  return isDone ? { ok: true, user: found } : { ok: false, code: 'invalid_credentials' }
}

async function unlock({ core }: Accounts, username: string): Promise<boolean> {
  const user = await core.store.findUserByName(canonicalName(username))
  if (user === null) return false
  await core.store.commit(unlockUser(core, user, byOperator))
  return true
}
