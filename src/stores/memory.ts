/**
 * The store in memory: for tests, the lab and trying things out. It forgets everything when the process ends, and it
 * is bounded, so that a flood of visitors cannot fill the process. It knows rows, and no policy.
 */
import type { AuditEvent, CommitResult, Id, Page, Seconds, Session, Store, Write } from '../contracts.ts'
import { randomId } from '../crypto/random.ts'
import { checkPage } from './codec.ts'
import { LOG_PAGE, logPage } from './log-page.ts'
import { reap } from './memory/reap.ts'
import type { Rows } from './memory/rows.ts'
import { change, memoryTables } from './memory/tables.ts'
import type { MemoryTables } from './memory/tables.ts'
import { countEvents, events, liveSessions, listUsers } from './memory/lists.ts'
import { countVisits } from './memory/visits.ts'
import { step } from './memory/writes.ts'
import type { Reads } from './reads.ts'
import { StoreError } from './store-error.ts'
import { createWatchers } from './watchers.ts'

export interface Evicted {
  readonly table: 'session' | 'event' | 'visit'
  readonly id: Id
}

export interface MemoryOptions {
  /** 100,000 by default. Visitors go first, then the oldest sessions, each with its secrets. */
  readonly maxSessions?: number
  /** 10,000 by default; the oldest go. The revocation log is never cut: what it says is over would come back. */
  readonly maxEvents?: number
  /** 100,000 by default; the oldest go. */
  readonly maxVisits?: number
  /** Hears of each row that went to make room. */
  readonly onEvict?: (what: Evicted) => void
}

export function memoryStore(options: MemoryOptions = {}): Store {
  const tables = memoryTables()
  const watchers = createWatchers()
  const incarnation = randomId()
  const evict = eviction(tables, options)
  let isOpen = false

  function live(): MemoryTables {
    if (!isOpen) throw new StoreError('The memory store is not open.')
    return tables
  }

  return {
    name: 'memory',
    async open() { isOpen = true },
    async close() {
      isOpen = false
      watchers.clear()
    },
    ...reads(live, incarnation),
    // No await between the first write and the last: nothing else can run in between, so a commit is atomic.
    async commit(writes) {
      const result = commit(live(), writes)
      if (result.ok) evict()
      if (result.ok && result.seq !== undefined) queueMicrotask(watchers.tell)
      return result
    },
    async reap(what) { return reap(live(), what) },
    async watch(heard) {
      live()
      const remove = watchers.add(heard)
      return async () => remove()
    },
  }
}

function commit(tables: MemoryTables, writes: readonly Write[]): CommitResult {
  const steps = writes.map(step)
  const changed = change(tables)
  const failed = steps.findIndex((holds) => !holds(changed))
  if (failed !== -1) {
    changed.rollback()
    return { ok: false, failed }
  }
  return writes.some((write) => write.do === 'revoke') ? { ok: true, seq: tables.log.seq } : { ok: true }
}

function reads(live: () => MemoryTables, incarnation: string): Reads {
  return { ...lookups(live), ...lists(live, incarnation) }
}

type Lookups = 'findByDigest' | 'findUser' | 'findUserByName' | 'hasRole' | 'findSession' | 'findThrottle'

function lookups(live: () => MemoryTables): Pick<Reads, Lookups> {
  return {
    async findByDigest(digest) {
      const held = live()
      const secret = held.secret.get(digest)
      if (secret === undefined) return null
      const session = find(held.session, secret.session)
      return { secret, session, user: find(held.user, session?.subject ?? secret.user) }
    },
    async findUser(id) { return find(live().user, id) },
    async findUserByName(canonical) { return first(live().user.by('canonical', canonical)) ?? null },
    async hasRole(role) { return [...live().user.all()].some((user) => user.roles.includes(role)) },
    async findSession(id) {
      const session = find(live().session, id)
      return session && { session, user: find(live().user, session.subject) }
    },
    async findThrottle(bucket) { return find(live().throttle, bucket) },
  }
}

function lists(live: () => MemoryTables, incarnation: string): Omit<Reads, Lookups> {
  return {
    async listSecrets(session) {
      return [...live().secret.by('session', session)]
        .toSorted((a, b) => a.generation - b.generation || (a.digest < b.digest ? -1 : 1))
    },
    async listUserSecrets(user, purpose) {
      return [...live().secret.by('user', user)].filter((secret) => secret.purpose === purpose)
        .toSorted((a, b) => a.created - b.created || (a.digest < b.digest ? -1 : 1))
    },
    async listSessions(subject, epoch, page) {
      const good = [...live().session.by('subject', subject)].filter((session) => session.epoch >= epoch)
      return newestFirst(good, (session: Session) => session.created, page)
    },
    async listKeys() {
      return [...live().key.all()].toSorted((a, b) => a.created - b.created || (a.kid < b.kid ? -1 : 1))
    },
    async readRevocations(after) {
      const { log } = live()
      const from = log.entries.findLastIndex(({ seq }) => seq <= after) + 1 // from the end: few are new
      const page = log.entries.slice(from, from + LOG_PAGE)
      return logPage({ seq: log.seq, incarnation }, page.map(({ seq, entry }) => ({ number: seq, entry })))
    },
    async listUsers(filter, page) { return listUsers(live().user.all(), filter, page) },
    async listLiveSessions(now, page) {
      const held = live()
      const good = liveSessions(held, now)
      const paged = newestFirst(good, (session: Session) => session.created, page)
      return paged.flatMap((session) => {
        const user = find(held.user, session.subject)
        return user === null ? [] : [{ session, user }]
      })
    },
    async listEvents(filter, page) {
      return newestFirst(events(live().events.values(), filter), (event: AuditEvent) => event.at, page)
    },
    async countEvents(counting) { return countEvents(live().events.values(), counting) },
    async countVisits(period) { return countVisits(live().visit.all(), period) },
  }
}

function find<Row>(rows: Rows<Row>, key: string | null): Row | null {
  return key === null ? null : rows.get(key) ?? null
}

/** A row to go on from that is gone begins again at the newest: a repeat, rather than a session that is not shown. */
function newestFirst<Row extends { readonly id: Id }>(
  all: readonly Row[], at: (row: Row) => Seconds, page: Page,
): readonly Row[] {
  const { limit, after } = checkPage(page)
  const sorted = all.toSorted((a, b) => at(b) - at(a) || (a.id < b.id ? 1 : -1))
  const start = sorted.findIndex((row) => row.id === after) + 1
  return sorted.slice(start, start + limit)
}

function eviction(tables: MemoryTables, options: MemoryOptions): () => void {
  const maxSessions = atLeastOne('maxSessions', options.maxSessions ?? 100_000)
  const maxEvents = atLeastOne('maxEvents', options.maxEvents ?? 10_000)
  const maxVisits = atLeastOne('maxVisits', options.maxVisits ?? 100_000)
  return () => {
    const evicted: Evicted[] = []
    while (tables.session.size > maxSessions) {
      const oldest = first(tables.session.by('visitor', '')) ?? first(tables.session.all())
      if (oldest === undefined) break
      change(tables).remove('session', oldest.id)
      evicted.push({ table: 'session', id: oldest.id })
    }
    for (const id of tables.events.keys()) {
      if (tables.events.size <= maxEvents) break
      tables.events.delete(id)
      evicted.push({ table: 'event', id })
    }
    while (tables.visit.size > maxVisits) {
      const { id = '' } = first(tables.visit.all()) ?? {}
      change(tables).remove('visit', id)
      evicted.push({ table: 'visit', id })
    }
    for (const what of evicted) options.onEvict?.(what)
  }
}

function atLeastOne(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number of at least 1.`)
  return value
}

function first<Row>(rows: Iterable<Row>): Row | undefined {
  for (const row of rows) return row
  return undefined
}
