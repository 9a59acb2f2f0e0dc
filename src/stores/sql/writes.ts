/** Writes as SQL. Names come from the list of columns, values are always parameters. */
import type { Table, Write } from '../../contracts.ts'
import { checkCount, checkKey, encodePart, encodeRow, encodeSet, keyColumn } from '../codec.ts'
import type { ColumnValues } from '../codec.ts'
import type { Records } from '../columns.ts'
import { each, names, places, statement } from './dialect.ts'
import type { Dialect, Place, Statement } from './dialect.ts'

/** `guarded`: touching no row fails the write. */
export interface Step extends Statement {
  readonly guarded: boolean
}
export type Of<Verb> = Extract<Write, { readonly do: Verb }>

/** All but `revoke`, whose number each database gives in its own way. */
export function stepsOf(write: Exclude<Write, Of<'revoke'>>, dialect: Dialect): readonly Step[] {
  const guarded = (sql: (place: Place) => string): Step => ({ ...statement(dialect, sql), guarded: true })
  const free = (sql: (place: Place) => string): Step => ({ ...statement(dialect, sql), guarded: false })

  switch (write.do) {
    case 'insert': return [guarded(insert(write.table, write.row, dialect))]
    case 'update': return [guarded(update(write, dialect))]
    case 'delete': return [guarded(remove(write, dialect))]
    case 'count': return [guarded(count(write, dialect))]
    case 'uncount': return uncount(write, dialect).map(free)
    case 'record': return [free(record(write, dialect))]
    default: throw new TypeError('There is no write of this name.')
  }
}

type Sql = (place: Place) => string

function insert<T extends Table>(table: T, row: Records[T], dialect: Dialect): Sql {
  keyColumn(table)
  const values = encodeRow(table, row)
  return (place) => `INSERT INTO ${dialect.table(table)} (${names(values)}) VALUES (${places(table, values, place)})`
}

function update({ table, id, if: guard, set }: Of<'update'>, dialect: Dialect): Sql {
  const key = keyColumn(table)
  const news = encodeSet(table, set)
  const where = matches(table, { id, wanted: encodePart(table, guard) }, dialect)
  return (place) => {
    const assignments = each(table, news, { place, text: (name, placed) => `${name} = ${placed}` })
    if (assignments.length === 0) assignments.push(`"${key}" = "${key}"`) // a guard alone must still touch its row
    return `UPDATE ${dialect.table(table)} SET ${assignments.join(', ')} WHERE ${where(place)}`
  }
}

function remove({ table, id, if: guard }: Of<'delete'>, dialect: Dialect): Sql {
  const where = matches(table, { id, wanted: encodePart(table, guard) }, dialect)
  return (place) => `DELETE FROM ${dialect.table(table)} WHERE ${where(place)}`
}

function matches(
  table: Table, { id, wanted }: { readonly id: string, readonly wanted: ColumnValues }, { same }: Dialect,
): Sql {
  const key = checkKey(table, id)
  return (place) => [
    `"${keyColumn(table)}" = ${place(key, 'text')}`,
    ...each(table, wanted, { place, text: (name, placed) => `${name} ${same} ${placed}` }),
  ].join(' AND ')
}

/** One statement, so that two attempts at once cannot both read a count below the cap. */
function count({ bucket, at, until, atMost }: Of<'count'>, dialect: Dialect): Sql {
  const first = encodeRow('throttle', { bucket, count: 1, last: at, until })
  checkCount('atMost', atMost)
  const over = '"stored"."until" <= excluded."last"'
  return (place) => `
    INSERT INTO ${dialect.table('throttle')} AS "stored" (${names(first)})
    SELECT ${places('throttle', first, place)} WHERE ${place(atMost, 'integer')} >= 1
    ON CONFLICT ("bucket") DO UPDATE SET
      "count" = CASE WHEN ${over} THEN 1 ELSE "stored"."count" + 1 END,
      "until" = CASE WHEN ${over} THEN excluded."until" ELSE "stored"."until" END,
      "last" = excluded."last"
    WHERE ${over} OR "stored"."count" < ${place(atMost, 'integer')}`
}

/** The first statement takes the row, so that nobody counts between it and the second. */
function uncount({ bucket, by }: Of<'uncount'>, dialect: Dialect): readonly Sql[] {
  const table = dialect.table('throttle')
  const key = checkKey('throttle', bucket)
  checkCount('by', by)
  return [
    (place) => `UPDATE ${table} SET "count" = "count" - ${place(by, 'integer')} WHERE "bucket" = ${place(key, 'text')}`,
    (place) => `DELETE FROM ${table} WHERE "bucket" = ${place(key, 'text')} AND "count" <= 0`,
  ]
}

/** An event that is there already, told twice, stays as it was told first. */
function record({ event }: Of<'record'>, dialect: Dialect): Sql {
  const values = encodeRow('event', event)
  return (place) => `INSERT INTO ${dialect.table('event')} (${names(values)}) VALUES (${places('event', values, place)})
    ON CONFLICT ("id") DO NOTHING`
}
