/** The list of devices, and ending one, all others, or all. Programs send DELETE; people post forms. */
import { endEverywhere, endOthers, endOwnSession, listSessions } from '../../core/session/endings.ts'
import type { Held } from '../../core/session/renew.ts'
import { expiresAt } from '../../core/session/sessions.ts'
import type { Session } from '../../contracts.ts'
import { actorOf } from '../actor.ts'
import { json, noContent, seeOther } from '../answer.ts'
import { readInput, refuse, refuseStranger } from '../forms.ts'
import type { Call } from '../call.ts'
import { clearedCookies } from '../own-cookies.ts'
import { accountPage, failurePage } from '../pages.ts'
import { badLimit, onePage, pagingOf } from '../paging.ts'
import { endBody } from '../schemas.ts'
import { renewedCookies, renewedResponse } from './password.ts'

export async function getSessions(call: Call): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  const paging = pagingOf(call)
  if (paging === null) return refuse(call, badLimit)
  const { user, session: own } = actor.held
  const found = await listSessions(call.http.core, user, { ...paging, limit: paging.limit + 1 })
  const { rows, next } = onePage(found, paging, ({ id }) => id)
  return json({ sessions: rows.map((session) => ({ ...sessionOnWire(session), current: session.id === own.id })), next_cursor: next })
}

export function sessionOnWire(session: Session) {
  const { id, carrier, created, lastSeen, address, agent } = session
  return { id, carrier, created_at: created, last_seen_at: lastSeen, expires_at: expiresAt(session), address, agent }
}

export async function deleteSession(call: Call, id: string): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  const { user, session } = actor.held
  const ended = await endOwnSession(call.http.core, user, { id, from: call.from })
  if (!ended) return refuse(call, { code: 'not_found' })
  return noContent(id === session.id ? clearedCookies(call.http.core) : [])
}

/** All others; with `?all=true` this one too. */
export async function deleteSessions(call: Call): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  const all = call.url.searchParams.get('all')
  if (all !== null && all !== 'true') return refuse(call, { code: 'malformed_request', detail: 'all is true, or absent.' })
  if (all === 'true') return endAll(call, actor.held)
  const issued = await endOthers(call.http.core, actor.held, call.from)
  if (issued === 'over') return refuse(call, { code: 'session_revoked' })
  return issued === null ? noContent() : renewedResponse(issued)
}

async function endAll({ http, from }: Call, { user }: Held): Promise<Response> {
  await endEverywhere(http.core, user.id, { from, reason: 'all_ended' })
  return noContent(clearedCookies(http.core))
}

export async function postEndSession(call: Call, id: string): Promise<Response> {
  const form = await heldForm(call)
  if (form instanceof Response) return form
  const { core, base } = call.http
  const ended = await endOwnSession(core, form.held.user, { id, from: call.from })
  if (!ended) return failurePage(call, { code: 'not_found' })
  if (id === form.held.session.id) return seeOther(`${base}/login`, clearedCookies(core))
  return seeOther(`${base}/account?notice=session_ended`)
}

export async function postEndSessions(call: Call): Promise<Response> {
  const form = await heldForm(call)
  if (form instanceof Response) return form
  const { core, base } = call.http
  if (form.all) {
    await endEverywhere(core, form.held.user.id, { from: call.from, reason: 'all_ended' })
    return seeOther(`${base}/login`, clearedCookies(core))
  }
  const issued = await endOthers(core, form.held, call.from)
  if (issued === 'over') return refuseStranger(call, { code: 'session_revoked' })
  return seeOther(`${base}/account?notice=sessions_ended`, renewedCookies(issued))
}

/** A form of the account page, or the response that says why it is none. */
async function heldForm(call: Call): Promise<{ held: Held, all: boolean } | Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const form = { action: 'sessions/end', sessionDigest: held.acting.secret?.digest ?? null } as const
  const input = await readInput(call, endBody, form)
  if (input.ok) return { held, all: input.value.all }
  return input.isForm ? accountPage(call, held, { refused: { form: 'sessions/end', problem: input.problem } }) : refuse(call, input.problem)
}
