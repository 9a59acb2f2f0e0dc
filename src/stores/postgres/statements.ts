/** Commits as one call of `commit_writes`: the steps, and what their places stand for, in one array. */
import type { Reaping, Revocation, Write } from '../../contracts.ts'
import { encodeRow } from '../codec.ts'
import type { ColumnValue, ColumnValues } from '../codec.ts'
import { columns } from '../columns.ts'
import type { Kind } from '../columns.ts'
import { places, statement } from '../sql/dialect.ts'
import type { Dialect, Place, Statement } from '../sql/dialect.ts'
import { reapingOf } from '../sql/reaping.ts'
import { stepsOf } from '../sql/writes.ts'
import type { Of, Step } from '../sql/writes.ts'
import { locksOf } from './locks.ts'

/** What NOTIFY is sent on, in the whole database. */
export function channelOf(schema: string): string {
  return `${schema}_revocation`
}

export interface Call {
  readonly steps: readonly string[]
  readonly guarded: readonly boolean[]
  readonly held: readonly ColumnValue[]
  /** Takes the number of the log, and appends. */
  readonly append: string | null
  /** The index of the write that a step belongs to. */
  readonly writes: readonly number[]
}

export function callOf(writes: readonly Write[], schema: string): Call {
  const { dialect, held } = callDialect(schema)
  const steps: (Step & { readonly write: number })[] = []
  const entries: Of<'revoke'>[] = []
  for (const [write, what] of writes.entries()) {
    if (what.do === 'revoke') entries.push(what)
    else for (const step of stepsOf(what, dialect)) steps.push({ ...step, write })
  }
  const append = entries.length === 0 ? null : appendSql(entries, { dialect, channel: channelOf(schema) })
  const all = [...locksOf(writes, dialect).map((lock) => ({ ...lock, guarded: false, write: -1 })), ...steps]
  return {
    steps: all.map(({ sql }) => sql), guarded: all.map(({ guarded }) => guarded), held, append,
    writes: all.map(({ write }) => write),
  }
}

/** Steps that are no writes of the contract. */
export function callOfSteps(steps: (dialect: Dialect) => readonly Step[], schema: string): Call {
  const { dialect, held } = callDialect(schema)
  const all = steps(dialect)
  return { steps: all.map(({ sql }) => sql), guarded: all.map(({ guarded }) => guarded), held, append: null, writes: all.map(() => 0) }
}

function callDialect(schema: string): { readonly dialect: Dialect, readonly held: readonly ColumnValue[] } {
  const held: ColumnValue[] = []
  const dialect = dialectOf(schema, (kind) => {
    const place = `$1[${held.length}]`
    return isNumber(kind) ? `${place}::bigint` : place
  }, () => held)
  return { dialect, held }
}

export function reapingQueries(asked: Reaping, schema: string): readonly Statement[] {
  return reapingOf(asked, queryDialect(schema))
}

/** For statements that are asked one by one. */
export function queryDialect(schema: string): Dialect {
  return dialectOf(schema, (kind, position) => isNumber(kind) ? `$${position}::bigint` : `$${position}`, () => [])
}

const isNumber = (kind: Kind): boolean => /^(integer|boolean)/.test(kind)

function dialectOf(
  schema: string, placed: (kind: Kind, position: number) => string, fresh: () => ColumnValue[],
): Dialect {
  return {
    table: (name) => `"${schema}"."${name}"`,
    same: 'IS NOT DISTINCT FROM',
    // `json` keeps each text as it was written, escapes of what no text can hold included; `jsonb` would refuse them.
    holds: (column, value, place) => `EXISTS (SELECT 1 FROM json_array_elements(${column}::json) AS "member"
      WHERE "member"."value"::text = ${place(value === null ? null : JSON.stringify(value), 'text')})`,
    skipLocked: 'FOR UPDATE SKIP LOCKED',
    begin() {
      const values = fresh()
      return {
        values,
        place(value, kind) {
          values.push(value)
          return placed(kind, values.length)
        },
      }
    },
  }
}

/**
 * The last statement of a commit that appends. The head's lock is held until the commit, so that numbers become visible in
 * their order: a reader that polled a sequence would lose the entries of whoever commits late.
 */
function appendSql(
  entries: readonly Of<'revoke'>[], { dialect, channel }: { readonly dialect: Dialect, readonly channel: string },
): string {
  const rows = entries.map(({ entry }) => encoded(entry))
  const listed = Object.keys(columns.revocation).map((column) => `"${column}"`).join(', ')
  const valued = (place: Place): string => rows
    .map((row, index) => `(${index + 1}, ${places('revocation', row, place)})`).join(', ')
  return statement(dialect, (place) => `
    WITH "head" AS (
      UPDATE ${dialect.table('revocation_head')} SET "seq" = "seq" + ${rows.length} RETURNING "seq"
    ), "appended" AS (
      INSERT INTO ${dialect.table('revocation')} ("seq", ${listed})
      SELECT "head"."seq" - ${rows.length} + "number", ${listed}
      FROM "head", (VALUES ${valued(place)}) AS "entry" ("number", ${listed})
    )
    SELECT "seq" FROM "head", pg_notify('${channel}', "head"."seq"::text)`).sql
}

/** Encoded, in the order of the columns and not of its maker: the entries of a commit stand under one row of names. */
function encoded(entry: Revocation): ColumnValues {
  const values = encodeRow('revocation', entry)
  return Object.fromEntries(Object.keys(columns.revocation).map((column) => [column, values[column] ?? null]))
}
