/** GET of the pages and of the few files they load. */
import type { Exchange } from '../call.ts'
import { seeOther } from '../answer.ts'
import { accountPage, failurePage, loginPage, page, reauthenticatePage, signupPage, toLogin, viewerOf } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'

export async function getHome(exchange: Exchange): Promise<Response> {
  const held = await viewerOf(exchange)
  return page(exchange, { view: {}, held }, (pages, view) => pages.home(view))
}

export async function getLogin(exchange: Exchange): Promise<Response> {
  if (showsPassword(exchange)) return failurePage(exchange, passwordInAddress)
  const returnTo = returnToOf(exchange)
  const held = await viewerOf(exchange)
  if (held !== null) return seeOther(returnTo ?? `${exchange.http.base}/account`)
  return loginPage(exchange, { username: '', remember: false, returnTo })
}

/** For who is logged in and has to prove it again; anybody else logs in. */
export async function getReauthenticate(exchange: Exchange): Promise<Response> {
  const held = await viewerOf(exchange)
  return held === null ? toLogin(exchange) : reauthenticatePage(exchange, held, { returnTo: returnToOf(exchange) })
}

export async function getSignup(exchange: Exchange): Promise<Response> {
  if (showsPassword(exchange)) return failurePage(exchange, passwordInAddress)
  const setup = exchange.url.searchParams.get('setup')
  if (setup === null && exchange.http.accounts.signup === 'closed') return failurePage(exchange, { code: 'signup_closed' })
  return signupPage(exchange, { username: '', email: '', returnTo: returnToOf(exchange), setup })
}

export async function getAccount(exchange: Exchange): Promise<Response> {
  const held = await viewerOf(exchange)
  return held === null ? toLogin(exchange) : accountPage(exchange, held)
}

/** From a fixed list: no path is ever looked up on a disk (E-19). */
export async function getAsset(exchange: Exchange, name: string): Promise<Response> {
  const file = exchange.http.pages?.files.get(name)
  if (file === undefined) return failurePage(exchange, { code: 'not_found' })
  return new Response(file.body, { headers: { 'content-type': file.type, 'cache-control': 'public, max-age=3600' } })
}

const passwordInAddress: Problem = { code: 'malformed_request', detail: 'Passwords are sent by POST, in the body.' }

/** A form that was sent by GET, or a program that does not know better: addresses are logged and remembered. */
function showsPassword({ url }: Exchange): boolean {
  return url.searchParams.has('password')
}

function returnToOf({ url, http }: Exchange): string | null {
  return safeReturnTo(url.searchParams.get('return_to'), http.core.origin)
}
