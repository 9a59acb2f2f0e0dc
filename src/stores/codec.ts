/**
 * Rows to column values and back, for every store alike, so that each keeps and answers the same.
 * It checks what it encodes: a store that coerced silently would turn NaN into null and a wrong guard into a right one.
 */
import type { Page, Table } from '../contracts.ts'
import { columns, primaryKey } from './columns.ts'
import type { Kind, RecordName, Records } from './columns.ts'

export type ColumnValue = string | number | null
export type ColumnValues = Readonly<Record<string, ColumnValue>>

/**
 * UTF-8 has no lone surrogates: SQLite would keep U+FFFD instead, and two different names would become one. PostgreSQL
 * keeps no NUL. What no column can hold, no read can find.
 */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

type Encode = (value: unknown) => ColumnValue | undefined

const text: Encode = (value) => typeof value === 'string' && isStorable(value) ? value : undefined
const integer: Encode = (value) => typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
const boolean: Encode = (value) => typeof value === 'boolean' ? Number(value) : undefined
const json: Encode = (value) => typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined
const orNull = (encode: Encode): Encode => (value) => value === null ? null : encode(value)

const encodes: { readonly [K in Kind]: Encode } = {
  text, integer, boolean, json, 'text?': orNull(text), 'integer?': orNull(integer), 'json?': orNull(json),
}

type Decode = (value: unknown) => unknown

const same: Decode = (value) => value
const truth: Decode = (value) => value === 1
const parsed: Decode = (value) => typeof value === 'string' ? JSON.parse(value) : value

const decodes: { readonly [K in Kind]: Decode } = {
  text: same, integer: same, boolean: truth, json: parsed, 'text?': same, 'integer?': same, 'json?': parsed,
}

/** Some columns of a row, each known and of its kind. An undefined one is refused: it would drop a guard unseen. */
export function encodePart<R extends RecordName>(table: R, part: Partial<Records[R]>): ColumnValues {
  const kinds = kindsOf(table)
  const encoded: Record<string, ColumnValue> = {}
  for (const [column, value] of Object.entries<unknown>(part)) {
    const kind = kinds.get(column)
    if (kind === undefined) throw new TypeError(`The table ${table} has no column of this name: ${column}.`)
    const stored = encodes[kind](value)
    if (stored === undefined) throw new TypeError(`The column ${table}.${column} must hold ${kind}, well-formed and without NUL.`)
    encoded[column] = stored
  }
  return encoded
}

/** A whole row. */
export function encodeRow<R extends RecordName>(table: R, row: Records[R]): ColumnValues {
  const encoded = encodePart(table, row)
  const missing = [...kindsOf(table).keys()].find((column) => !Object.hasOwn(encoded, column))
  if (missing !== undefined) throw new TypeError(`A row of ${table} must have the column ${missing}.`)
  return encoded
}

/** What an update sets. The primary key stays: under another key a row would be another one. */
export function encodeSet<T extends Table>(table: T, set: Partial<Records[T]>): ColumnValues {
  const encoded = encodePart(table, set)
  const key = keyColumn(table)
  if (Object.hasOwn(encoded, key)) throw new TypeError(`The primary key ${table}.${key} cannot be set.`)
  return encoded
}

export function keyColumn(table: Table): string {
  if (!Object.hasOwn(primaryKey, table)) throw new TypeError('There is no table of this name to write to.')
  return primaryKey[table]
}

/** The key of the row that a write names, held to what a key may be, as in `encodePart`. */
export function checkKey(table: Table, key: string): string {
  const column = keyColumn(table)
  if (text(key) === undefined) throw new TypeError(`The key ${table}.${column} must be well-formed text without NUL.`)
  return key
}

type Named<Name extends string | number> = Readonly<Record<Name, unknown>>

export type Decoders<Name extends string | number = string> = { readonly [R in RecordName]: (values: Named<Name>) => Records[R] }

/** For each table what makes a row of column values; `nameOf` tells under which name or number a column stands in them. */
export function decoders<Name extends string | number>(nameOf: (table: string, column: string) => Name): Decoders<Name> {
  const made = Object.entries(columns).map(([table, kinds]) => {
    const members = Object.entries<Kind>(kinds).map(([column, kind]): Member<Name> => (
      { column, name: nameOf(table, column), decode: decodes[kind] }
    ))
    return [table, (values: Named<Name>) => decoded(values, members)]
  })
  return Object.fromEntries(made) as Decoders<Name> // encodeRow let in nothing else, and columns.ts agrees with the records
}

interface Member<Name> {
  readonly column: string
  readonly name: Name
  readonly decode: Decode
}

function decoded<Name extends string | number>(values: Named<Name>, members: readonly Member<Name>[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const { column, name, decode } of members) row[column] = decode === same ? values[name] : decode(values[name])
  return row
}

const kindsByTable = new Map<string, ReadonlyMap<string, Kind>>(
  Object.entries(columns).map(([table, kinds]) => [table, new Map<string, Kind>(Object.entries(kinds))]),
)

function kindsOf(table: RecordName): ReadonlyMap<string, Kind> {
  const kinds = kindsByTable.get(table)
  if (kinds === undefined) throw new TypeError('There is no table of this name.')
  return kinds
}

/** A count that a caller gives: SQLite takes a LIMIT of -1 for all rows, and a negative `by` would add. */
export function checkCount(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} must be a whole number, not negative.`)
  return value
}

export function checkPage({ limit, after }: Page): { readonly limit: number, readonly after: string | null } {
  return { limit: checkCount('limit', limit), after: after ?? null }
}

/** As every database lowers a text whose order is that of its bytes. */
export function lowerAscii(value: string): string {
  return value.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
