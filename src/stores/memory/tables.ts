/** The tables of the memory store, what their rows stand on, and a change that can be taken back. */
import type {
  AuditEvent, Id, Revocation, Secret, Session, StoredKey, StoredVisit, Table, Tables, Throttle, User,
} from '../../contracts.ts'
import { decoders, encodeRow } from '../codec.ts'
import type { ColumnValues } from '../codec.ts'
import type { RecordName, Records } from '../columns.ts'
import { packedSecrets } from './packed/secrets.ts'
import { packedSessions } from './packed/sessions.ts'
import { rows } from './rows.ts'
import type { Rows } from './rows.ts'

export interface MemoryTables {
  readonly user: Rows<User, 'canonical'>
  readonly session: Rows<Session, 'subject' | 'visitor'>
  readonly secret: Rows<Secret, 'session' | 'user'>
  readonly key: Rows<StoredKey, 'current' | 'next'>
  readonly throttle: Rows<Throttle>
  readonly visit: Rows<StoredVisit>
  readonly log: Log
  readonly events: Map<Id, AuditEvent>
}
/** The log. Its entries ascend by their numbers; `seq` is the last one given, whether that entry is still there or not. */
export interface Log {
  seq: number
  entries: { readonly seq: number, readonly entry: Revocation }[]
}

type ByTable = { readonly [T in Table]: Rows<Tables[T]> }

export function memoryTables(): MemoryTables {
  return {
    user: rows({ indices: { canonical: (user) => user.canonical }, unique: ['canonical'] }),
    session: packedSessions(),
    secret: packedSecrets(),
    key: rows({
      indices: {
        current: (key) => key.state === 'current' ? key.use : null, next: (key) => key.state === 'next' ? key.use : null,
      },
      unique: ['current', 'next'],
    }),
    throttle: rows({ indices: {} }),
    visit: rows({ indices: {} }),
    log: { seq: 0, entries: [] },
    events: new Map(),
  }
}

/** A checked, frozen copy: what the caller does to its own row afterwards changes nothing here. */
export function copied<R extends RecordName>(table: R, row: Records[R]): Records[R] {
  return frozen(table, encodeRow(table, row))
}

const decode = decoders((_table, column) => column)

export function frozen<R extends RecordName>(table: R, values: ColumnValues): Records[R] {
  const row = decode[table](values)
  if ('agent' in row && row.agent !== null) Object.assign(row, { agent: same(row.agent) })
  for (const member of Object.values(row)) Object.freeze(member)
  Object.freeze(row)
  return row
}

/** Browsers name themselves at length, and many alike: each name is held once. What comes by the thousand is held as it came. */
const agents = new Map<string, string>()
const MOST_AGENTS = 1000

function same(agent: string): string {
  const known = agents.get(agent)
  if (known !== undefined) return known
  if (agents.size >= MOST_AGENTS) agents.clear()
  agents.set(agent, agent)
  return agent
}

/** Writes that are under way. Each remembers what it replaced, so that a later one which fails takes all back. */
export interface Change {
  readonly tables: MemoryTables
  get<T extends Table>(table: T, key: string): Tables[T] | undefined
  /** Whether the row found its place: none of its unique ones taken, and everything it stands on still there. */
  place<T extends Table>(table: T, key: string, row: Tables[T]): boolean
  /** Removes a row and all that stands on it. */
  remove(table: Table, key: string): void
  append(entry: Revocation): void
  /** An event that is there already, told twice, stays as it was told first. */
  record(event: AuditEvent): void
  rollback(): void
}

export function change(tables: MemoryTables): Change {
  const byTable: ByTable = tables
  const undo: (() => void)[] = []

  function put<T extends Table>(table: T, key: string, row: Tables[T] | undefined): void {
    const before = byTable[table].put(key, row)
    undo.push(() => byTable[table].put(key, before))
  }
  function remove(table: Table, key: string): void {
    if (table === 'user') for (const session of tables.session.by('subject', key)) remove('session', session.id)
    if (table === 'user' || table === 'session') {
      for (const secret of tables.secret.by(table, key)) put('secret', secret.digest, undefined)
    }
    put(table, key, undefined)
  }

  return {
    tables,
    remove,
    get: (table, key) => byTable[table].get(key),
    place(table, key, row) {
      const stands = parents[table](row).every(([parent, id]) => id === null || byTable[parent].get(id) !== undefined)
      if (!stands || byTable[table].clashes(key, row)) return false
      put(table, key, row)
      return true
    },
    append(entry) {
      undo.push(appended(tables.log, entry))
    },
    record(event) {
      if (tables.events.has(event.id)) return
      tables.events.set(event.id, event)
      undo.push(() => tables.events.delete(event.id))
    },
    rollback() {
      for (const takeBack of undo.toReversed()) takeBack()
    },
  }
}

/** Appends, and answers what takes it back. */
function appended(log: Log, entry: Revocation): () => void {
  log.entries.push({ seq: log.seq += 1, entry })
  return () => {
    log.entries.pop()
    log.seq -= 1
  }
}

/** What a row stands on. A late write cannot hang a secret on a session that has ended. */
const parents: { readonly [T in Table]: (row: Tables[T]) => readonly (readonly [Table, Id | null])[] } = {
  user: () => [],
  session: (session) => [['user', session.subject]],
  secret: (secret) => [['session', secret.session], ['user', secret.user]],
  key: () => [],
  throttle: () => [],
  visit: () => [],
}
