/** Lists come a page at a time, as they do over HTTP. */
import { type Flag, type Flags, UsageError } from '../command-line/command.ts'

export interface Paging {
  readonly limit: number
  readonly after?: string
}

export const pageFlags: Readonly<Record<string, Flag>> = {
  limit: { value: '<n>', about: 'At most so many, 1 to 1000; 50 by default' },
  after: { value: '<id>', about: 'Those behind this one; the list before names it' },
}

export function pageOf(flags: Flags): Paging {
  const [limit = '50', after] = [flags.one('limit'), flags.one('after')]
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000) throw new UsageError('--limit takes a whole number from 1 to 1000.')
  return { limit: Number(limit), ...(after !== undefined && { after }) }
}

/** Of one row more than was asked for: whether there are more, and behind which one. */
export function nextPage<T>(found: readonly T[], { limit }: Paging, idOf: (one: T) => string): { rows: readonly T[], next: string | null } {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last !== undefined ? idOf(last) : null }
}
