/** Lists in pages: `?limit=&cursor=`, where the cursor is the id of the last one seen. */
import type { Id } from '../contracts.ts'
import { type Call, isForPeople } from './call.ts'
import type { Problem } from './problem.ts'

export interface Paging {
  readonly limit: number
  readonly after?: Id
}

/** On a page for people. */
export const perPage = 20

export const badLimit: Problem = { code: 'malformed_request', detail: 'limit is a whole number from 1 to 100.' }

/** Null: no such limit. A page for people is shorter than a list for programs. */
export function pagingOf(call: Call): Paging | null {
  const { url } = call
  const limit = limitOf(url.searchParams.get('limit'), isForPeople(call) ? perPage : 50)
  const after = url.searchParams.get('cursor')
  return limit === null ? null : { limit, ...(after !== null && { after }) }
}

function limitOf(text: string | null, usual: number): number | null {
  if (text === null) return usual
  return /^[1-9]\d?$|^100$/.test(text) ? Number(text) : null
}

/** Whether no cursor led here. */
export function isFirstPage({ url }: Call): boolean {
  return !url.searchParams.has('cursor')
}

/** One more row than a page holds is asked for: whether it came tells whether there is another page. */
export function onePage<Row>(rows: readonly Row[], { limit }: Pick<Paging, 'limit'>, idOf: (row: Row) => Id): { rows: readonly Row[], next: Id | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last !== undefined ? idOf(last) : null }
}
