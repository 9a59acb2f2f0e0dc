/** Deletes what is over, as the SQL stores do. */
import type { Reaping, Secret, Session, Table } from '../../contracts.ts'
import { checkReaping } from '../reaping.ts'
import type { Rows } from './rows.ts'
import { change } from './tables.ts'
import type { MemoryTables } from './tables.ts'

export function reap(tables: MemoryTables, asked: Reaping): number {
  const { now, most, eventsBefore, visitsBefore, logBefore } = checkReaping(asked)

  function remove<Row>(table: Table, rows: Rows<Row>, { isOver, key }: Kind<Row>): number {
    const over = taken(rows.all(), isOver, most)
    for (const row of over) change(tables).remove(table, key(row))
    return over.length
  }

  const ended = (session: Session): boolean => isEnded(tables, session, now)
  return remove('session', tables.session, { isOver: ended, key: ({ id }) => id })
    + remove('secret', tables.secret, { isOver: (secret) => isSpent(secret, now), key: ({ digest }) => digest })
    + remove('throttle', tables.throttle, { isOver: ({ until }) => until < now, key: ({ bucket }) => bucket })
    + remove('visit', tables.visit, { isOver: ({ at }) => at < visitsBefore, key: ({ id }) => id })
    + reapEvents(tables, eventsBefore, most)
    + reapLog(tables, logBefore, most)
}

interface Kind<Row> {
  readonly isOver: (row: Row) => boolean
  readonly key: (row: Row) => string
}

function isEnded(tables: MemoryTables, { subject, lastSeen, idle, absoluteEnd, epoch }: Session, now: number): boolean {
  const user = subject === null ? undefined : tables.user.get(subject)
  return Math.min(lastSeen + idle, absoluteEnd) <= now || (user !== undefined && epoch < user.epoch)
}

/** A consumed generation tells a reuse for as long as its family lives, and goes with it. */
function isSpent({ expires, purpose, consumed }: Secret, now: number): boolean {
  return expires <= now && !(purpose === 'refresh' && consumed !== null)
}

function reapEvents({ events }: MemoryTables, before: number, most: number): number {
  const over = taken(events.values(), ({ at }) => at < before, most)
  for (const { id } of over) events.delete(id)
  return over.length
}

function reapLog({ log }: MemoryTables, before: number, most: number): number {
  const over = new Set(taken(log.entries, ({ entry }) => entry.until <= before, most))
  log.entries = log.entries.filter((one) => !over.has(one))
  return over.size
}

function taken<Row>(rows: Iterable<Row>, isOver: (row: Row) => boolean, most: number): Row[] {
  const over: Row[] = []
  for (const row of rows) {
    if (over.length === most) break
    if (isOver(row)) over.push(row)
  }
  return over
}
