/** /auth/admin/users: everybody, by the beginning of a name or an address, or by a role; and a new account. */
import type { AdminViews, Id, User, UserSearchBy } from '../../../contracts.ts'
import { listUsers, type UserSearch } from '../../../accounts/users.ts'
import type { Held } from '../../../core/session/renew.ts'
import { newAccountBody } from '../../admin-schemas.ts'
import { adminPage, readDoing, showTo } from '../../administration.ts'
import { json } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { refuse, tell } from '../../forms.ts'
import { badLimit, isFirstPage, onePage, pagingOf } from '../../paging.ts'
import { problemOf, type Problem } from '../../problem.ts'
import { personView, userPage, userForAdmin } from './person.ts'

export async function getUsers(call: Call): Promise<Response> {
  return showTo(call, {
    json: async () => {
      const found = await usersIn(call)
      return found === null ? refuse(call, badLimit) : json({ users: found.rows.map(userForAdmin), next_cursor: found.next })
    },
    page: (held) => usersPage(call, held),
  })
}

interface Found {
  readonly rows: readonly User[]
  readonly next: Id | null
}

async function usersIn(call: Call): Promise<Found | null> {
  const paging = pagingOf(call)
  if (paging === null) return null
  const found = await listUsers(call.http.accounts, searchOf(call).search, { ...paging, limit: paging.limit + 1 })
  return onePage(found, paging, ({ id }) => id)
}

/** `?search=mira`, by user name unless `&by=email` or `&by=role`. */
function searchOf({ url }: Call): { readonly by: UserSearchBy, readonly text: string, readonly search: UserSearch } {
  const text = (url.searchParams.get('search') ?? '').trim()
  const by = url.searchParams.get('by')
  if (by === 'email') return { by, text, search: { email: text } }
  if (by === 'role' && text !== '') return { by, text, search: { role: text } }
  return { by: 'username', text, search: { username: text } }
}

interface Refused {
  readonly problem: Problem
  readonly fields: AdminViews['users']['fields']
}

async function usersPage(call: Call, held: Held, refused?: Refused): Promise<Response> {
  const found = await usersIn(call)
  if (found === null) return tell(call, badLimit)
  const { by, text } = searchOf(call)
  const view = {
    users: found.rows.map(personView), nextCursor: found.next, isFirst: isFirstPage(call), search: { by, text },
    fields: refused?.fields ?? { username: '', email: '', roles: '' },
  }
  return adminPage(call, 'users', { held, view, problem: refused?.problem })
}

/** A password that was made up stands in the answer, this once. Roles are given only after a recent proof. */
export async function postUser(call: Call): Promise<Response> {
  const doing = await readDoing(call, { schema: newAccountBody, action: 'users', page: '/admin/users', isGrave: true })
  if (doing instanceof Response) return doing
  const { held, acts, input: { isForm, value } } = doing
  const { username, email, roles, password } = value
  const made = await acts.create({ username, email, roles, password })
  if (!made.ok) {
    const fields = { username, email: email ?? '', roles: roles.join(' ') }
    return isForm ? usersPage(call, held, { problem: problemOf(made), fields }) : refuse(call, problemOf(made))
  }
  if (isForm) return userPage(call, held, { user: made.user, newPassword: made.password })
  return json({ user: userForAdmin(made.user), ...(made.password !== null && { password: made.password }) }, 201)
}
