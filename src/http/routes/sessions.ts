/** The list of devices, and ending one, all others, or all. Programs send DELETE; people post forms. */
import { endEverywhere, endOthers, endOwnSession, listSessions } from '../../core/session/endings.ts'
import type { Held } from '../../core/session/renew.ts'
import { expiresAt } from '../../core/session/sessions.ts'
import type { Session } from '../../contracts.ts'
import { actorOf } from '../actor.ts'
import { json, noContent, seeOther } from '../answer.ts'
import { readInput, refuse, refuseStranger } from '../forms.ts'
import type { Exchange } from '../call.ts'
import { clearedCookies } from '../own-cookies.ts'
import { accountPage, failurePage } from '../pages.ts'
import { endBody } from '../schemas.ts'
import { renewedCookies, renewedResponse } from './password.ts'

export async function getSessions(exchange: Exchange): Promise<Response> {
  const actor = await actorOf(exchange)
  if (!actor.ok) return refuse(exchange, actor.problem)
  const limit = pageLimit(exchange.url.searchParams.get('limit'))
  if (limit === null) return refuse(exchange, { code: 'malformed_request', detail: 'limit is a whole number from 1 to 100.' })
  const after = exchange.url.searchParams.get('cursor') ?? undefined
  const { user, session: own } = actor.held
  const rows = await listSessions(exchange.http.core, user, { limit: limit + 1, after })
  const sessions = rows.slice(0, limit)
  const next = rows.length > limit ? sessions.at(-1)?.id ?? null : null
  return json({ sessions: sessions.map((session) => onWire(session, own.id)), next_cursor: next })
}

function pageLimit(text: string | null): number | null {
  if (text === null) return 50
  return /^[1-9]\d?$|^100$/.test(text) ? Number(text) : null
}

function onWire(session: Session, own: string) {
  const { id, carrier, created, lastSeen, address, agent } = session
  return {
    id, carrier, current: id === own, created_at: created, last_seen_at: lastSeen,
    expires_at: expiresAt(session), address, agent,
  }
}

export async function deleteSession(exchange: Exchange, id: string): Promise<Response> {
  const actor = await actorOf(exchange)
  if (!actor.ok) return refuse(exchange, actor.problem)
  const { user, session } = actor.held
  const ended = await endOwnSession(exchange.http.core, user, { id, from: exchange.from })
  if (!ended) return refuse(exchange, { code: 'not_found' })
  return noContent(id === session.id ? clearedCookies(exchange.http.core) : [])
}

/** All others; with `?all=true` this one too. */
export async function deleteSessions(exchange: Exchange): Promise<Response> {
  const actor = await actorOf(exchange)
  if (!actor.ok) return refuse(exchange, actor.problem)
  const all = exchange.url.searchParams.get('all')
  if (all !== null && all !== 'true') return refuse(exchange, { code: 'malformed_request', detail: 'all is true, or absent.' })
  if (all === 'true') return endAll(exchange, actor.held)
  const issued = await endOthers(exchange.http.core, actor.held, exchange.from)
  if (issued === 'over') return refuse(exchange, { code: 'session_revoked' })
  return issued === null ? noContent() : renewedResponse(issued)
}

async function endAll({ http, from }: Exchange, { user }: Held): Promise<Response> {
  await endEverywhere(http.core, user.id, { from, reason: 'all_ended' })
  return noContent(clearedCookies(http.core))
}

export async function postEndSession(exchange: Exchange, id: string): Promise<Response> {
  const form = await heldForm(exchange)
  if (form instanceof Response) return form
  const { core, base } = exchange.http
  const ended = await endOwnSession(core, form.held.user, { id, from: exchange.from })
  if (!ended) return failurePage(exchange, { code: 'not_found' })
  if (id === form.held.session.id) return seeOther(`${base}/login`, clearedCookies(core))
  return seeOther(`${base}/account?notice=session_ended`)
}

export async function postEndSessions(exchange: Exchange): Promise<Response> {
  const form = await heldForm(exchange)
  if (form instanceof Response) return form
  const { core, base } = exchange.http
  if (form.all) {
    await endEverywhere(core, form.held.user.id, { from: exchange.from, reason: 'all_ended' })
    return seeOther(`${base}/login`, clearedCookies(core))
  }
  const issued = await endOthers(core, form.held, exchange.from)
  if (issued === 'over') return refuseStranger(exchange, { code: 'session_revoked' })
  return seeOther(`${base}/account?notice=sessions_ended`, renewedCookies(issued))
}

/** A form of the account page, or the response that says why it is none. */
async function heldForm(exchange: Exchange): Promise<{ held: Held, all: boolean } | Response> {
  const actor = await actorOf(exchange)
  if (!actor.ok) return refuseStranger(exchange, actor.problem)
  const { held } = actor
  const form = { action: 'sessions/end', sessionDigest: held.acting.secret?.digest ?? null } as const
  const input = await readInput(exchange, endBody, form)
  if (input.ok) return { held, all: input.value.all }
  return input.isForm ? accountPage(exchange, held, { refused: { form: 'sessions/end', problem: input.problem } }) : refuse(exchange, input.problem)
}
