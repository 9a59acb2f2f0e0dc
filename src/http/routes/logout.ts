/** POST /auth/logout: ends what the request shows, then clears the cookies. What cannot be recorded is a 503, never a success. */
import { present, prove } from '../../core/credentials.ts'
import { logout } from '../../core/endings.ts'
import { noContent, seeOther } from '../answer.ts'
import { crossSite, readInput, refuse } from '../forms.ts'
import type { Exchange } from '../http.ts'
import { clearedCookies, ownCookie, refreshCookieName } from '../own-cookies.ts'
import { failurePage } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'
import { logoutBody } from '../schemas.ts'

export async function postLogout(exchange: Exchange): Promise<Response> {
  const { http, view } = exchange
  const cross = showsByItself(exchange) ? null : crossSite(exchange)
  if (cross !== null) return refuse(exchange, cross)
  const input = await readInput(exchange, logoutBody, { action: 'logout', sessionDigest: await sessionDigest(exchange) })
  const fail = (problem: Problem) => input.isForm ? failurePage(exchange, problem) : refuse(exchange, problem)
  if (!input.ok) return fail(input.problem)
  const cookie = ownCookie(view, refreshCookieName)
  if (cookie !== null && input.value.refresh_token !== null) return fail({ code: 'ambiguous_credentials' })
  const outcome = await logout(http.core, view, cookie ?? input.value.refresh_token)
  if (!outcome.ok) return fail({ code: outcome.reason })
  const cleared = clearedCookies(http.core)
  if (!input.isForm) return noContent(cleared)
  return seeOther(safeReturnTo(input.value.return_to, http.core.origin) ?? `${http.base}/login`, cleared)
}

/** A credential in a header was put there on purpose; a browser adds none by itself, so no other site can forge it. */
function showsByItself({ http, view }: Exchange): boolean {
  const presented = present(view, http.core.carriers)
  return presented.count === 'one' && presented.shown.transport.jar === undefined
}

/** What the page's form was bound to: the cookie's digest, whether or not its session still lives. */
async function sessionDigest({ http, view }: Exchange): Promise<string | null> {
  const presented = present(view, http.core.carriers)
  if (presented.count !== 'one') return null
  const proof = await prove(http.core, presented.shown)
  return proof?.kind === 'reference' ? proof.digest : null
}
