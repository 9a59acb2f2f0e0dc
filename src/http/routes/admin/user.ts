/** /auth/admin/users/{id}: one account, and what is done to it. */
import type { AdminNotice } from '../../../contracts.ts'
import type { Administered, Administration } from '../../../accounts/administer.ts'
import { failuresOf } from '../../../core/audit/throttle.ts'
import type { Held } from '../../../core/session/renew.ts'
import { actBody, passwordResetBody, roleBody } from '../../admin-schemas.ts'
import { adminPage, askAgain, done, readDoing, showTo } from '../../administration.ts'
import { json } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { refuse } from '../../forms.ts'
import { failurePage } from '../../pages.ts'
import { problemOf, type Problem } from '../../problem.ts'
import { userForAdmin, userPage } from './person.ts'

const pageOf = (id: string) => `/admin/users/${encodeURIComponent(id)}`

export async function getUser(call: Call, id: string): Promise<Response> {
  const { core } = call.http
  return showTo(call, {
    async json() {
      const user = await core.store.findUser(id)
      if (user === null) return refuse(call, { code: 'not_found' })
      const { failures, wait } = await failuresOf(core, user.canonical)
      return json({ user: userForAdmin(user), failed_attempts: failures, retry_after: wait })
    },
    async page(held) {
      const user = await core.store.findUser(id)
      return user === null ? failurePage(call, { code: 'not_found' }) : userPage(call, held, { user })
    },
  })
}

interface Act {
  readonly action: string
  readonly notice: AdminNotice
  readonly isGrave?: boolean
  /** After the user's page: the page that asks once more. */
  readonly asks?: string
  /** Where the person goes; the user's page by default. */
  readonly next?: string
  readonly run: (acts: Administration, id: string) => Promise<Administered>
}

function acting(act: Act) {
  return async (call: Call, id: string): Promise<Response> => {
    const { action, notice, isGrave = false, asks = '', next = pageOf(id) } = act
    const doing = await readDoing(call, { schema: actBody, action, isGrave, page: pageOf(id) + asks })
    if (doing instanceof Response) return doing
    return done(call, await act.run(doing.acts, id), { page: next, notice, isForm: doing.input.isForm })
  }
}

export const postDisable = acting({ action: 'users/disable', notice: 'user_disabled', isGrave: true, run: (acts, id) => acts.disable(id) })
export const postEnable = acting({ action: 'users/enable', notice: 'user_enabled', isGrave: true, run: (acts, id) => acts.enable(id) })
export const postUnlock = acting({ action: 'users/unlock', notice: 'user_unlocked', run: (acts, id) => acts.unlock(id) })
export const postEndUserSessions = acting({ action: 'users/sessions/end', notice: 'sessions_ended', run: (acts, id) => acts.endSessions(id) })
/** By a form after a page that asks, and by DELETE. */
export const deleteUser = acting({
  action: 'users/delete', notice: 'user_deleted', isGrave: true, asks: '/delete', next: '/admin/users', run: (acts, id) => acts.delete(id),
})

/** One role more, or one less. */
export async function postRole(call: Call, id: string): Promise<Response> {
  const doing = await readDoing(call, { schema: roleBody, action: 'users/roles', page: pageOf(id), isGrave: true })
  if (doing instanceof Response) return doing
  const { acts, input: { isForm, value: { add, remove = '' } } } = doing
  const outcome = await (add === undefined ? acts.removeRole(id, remove) : acts.addRole(id, add))
  return done(call, outcome, { page: pageOf(id), notice: 'roles_changed', isForm })
}

export function getDelete(call: Call, id: string): Promise<Response> {
  return confirming(call, id, 'delete')
}

export function getPassword(call: Call, id: string): Promise<Response> {
  return confirming(call, id, 'password')
}

function confirming(call: Call, id: string, act: 'delete' | 'password'): Promise<Response> {
  return askAgain(call, `${pageOf(id)}/${act}`, (held) => confirmPage(call, { held, id, act }))
}

async function confirmPage(call: Call, { held, id, act, problem }: { held: Held, id: string, act: 'delete' | 'password', problem?: Problem }) {
  const user = await call.http.core.store.findUser(id)
  if (user === null) return failurePage(call, { code: 'not_found' })
  return adminPage(call, 'confirm', { held, view: { act, id, name: user.username, key: null }, problem })
}

/** A password that was made up stands in the answer, this once. */
export async function postPassword(call: Call, id: string): Promise<Response> {
  const doing = await readDoing(call, { schema: passwordResetBody, action: 'users/password', page: `${pageOf(id)}/password`, isGrave: true })
  if (doing instanceof Response) return doing
  const { held, acts, input: { isForm, value } } = doing
  const reset = await acts.resetPassword(id, value.password)
  if (!reset.ok) return isForm ? confirmPage(call, { held, id, act: 'password', problem: problemOf(reset) }) : refuse(call, problemOf(reset))
  const { user, password } = reset
  if (isForm) return userPage(call, held, { user, newPassword: password })
  return json({ user: userForAdmin(user), ...(password !== null && { password }) })
}
