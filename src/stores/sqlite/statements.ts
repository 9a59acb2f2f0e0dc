/** Writes as SQL. Names come from the list of columns, values are always parameters. */
import type { Table, Write } from '../../contracts.ts'
import { checkCount, checkKey, encodePart, encodeRow, encodeSet, keyColumn } from '../codec.ts'
import type { ColumnValue, ColumnValues } from '../codec.ts'
import type { Records } from '../columns.ts'
import type { Step, Transaction } from './messages.ts'

interface Statement {
  readonly sql: string
  readonly values: readonly ColumnValue[]
  readonly guarded: boolean
}
type Of<Verb> = Extract<Write, { readonly do: Verb }>

export function transactionOf(writes: readonly Write[]): Transaction {
  const steps: Step[] = []
  let appended = 0
  for (const [write, what] of writes.entries()) {
    if (what.do === 'revoke') appended += 1
    for (const statement of statementsOf(what, appended)) steps.push({ ...statement, write })
  }
  return { steps, appended }
}

function statementsOf(write: Write, appended: number): readonly Statement[] {
  switch (write.do) {
    case 'insert': return [insert(write.table, write.row)]
    case 'update': return [update(write)]
    case 'delete': return [remove(write)]
    case 'count': return [count(write)]
    case 'uncount': return uncount(write)
    case 'revoke': return [revoke(write, appended)]
    case 'record': return [record(write)]
    default: throw new TypeError('There is no write of this name.')
  }
}

function insert<T extends Table>(table: T, row: Records[T]): Statement {
  keyColumn(table)
  const values = encodeRow(table, row)
  const sql = `INSERT INTO "${table}" (${names(values)}) VALUES (${places(values)})`
  return { sql, values: Object.values(values), guarded: true }
}

function update({ table, id, if: guard, set }: Of<'update'>): Statement {
  const key = keyColumn(table)
  const news = encodeSet(table, set)
  const wanted = encodePart(table, guard)
  const assignments = Object.keys(news).map((column) => `"${column}" = ?`)
  if (assignments.length === 0) assignments.push(`"${key}" = "${key}"`) // a guard alone must still touch its row
  return {
    sql: `UPDATE "${table}" SET ${assignments.join(', ')} WHERE ${matches(key, wanted)}`,
    values: [...Object.values(news), checkKey(table, id), ...Object.values(wanted)],
    guarded: true,
  }
}

function remove({ table, id, if: guard }: Of<'delete'>): Statement {
  const wanted = encodePart(table, guard)
  const sql = `DELETE FROM "${table}" WHERE ${matches(keyColumn(table), wanted)}`
  return { sql, values: [checkKey(table, id), ...Object.values(wanted)], guarded: true }
}

/** `IS` and not `=`: a guard of null must meet null. */
function matches(key: string, wanted: ColumnValues): string {
  return [`"${key}" = ?`, ...Object.keys(wanted).map((column) => `"${column}" IS ?`)].join(' AND ')
}

/** One statement, so that two attempts at once cannot both read a count below the cap. */
function count({ bucket, at, until, atMost }: Of<'count'>): Statement {
  const first = encodeRow('throttle', { bucket, count: 1, last: at, until })
  const over = '"until" <= excluded."last"'
  return {
    sql: `INSERT INTO "throttle" (${names(first)}) SELECT ${places(first)} WHERE ? >= 1
      ON CONFLICT ("bucket") DO UPDATE SET
        "count" = CASE WHEN ${over} THEN 1 ELSE "count" + 1 END,
        "until" = CASE WHEN ${over} THEN excluded."until" ELSE "until" END,
        "last" = excluded."last"
      WHERE ${over} OR "count" < ?`,
    values: [...Object.values(first), checkCount('atMost', atMost), atMost],
    guarded: true,
  }
}

function uncount({ bucket, by }: Of<'uncount'>): readonly Statement[] {
  const values = [checkCount('by', by), checkKey('throttle', bucket)]
  return [
    { sql: 'DELETE FROM "throttle" WHERE "count" <= ? AND "bucket" = ?', values, guarded: false },
    { sql: 'UPDATE "throttle" SET "count" = "count" - ? WHERE "bucket" = ?', values, guarded: false },
  ]
}

/** Numbered from the head, which moves on at the end of the transaction: entry n of this commit is `seq + n`. */
function revoke({ entry }: Of<'revoke'>, number: number): Statement {
  const values = encodeRow('revocation', entry)
  const sql = `INSERT INTO "revocation" ("seq", ${names(values)})
    SELECT "seq" + ?, ${places(values)} FROM "revocation_head"`
  return { sql, values: [number, ...Object.values(values)], guarded: false }
}

/** An event that is there already, told twice, stays as it was told first. */
function record({ event }: Of<'record'>): Statement {
  const values = encodeRow('event', event)
  const sql = `INSERT INTO "event" (${names(values)}) VALUES (${places(values)}) ON CONFLICT ("id") DO NOTHING`
  return { sql, values: Object.values(values), guarded: false }
}

function names(values: ColumnValues): string {
  return Object.keys(values).map((column) => `"${column}"`).join(', ')
}

function places(values: ColumnValues): string {
  return Object.keys(values).map(() => '?').join(', ')
}
