/** How much of the log is answered at once, in every store: a million entries in one answer would be later than any deadline. */
import type { Revocation, RevocationLog } from '../contracts.ts'

export const LOG_PAGE = 5000

export interface Numbered {
  readonly number: number
  readonly entry: Revocation
}

/** `rows`: the first after the number that was asked for, and no more than `LOG_PAGE`. A full page reaches as far as its last. */
export function logPage(head: Pick<RevocationLog, 'seq' | 'incarnation'>, rows: readonly Numbered[]): RevocationLog {
  const entries = rows.map(({ entry }) => entry)
  const last = rows.length < LOG_PAGE ? undefined : rows.at(-1)
  return last === undefined ? { ...head, entries } : { ...head, seq: last.number, entries, isMore: true }
}
