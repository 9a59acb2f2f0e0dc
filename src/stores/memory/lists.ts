/** Lists for who administers, as the SQL stores answer them. */
import type { AuditEvent, EventCount, EventCounting, EventFilter, Page, Seconds, Session, User, UserFilter } from '../../contracts.ts'
import { checkCount, checkPage, lowerAscii } from '../codec.ts'
import type { MemoryTables } from './tables.ts'

const DAY = 86_400

export function listUsers(users: Iterable<User>, filter: UserFilter, page: Page): readonly User[] {
  const { limit, after } = checkPage(page)
  const key = (user: User): string | null => keyOf(user, filter)
  const sorted = [...users].filter((user) => key(user) !== null).toSorted((a, b) => inBytes(key(a) ?? '', key(b) ?? '') || inBytes(a.id, b.id))
  // By id a list goes on whether the last one is still there or not.
  const start = filter.by === 'role' || filter.by === 'id' ? sorted.findLastIndex(({ id }) => after !== null && inBytes(id, after) <= 0) : sorted.findIndex(({ id }) => id === after)
  return sorted.slice(start + 1, start + 1 + limit)
}

/** What a user is sorted by; null is left out. */
function keyOf({ id, canonical, email, roles }: User, filter: UserFilter): string | null {
  if (filter.by === 'id') return id
  if (filter.by === 'role') return roles.includes(filter.role) ? id : null
  const key = filter.by === 'canonical' ? canonical : email === null ? null : lowerAscii(email)
  const prefix = filter.by === 'canonical' ? filter.prefix : lowerAscii(filter.prefix)
  return key?.startsWith(prefix) === true ? key : null
}

function inBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

export function liveSessions({ session, user }: MemoryTables, now: Seconds): readonly Session[] {
  checkCount('now', now)
  return [...session.all()].filter(({ subject, root, lastSeen, idle, absoluteEnd, epoch }) => {
    const owner = subject === null ? undefined : user.get(subject)
    return root === null && Math.min(lastSeen + idle, absoluteEnd) > now && owner?.disabled === null && epoch >= owner.epoch
  })
}

export function events(all: Iterable<AuditEvent>, { from = 0, until = Infinity, ...named }: EventFilter): readonly AuditEvent[] {
  const { subject, actor, type } = named
  const fits = (wanted: string | undefined, value: string | null) => wanted === undefined || wanted === value
  return [...all].filter((event) => (
    fits(subject, event.subject) && fits(actor, event.actor) && fits(type, event.type) && event.at >= from && event.at < until
  ))
}

export function countEvents(all: Iterable<AuditEvent>, { types, from, until }: EventCounting): readonly EventCount[] {
  const counted = events(all, { from, until }).filter(({ type }) => types.includes(type))
  const groups = Map.groupBy(counted, ({ at, type }) => `${at - at % DAY} ${type}`)
  return [...groups].map(([name, { length }]) => ({ day: Number(name.split(' ', 1)), type: name.slice(name.indexOf(' ') + 1), count: length }))
    .toSorted((a, b) => b.day - a.day || inBytes(a.type, b.type))
}
