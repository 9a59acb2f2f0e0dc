/** What SQLite's result codes mean, in a sentence for operators: https://www.sqlite.org/rescode.html */
import { StoreError } from '../store-error.ts'

const reasons: Readonly<Record<number, string>> = {
  5: 'is locked by another process',
  6: 'is locked by another connection',
  8: 'is read-only',
  10: 'could not be read or written (input/output error)',
  11: 'is damaged',
  13: 'cannot grow: the disk is full',
  14: 'cannot be opened: its folder must exist, and it must be readable and writable',
  26: 'is not an SQLite database',
}
const BUSY = 5
const CONFLICTS: readonly number[] = [787, 1555, 2067] // a foreign key, a primary key, a unique index

export function asStoreError(cause: unknown, file: string): StoreError {
  if (cause instanceof StoreError) return cause
  return new StoreError(`The database ${file} ${reasons[codeOf(cause) & 0xff] ?? 'failed'}.`, { cause })
}

export function isBusy(error: unknown): boolean {
  return (codeOf(error) & 0xff) === BUSY
}

/** A row that is there already, or that would stand on one which is gone: the write does not hold. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes(codeOf(error))
}

/** SQLite's extended code; 0 for an error of another kind. */
function codeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
}

export function isSqlite(error: unknown): boolean {
  return codeOf(error) !== 0
}
