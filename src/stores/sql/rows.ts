/** Rows of joined tables, as statements name their columns and as records. */
import type { Session, User } from '../../contracts.ts'
import { decoders, isStorable } from '../codec.ts'
import { columns } from '../columns.ts'
import type { RecordName } from '../columns.ts'

type Values = Readonly<Record<string, unknown>>

/** The columns of a table, named after it, so that those of joined tables do not meet. */
export function select(table: RecordName): string {
  return Object.keys(columns[table]).map((column) => `"${table}"."${column}" AS "${table}.${column}"`).join(', ')
}

export const row = decoders((table, column) => `${table}.${column}`)

/** Null where the join found none. */
export const sessionOf = (found: Values): Session | null => found['session.id'] === null ? null : row.session(found)
export const userOf = (found: Values): User | null => found['user.id'] === null ? null : row.user(found)

/** Text that no column holds could find another's row (U+FFFD in SQLite) or be an error (PostgreSQL); null finds none. */
export function bound(key: string | null): string | null {
  return key !== null && isStorable(key) ? key : null
}
