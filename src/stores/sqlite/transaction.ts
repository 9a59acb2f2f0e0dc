/** One transaction, all or none, and how long it waits for its turn. */
import type { DatabaseSync } from 'node:sqlite'
import { isBusy } from './failures.ts'
import { monotonic } from './messages.ts'

/** How long one attempt waits for another process's lock, in milliseconds. */
export const BUSY_TIMEOUT = 250

/** What is not `ok` leaves nothing behind. */
export function transact<Result extends { readonly ok: boolean }>(database: DatabaseSync, body: () => Result): Result {
  // IMMEDIATE takes the write lock first: a transaction that reads before it writes may find that it cannot go on.
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = body()
    database.exec(result.ok ? 'COMMIT' : 'ROLLBACK')
    return result
  } catch (error) {
    rollback(database)
    throw error
  }
}

function rollback(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite has rolled back by itself, as it does when the disk is full; the first error is the one to tell.
  }
}

/** Tries again while another process holds the lock, and gives up before an attempt could outlast the deadline. */
export function patiently<Result>(deadline: number, attempt: () => Result): Result {
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || monotonic() + BUSY_TIMEOUT > deadline) throw error
    }
  }
}
