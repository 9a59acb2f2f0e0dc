/** `latchkey user …`: what an operator sees of accounts, and does to them. */
import type { UserSearch } from '../../accounts/users.ts'
import type { User } from '../../contracts.ts'
import type { Call, Outcome } from '../command-line/command.ts'
import { UsageError } from '../command-line/command.ts'
import { minute, printable, table } from '../command-line/output.ts'
import type { Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'
import { userNamed, userOnWire } from './find-user.ts'
import { nextPage, pageOf } from './pages.ts'
import { requireRole } from './user-add.ts'
import { withInstance } from './with-instance.ts'

export async function listUsers(call: Call): Promise<Outcome> {
  const page = pageOf(call.flags)
  const search = searchOf(call)
  return withInstance(await call.config(), async ({ auth }) => {
    const { rows, next } = nextPage(await auth.users.list(search, { ...page, limit: page.limit + 1 }), page, ({ id }) => id)
    const lines = table([['NAME', 'E-MAIL', 'ROLES', 'CREATED (UTC)', 'STATE', 'ID'], ...rows.map(row)])
    const text = rows.length === 0 ? 'There are no such users.' : `${lines}${next === null ? '' : `\nMore: --after ${next}`}`
    return { text, json: { users: rows.map(userOnWire), next_cursor: next } }
  })
}

function searchOf({ flags }: Call): UserSearch {
  const [name, email, role] = [flags.one('name'), flags.one('email'), flags.one('role')]
  if ([name, email, role].filter((one) => one !== undefined).length > 1) throw new UsageError('--name, --email and --role: one of them at a time.')
  if (role !== undefined) return { role: requireRole(role) }
  return email === undefined ? { username: name ?? '' } : { email }
}

function row({ id, username, email, roles, created, disabled }: User): readonly string[] {
  return [printable(username), printable(email ?? '-'), roles.join(' ') || '-', minute(created), disabled === null ? 'active' : 'disabled', id]
}

export async function showUser({ words: [name = ''], config }: Call): Promise<Outcome> {
  return withInstance(await config(), async (instance) => {
    const user = await userNamed(instance, name)
    const { auth } = instance
    const [sessions, keys, { failures, wait }] = await Promise.all([
      auth.sessions.list(user.id, { limit: 50 }), auth.apiKeys.list(user.id), auth.users.failures(user.username),
    ])
    const wire = userOnWire(user)
    const facts = [
      ['name', printable(user.username)], ['id', user.id], ['e-mail', printable(user.email ?? 'none')], ['roles', user.roles.join(' ') || 'none'],
      ['created', `${minute(user.created)} UTC`], ['state', user.disabled === null ? 'active' : `disabled since ${minute(user.disabled)} UTC`],
      ['password', wire.password === 'none' ? 'none: nobody can log in by one' : `${wire.password}, of ${minute(user.passwordChanged)} UTC`],
      ['failures', wait > 0 ? `${failures} in a row; the next try in ${wait} s` : `${failures} in a row`],
      ['sessions', `${sessions.length}`], ['API keys', `${keys.length}`],
    ]
    const json = { user: wire, failed_attempts: failures, retry_after: wait, sessions: sessions.length, api_keys: keys.length }
    return { text: table(facts), json }
  })
}

/** A change of one account that only can fail of there being none. */
function changing(change: (instance: Instance, user: User) => Promise<boolean>, told: (name: string) => string) {
  return async ({ words: [name = ''], config }: Call): Promise<Outcome> => withInstance(await config(), async (instance) => {
    const user = await userNamed(instance, name)
    if (!await change(instance, user)) throw new CommandError(`There is no user "${name}" any more.`)
    const now = await instance.auth.users.find(user.id)
    return { text: told(user.username), json: { user: now === null ? null : userOnWire(now) } }
  })
}

export const disableUser = changing(({ auth }, { id }) => auth.users.disable(id), (name) => `${name} is disabled. Every session and API key of theirs has ended.`)
export const enableUser = changing(({ auth }, { id }) => auth.users.enable(id), (name) => `${name} may log in again.`)
export const unlockUser = changing(({ auth }, { username }) => auth.users.unlock(username), (name) => `${name} may try the password again.`)

const deleting = changing(({ auth }, { id }) => auth.users.delete(id), (name) => `${name} is deleted, with every session and API key.`)

export async function deleteUser(call: Call): Promise<Outcome> {
  if (!call.flags.is('yes')) throw new CommandError('The account, its sessions and its API keys would be gone for good; say --yes if they may be.')
  return deleting(call)
}

export function changeRole(call: Call, does: 'add' | 'remove'): Promise<Outcome> {
  const role = requireRole(call.words[1] ?? '')
  return changing(
    ({ auth }, { id }) => does === 'add' ? auth.users.addRole(id, role) : auth.users.removeRole(id, role),
    (name) => does === 'add' ? `${name} has the role ${role}.` : `${name} has the role ${role} no more.`,
  )(call)
}
