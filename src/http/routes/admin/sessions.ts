/** /auth/admin/sessions: where people are logged in now, all of them or one; and ending one. */
import type { Id, Session, User } from '../../../contracts.ts'
import { listSessions } from '../../../core/session/endings.ts'
import type { Held } from '../../../core/session/renew.ts'
import { sessionEndBody } from '../../admin-schemas.ts'
import { adminPage, readDoing, showFound } from '../../administration.ts'
import { json, noContent, seeOther } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { turnAway } from '../../forms.ts'
import { clearedCookies } from '../../own-cookies.ts'
import { badLimit, isFirstPage, onePage, pagingOf } from '../../paging.ts'
import type { Problem } from '../../problem.ts'
import { sessionOnWire } from '../sessions.ts'
import { liveSessionView } from './person.ts'

interface Live {
  readonly session: Session
  readonly user: User
}

export function getAllSessions(call: Call): Promise<Response> {
  return showFound(call, {
    find: () => liveIn(call),
    json: ({ rows, next }) => json({ sessions: rows.map(onWire), next_cursor: next }),
    page: (held, found) => sessionsPage(call, held, found),
  })
}

interface Found {
  readonly rows: readonly Live[]
  readonly next: Id | null
  readonly of: User | null
}

async function liveIn(call: Call): Promise<Found | Problem> {
  const { core } = call.http
  const paging = pagingOf(call)
  if (paging === null) return badLimit
  const subject = call.url.searchParams.get('subject')
  const of = subject === null ? null : await core.store.findUser(subject)
  if (subject !== null && of === null) return { code: 'not_found' }
  const asked = { ...paging, limit: paging.limit + 1 }
  const found = of === null
    ? await core.store.listLiveSessions(core.clock(), asked)
    : (await listSessions(core, of, asked)).map((session) => ({ session, user: of }))
  return { ...onePage(found, paging, ({ session }) => session.id), of }
}

function sessionsPage(call: Call, held: Held, { rows, next, of }: Found): Promise<Response> {
  const sessions = rows.map((one) => liveSessionView(one, held))
  return adminPage(call, 'sessions', { held, view: { sessions, nextCursor: next, isFirst: isFirstPage(call), of: of && { id: of.id, name: of.username } } })
}

function onWire({ session, user }: Live) {
  return { ...sessionOnWire(session), subject: user.id, username: user.username }
}

/** By a form of a page of sessions, and by DELETE. One's own is a logout. */
export async function endSession(call: Call, id: string): Promise<Response> {
  const doing = await readDoing(call, { schema: sessionEndBody, action: 'sessions/end', page: '/admin/sessions' })
  if (doing instanceof Response) return doing
  const { http: { core, base } } = call
  const ended = await doing.acts.endSession(id)
  if (!ended.ok) return turnAway(call, { code: ended.code })
  const isOwn = id === doing.held.session.id
  const cleared = isOwn ? clearedCookies(core) : []
  const { isForm, value: { on } } = doing.input
  if (!isForm) return noContent(cleared)
  const back = on === 'user' ? `/admin/users/${encodeURIComponent(ended.subject)}` : '/admin/sessions'
  return seeOther(isOwn ? `${base}/login` : `${base}${back}?notice=session_ended`, cleared)
}
