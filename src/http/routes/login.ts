/** POST /auth/login and /auth/signup: a proof of who someone is, for credentials. */
import type { Carrier, Issued } from '../../contracts.ts'
import { logIn, type LoggedIn } from '../../accounts/log-in.ts'
import { signUp } from '../../accounts/sign-up.ts'
import { deviceCookieName } from '../../accounts/device.ts'
import { sessionInJar } from '../../core/credentials.ts'
import { issuedOnWire, json, seeOther, withCookies } from '../answer.ts'
import { consentOf, preferencesFor, setPreferencesCookie, shownPreferences } from '../choices.ts'
import { crossSite, readInput, refuse, type Input } from '../forms.ts'
import type { Call } from '../call.ts'
import { clearedSessionCookies, ownCookie, setDeviceCookie } from '../own-cookies.ts'
import { loginPage, signupPage } from '../pages.ts'
import { problemOf, type Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'
import { loginBody, signupBody } from '../schemas.ts'

/** Bound to the form cookie even beside a session: another tab may have logged in meanwhile. */
const beforeSession = { sessionDigest: null }

export async function postLogin(call: Call): Promise<Response> {
  const input = await readInput(call, loginBody, { action: 'login', ...beforeSession })
  if (!input.ok) return refuseLogin(call, input, input.problem)
  const cross = crossSite(call)
  if (cross !== null) return refuseLogin(call, input, cross)
  const { username, password, remember, refresh, carrier: name } = input.value
  const carrier = carrierNamed(call, name)
  if (carrier === null) return refuse(call, unknownCarrier(call))
  if (remember && refresh === 'none') return refuse(call, contradiction)
  const common = await loginParts(call, carrier)
  const outcome = await logIn(call.http.accounts, { ...common, username, password, remember, renewed: refresh !== 'none', ...(refresh === 'cookie' && { kept: 'cookie' }) })
  if (!outcome.ok) return refuseLogin(call, input, problemOf(outcome))
  tellPreferences(call, outcome.issued)
  if (input.isForm) return enter(call, outcome, input.value.return_to)
  return answer(outcome, 200)
}

export async function postSignup(call: Call): Promise<Response> {
  const input = await readInput(call, signupBody, { action: 'signup', ...beforeSession })
  if (!input.ok) return refuseSignup(call, input, input.problem)
  const cross = crossSite(call)
  if (cross !== null) return refuseSignup(call, input, cross)
  const { username, password, email, setup, refresh, carrier: name } = input.value
  const carrier = carrierNamed(call, name)
  if (carrier === null) return refuse(call, unknownCarrier(call))
  const common = await loginParts(call, carrier)
  const outcome = await signUp(call.http.accounts, { ...common, username, password, email, setup, remember: false, renewed: refresh !== 'none', ...(refresh === 'cookie' && { kept: 'cookie' }) })
  if (!outcome.ok) return refuseSignup(call, input, problemOf(outcome))
  if (input.isForm) return enter(call, outcome, input.value.return_to ?? `${call.http.base}/account?notice=account_created`)
  return answer(outcome, 201)
}

const contradiction: Problem = { code: 'malformed_request', detail: 'A credential that is never renewed cannot be remembered.' }

function unknownCarrier({ http }: Call): Problem {
  return { code: 'malformed_request', detail: `carrier is one of: ${http.core.carriers.map(({ name }) => name).join(', ')}.` }
}

function carrierNamed({ http }: Call, name: string): Carrier | null {
  return http.core.carriers.find((carrier) => carrier.name === name) ?? null
}

/** A browser has one session cookie: its session is replaced by a login that sets it, and a visitor's by any login. */
async function loginParts(call: Call, carrier: Carrier) {
  const { http, view, from } = call
  const before = await sessionInJar(http.core, view)
  const hasJar = carrier.transports.some((transport) => transport.jar !== undefined)
  const replaces = before !== null && (hasJar || before.subject === null) ? before.id : null
  if (replaces !== null && !hasJar) call.cookies.push(...clearedSessionCookies(http.core))
  const preferences = shownPreferences(call)
  return { carrier, from, replaces, device: ownCookie(view, deviceCookieName), preferences }
}

function answer({ issued, device }: Extract<LoggedIn, { ok: true }>, status: number): Response {
  const { body, cookies } = issuedOnWire(issued)
  return json(body, status, withCookies([...cookies, setDeviceCookie(device)]))
}

/** The browser is told what the account says, where it keeps cookies and says otherwise. */
function tellPreferences(call: Call, { carrier, user }: Issued): void {
  const isJar = carrier.transports.some((transport) => transport.jar !== undefined)
  const [shown, told] = [shownPreferences(call), preferencesFor(call, user.preferences)]
  if (!isJar || shown.language === told.language && shown.theme === told.theme) return
  call.cookies.push(setPreferencesCookie(call, told, consentOf(call)))
}

function enter({ http }: Call, { issued, device }: Extract<LoggedIn, { ok: true }>, returnTo: string | undefined): Response {
  const { cookies } = issuedOnWire(issued)
  const location = safeReturnTo(returnTo, http.core.origin) ?? `${http.base}/account`
  return seeOther(location, [...cookies, setDeviceCookie(device)])
}

/** A refused form comes back with the name and never with the password. */
function refuseLogin(call: Call, input: Input<{ username: string, remember: boolean, return_to?: string | undefined }>, problem: Problem) {
  if (!input.isForm) return refuse(call, problem)
  const { username = '', remember = false, return_to: returnTo } = input.value ?? {}
  return loginPage(call, { username, remember, returnTo: safeReturnTo(returnTo, call.http.core.origin) }, problem)
}

function refuseSignup(call: Call, input: Input<{ username: string, email: string | null, setup: string | null, return_to?: string | undefined }>, problem: Problem) {
  if (!input.isForm) return refuse(call, problem)
  const { username = '', email = null, setup = null, return_to: returnTo } = input.value ?? {}
  const fields = { username, email: email ?? '', setup, returnTo: safeReturnTo(returnTo, call.http.core.origin) }
  return signupPage(call, fields, problem)
}

