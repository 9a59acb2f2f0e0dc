/** GET of the pages and of the few files they load. */
import type { Call } from '../call.ts'
import { seeOther } from '../answer.ts'
import { accountPage, failurePage, loginPage, page, reauthenticatePage, signupPage, toLogin, viewerOf } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'

export async function getHome(call: Call): Promise<Response> {
  const held = await viewerOf(call)
  return page(call, { view: {}, held }, (pages, view) => pages.home(view))
}

export async function getLogin(call: Call): Promise<Response> {
  if (showsPassword(call)) return failurePage(call, passwordInAddress)
  const returnTo = returnToOf(call)
  const held = await viewerOf(call)
  if (held !== null) return seeOther(returnTo ?? `${call.http.base}/account`)
  return loginPage(call, { username: '', remember: false, returnTo })
}

/** For who is logged in and has to prove it again; anybody else logs in. */
export async function getReauthenticate(call: Call): Promise<Response> {
  const held = await viewerOf(call)
  return held === null ? toLogin(call) : reauthenticatePage(call, held, { returnTo: returnToOf(call) })
}

export async function getSignup(call: Call): Promise<Response> {
  if (showsPassword(call)) return failurePage(call, passwordInAddress)
  const setup = call.url.searchParams.get('setup')
  if (setup === null && call.http.accounts.signup === 'closed') return failurePage(call, { code: 'signup_closed' })
  return signupPage(call, { username: '', email: '', returnTo: returnToOf(call), setup })
}

export async function getAccount(call: Call): Promise<Response> {
  const held = await viewerOf(call)
  return held === null ? toLogin(call) : accountPage(call, held)
}

/** From a fixed list: no path is ever looked up on a disk (E-19). */
export async function getAsset(call: Call, name: string): Promise<Response> {
  const file = call.http.pages?.files.get(name)
  if (file === undefined) return failurePage(call, { code: 'not_found' })
  return new Response(file.body, { headers: { 'content-type': file.type, 'cache-control': 'public, max-age=3600' } })
}

const passwordInAddress: Problem = { code: 'malformed_request', detail: 'Passwords are sent by POST, in the body.' }

/** A form that was sent by GET, or a program that does not know better: addresses are logged and remembered. */
function showsPassword({ url }: Call): boolean {
  return url.searchParams.has('password')
}

function returnToOf({ url, http }: Call): string | null {
  return safeReturnTo(url.searchParams.get('return_to'), http.core.origin)
}
