/** GET /auth/admin/events: the audit log, of a type, about somebody, by somebody, of a time. */
import type { AuditEvent, EventFields, EventFilter, EventView, Id, NamedView, Seconds } from '../../../contracts.ts'
import { canonicalName } from '../../../accounts/username.ts'
import { eventTypes } from '../../../core/audit/events.ts'
import type { Held } from '../../../core/session/renew.ts'
import { adminPage, showFound } from '../../administration.ts'
import { json } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { badLimit, isFirstPage, onePage, pagingOf } from '../../paging.ts'
import type { Problem } from '../../problem.ts'

export function getEvents(call: Call): Promise<Response> {
  return showFound(call, {
    find: () => eventsIn(call),
    json: ({ rows, next }) => json({ events: rows.map(onWire), next_cursor: next }),
    page: (held, found) => eventsPage(call, held, found),
  })
}

interface Found {
  readonly rows: readonly AuditEvent[]
  readonly next: Id | null
}

async function eventsIn(call: Call): Promise<Found | Problem> {
  const paging = pagingOf(call)
  if (paging === null) return badLimit
  const filter = await filterOf(call)
  if ('code' in filter) return filter
  const found = await call.http.core.store.listEvents(filter, { ...paging, limit: paging.limit + 1 })
  return onePage(found, paging, ({ id }) => id)
}

async function filterOf(call: Call): Promise<EventFilter | Problem> {
  const { type, from, until } = fieldsOf(call)
  const since = secondOf(from, 0)
  const end = secondOf(until, day)
  if (since === null || end === null) return { code: 'malformed_request', detail: 'from and until are days (2026-04-28) or seconds since 1970.' }
  const [subject, actor] = [await idOf(call, 'subject'), await idOf(call, 'actor')]
  return { subject, actor, type: type === '' ? undefined : type, from: since, until: end }
}

/** The id that was asked for; a name beside it (`subject_name`) is for people, and one that nobody has finds nothing. */
async function idOf({ http: { core }, url }: Call, member: 'subject' | 'actor'): Promise<Id | undefined> {
  const name = url.searchParams.get(`${member}_name`) ?? ''
  if (name !== '') return (await core.store.findUserByName(canonicalName(name)))?.id ?? ''
  return url.searchParams.get(member) || undefined
}

const day: Seconds = 86_400

/** A day means its first second; as an end, the first of the next. Undefined: none was given; null: what was is neither. */
function secondOf(text: string, later: Seconds): Seconds | undefined | null {
  if (text === '') return undefined
  if (/^\d{1,12}$/.test(text)) return Number(text)
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 1000 : NaN
  return Number.isNaN(at) || at < 0 ? null : at + later
}

function fieldsOf({ url }: Call): EventFields {
  const field = (name: string) => url.searchParams.get(name) ?? ''
  return { type: field('type'), subject: field('subject_name'), actor: field('actor_name'), from: field('from'), until: field('until') }
}

async function eventsPage(call: Call, held: Held, { rows, next }: Found): Promise<Response> {
  const events = await Promise.all(rows.map((event) => eventView(call, event)))
  const fields = { ...fieldsOf(call), ...await namedIn(call) }
  return adminPage(call, 'events', { held, view: { events, types: eventTypes.toSorted(), fields, nextCursor: next, isFirst: isFirstPage(call) } })
}

/** Who came by a link with an id finds the name in the form. */
async function namedIn(call: Call): Promise<Partial<EventFields>> {
  const { http: { core }, url } = call
  const name = async (member: string) => {
    const id = url.searchParams.get(member) ?? ''
    return url.searchParams.has(`${member}_name`) || id === '' ? null : core.names.find(id)
  }
  const [subject, actor] = await Promise.all([name('subject'), name('actor')])
  return { ...(subject !== null && { subject }), ...(actor !== null && { actor }) }
}

async function eventView(call: Call, event: AuditEvent): Promise<EventView> {
  const { id, at, type, outcome, address, detail } = event
  const named = async (who: Id | null): Promise<NamedView | null> => who === null ? null : { id: who, name: await call.http.core.names.find(who) }
  const [actor, subject] = await Promise.all([named(event.actor), named(event.subject)])
  return { id, at, type, outcome, address, actor, subject, detail: Object.entries(detail).map(([name, value]) => [name, String(value)] as const) }
}

function onWire({ id, at, type, outcome, actor, subject, session, address, agent, request, detail }: AuditEvent) {
  return { id, at, type, outcome, actor, subject, session, address, agent, request, detail }
}
