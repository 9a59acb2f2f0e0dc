/** The address of a page, as it may stand in another's: to come back to. */
import type { Call } from './call.ts'
import { safeReturnTo } from './return-to.ts'

/** A credential that stood in an address is not handed on to the next one (D-07), and what was told once is not told again. */
const dropped = /^(ticket|token|password|notice)=/

/** Path and query. Nor does it repeat where somebody wanted to be led to if that is elsewhere (E-03). */
export function addressOf({ url, http }: Call): string {
  const isKept = (member: string) => !dropped.test(member) && !leadsElsewhere(member, http.core.origin)
  const members = url.search.slice(1).split('&')
  return url.pathname + (members.every(isKept) ? url.search : `?${members.filter(isKept).join('&')}`)
}

function leadsElsewhere(member: string, origin: string): boolean {
  const to = new URLSearchParams(member).get('return_to')
  return to !== null && safeReturnTo(to, origin) === null
}
