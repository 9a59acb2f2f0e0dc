/** One account as administrators see it. */
import type { LiveSessionView, PersonView, Session, User } from '../../../contracts.ts'
import { failuresOf } from '../../../core/audit/throttle.ts'
import { listKeys } from '../../../core/narrowed/api-keys.ts'
import { listSessions } from '../../../core/session/endings.ts'
import type { Held } from '../../../core/session/renew.ts'
import { expiresAt } from '../../../core/session/sessions.ts'
import { adminPage } from '../../administration.ts'
import type { Call } from '../../call.ts'
import { onePage, perPage } from '../../paging.ts'
import type { Problem } from '../../problem.ts'

/** In the wire's names; never what stands for a password. */
export function userForAdmin({ id, username, email, roles, created, disabled, passwordChanged }: User) {
  return { id, username, email, roles, created_at: created, disabled_at: disabled, password_changed_at: passwordChanged }
}

export function personView({ id, username, email, roles, created, disabled }: User): PersonView {
  return { id, username, email, roles, created, disabled }
}

export function liveSessionView({ session, user }: { session: Session, user: User }, held: Held): LiveSessionView {
  const { id, carrier, created, lastSeen, address, agent } = session
  return {
    id, subject: user.id, username: user.username, carrier, current: id === held.session.id,
    createdAt: created, lastSeenAt: lastSeen, expiresAt: expiresAt(session), address, agent,
  }
}

interface News {
  readonly user: User
  readonly newPassword?: string | null
  readonly problem?: Problem
}

export async function userPage(call: Call, held: Held, { user, newPassword = null, problem }: News): Promise<Response> {
  const { core } = call.http
  const [sessions, keys, { failures, wait }] = await Promise.all([
    listSessions(core, user, { limit: perPage + 1 }), listKeys(core, user), failuresOf(core, user.canonical),
  ])
  const { rows, next } = onePage(sessions, { limit: perPage }, ({ id }) => id)
  const view = {
    person: personView(user), isSelf: user.id === held.user.id, apiKeys: keys.length, failures, wait, newPassword,
    sessions: rows.map((session) => liveSessionView({ session, user }, held)), hasMoreSessions: next !== null,
  }
  return adminPage(call, 'user', { held, view, problem })
}
