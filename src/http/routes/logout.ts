/** POST /auth/logout: ends what the request shows, then clears the cookies. What cannot be recorded is a 503, never a success. */
import { allCarriers, present, prove } from '../../core/credentials.ts'
import { logout } from '../../core/session/endings.ts'
import { noContent, seeOther } from '../answer.ts'
import { readBody } from '../body.ts'
import { crossSite, readInput, showsInHeader, turnAway } from '../forms.ts'
import type { Call } from '../call.ts'
import { clearedCookies, refreshTokensShown } from '../own-cookies.ts'
import { safeReturnTo } from '../return-to.ts'
import { logoutBody } from '../schemas.ts'

export async function postLogout(call: Call): Promise<Response> {
  const { http, view } = call
  const cross = showsInHeader(call) ? null : crossSite(call)
  if (cross !== null) return turnAway(call, cross)
  const input = await readLogout(call)
  if (!input.ok) return turnAway(call, input.problem)
  const [shown, another] = refreshTokensShown(view, input.value.refresh_token)
  if (another !== undefined) return turnAway(call, { code: 'ambiguous_credentials' })
  const outcome = await logout(http.core, view, shown?.token ?? null)
  if (!outcome.ok) return turnAway(call, { code: outcome.reason })
  const cleared = clearedCookies(http.core)
  if (!input.isForm) return noContent(cleared)
  return seeOther(safeReturnTo(input.value.return_to, http.core.origin) ?? loginFrom(call), cleared)
}

/** Another host has no login page. */
function loginFrom({ http, view }: Call): string {
  return `${view.origin === undefined ? '' : http.core.origin}${http.base}/login`
}

/** A page that stood open while its login ended elsewhere has no token that is good, and nothing is left to protect. */
async function readLogout(call: Call) {
  const { http, view, request } = call
  const isOver = present(view, allCarriers(http.core)).count === 'none' && refreshTokensShown(view, null).length === 0
  if (isOver) return readBody(request, logoutBody)
  return readInput(call, logoutBody, { action: 'logout', sessionDigest: await sessionDigest(call) })
}

/** What the page's form was bound to: the cookie's digest, whether or not its session still lives. */
async function sessionDigest({ http, view }: Call): Promise<string | null> {
  const presented = present(view, allCarriers(http.core))
  if (presented.count !== 'one') return null
  const proof = await prove(http.core, presented.shown)
  return proof?.kind === 'reference' ? proof.digest : null
}
