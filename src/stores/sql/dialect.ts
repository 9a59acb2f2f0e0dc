/** What differs between two databases that speak SQL, for statements that both are given. */
import type { ColumnValue, ColumnValues } from '../codec.ts'
import { columns } from '../columns.ts'
import type { Kind, RecordName } from '../columns.ts'

/** Takes a value, and answers what stands for it. Asked in the order in which the places stand in the statement. */
export type Place = (value: ColumnValue, kind: Kind) => string

export interface Dialect {
  /** A table as statements name it, quoted. */
  readonly table: (name: string) => string
  /** Equality that holds for two nulls: a guard of null must meet null. */
  readonly same: string
  /** Whether a list that is kept as JSON, in a column, has a text in it. */
  readonly holds: (column: string, value: string | null, place: Place) => string
  /** What ends a choice of rows to delete: it locks them, and passes over rows that others hold, where a database can. */
  readonly skipLocked: string
  readonly begin: () => { readonly place: Place, readonly values: readonly ColumnValue[] }
}

export interface Statement {
  readonly sql: string
  readonly values: readonly ColumnValue[]
}

export function statement(dialect: Dialect, write: (place: Place) => string): Statement {
  const { place, values } = dialect.begin()
  return { sql: write(place), values }
}

/** Each encoded column of a row with what `text` makes of its quoted name and its place. */
export function each(
  table: RecordName, values: ColumnValues, { place, text }: { place: Place, text: (name: string, place: string) => string },
): string[] {
  const kinds = new Map<string, Kind>(Object.entries(columns[table]))
  return Object.entries(values).map(([column, value]) => text(`"${column}"`, place(value, kinds.get(column) ?? 'text')))
}

export function names(values: ColumnValues): string {
  return Object.keys(values).map((column) => `"${column}"`).join(', ')
}

export function places(table: RecordName, values: ColumnValues, place: Place): string {
  return each(table, values, { place, text: (_name, placed) => placed }).join(', ')
}
