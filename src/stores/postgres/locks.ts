/**
 * The rows that a commit stands on, locked before its steps in one order for all: users, then sessions, each by id. Without,
 * a refresh (secret, then the session it stands on) and a logout (session, then its secrets) wait for each other until
 * PostgreSQL looks for deadlocks, a second later.
 */
import type { Id, Write } from '../../contracts.ts'
import { isStorable } from '../codec.ts'
import { statement } from '../sql/dialect.ts'
import type { Dialect, Statement } from '../sql/dialect.ts'

interface Wanted {
  readonly ids: Set<Id>
  /** A row that is only stood on may be stood on by others at once. */
  isChanged: boolean
}
type Parent = 'user' | 'session'

export function locksOf(writes: readonly Write[], dialect: Dialect): readonly Statement[] {
  const guarded = writes.filter((write) => write.do === 'insert' || write.do === 'update' || write.do === 'delete')
  if (guarded.length < 2) return [] // one statement takes its locks in the order of the tables by itself
  const wanted: Locks = {
    user: { ids: new Set(), isChanged: false }, session: { ids: new Set(), isChanged: false },
  }
  for (const write of guarded) want(wanted, write)
  return (['user', 'session'] as const).flatMap((table) => lock(table, wanted[table], dialect))
}

type Locks = { readonly [P in Parent]: Wanted }
type Guarded = Extract<Write, { readonly table: unknown }>

function want(wanted: Locks, write: Guarded): void {
  if (write.do !== 'insert' && (write.table === 'user' || write.table === 'session')) {
    wanted[write.table].ids.add(write.id)
    wanted[write.table].isChanged = true
  }
  for (const [table, id] of parentsOf(write)) if (typeof id === 'string') wanted[table].ids.add(id)
}

/** What a row is to stand on: a session on its subject, a secret on its session and user. */
function parentsOf(write: Guarded): readonly (readonly [Parent, Id | null | undefined])[] {
  if (write.do === 'delete') return []
  if (write.table === 'session') return [['user', (write.do === 'insert' ? write.row : write.set).subject]]
  if (write.table !== 'secret') return []
  const { user, session } = write.do === 'insert' ? write.row : write.set
  return [['user', user], ['session', session]]
}

function lock(table: Parent, { ids, isChanged }: Wanted, dialect: Dialect): readonly Statement[] {
  const sorted = [...ids].filter(isStorable).toSorted()
  if (sorted.length === 0) return []
  const strength = isChanged ? 'FOR UPDATE' : 'FOR KEY SHARE'
  return [statement(dialect, (place) => `SELECT FROM ${dialect.table(table)}
    WHERE "id" IN (${sorted.map((id) => place(id, 'text')).join(', ')}) ORDER BY "id" ${strength}`)]
}
