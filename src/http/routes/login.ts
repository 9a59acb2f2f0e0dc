/** POST /auth/login and /auth/signup: a proof of who someone is, for credentials. */
import type { Carrier, Issued } from '../../contracts.ts'
import { logIn, type LoggedIn } from '../../accounts/log-in.ts'
import { signUp } from '../../accounts/sign-up.ts'
import { deviceCookieName } from '../../accounts/device.ts'
import { sessionInJar } from '../../core/credentials.ts'
import { issuedOnWire, json, seeOther, withCookies } from '../answer.ts'
import { consentOf, preferencesFor, setPreferencesCookie, shownPreferences } from '../choices.ts'
import { crossSite, readInput, refuse, type Input } from '../forms.ts'
import type { Exchange } from '../call.ts'
import { clearedSessionCookies, ownCookie, setDeviceCookie } from '../own-cookies.ts'
import { loginPage, signupPage } from '../pages.ts'
import { problemOf, type Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'
import { loginBody, signupBody } from '../schemas.ts'

/** Bound to the form cookie even beside a session: another tab may have logged in meanwhile. */
const beforeSession = { sessionDigest: null }

export async function postLogin(exchange: Exchange): Promise<Response> {
  const input = await readInput(exchange, loginBody, { action: 'login', ...beforeSession })
  if (!input.ok) return refuseLogin(exchange, input, input.problem)
  const cross = crossSite(exchange)
  if (cross !== null) return refuseLogin(exchange, input, cross)
  const { username, password, remember, refresh, carrier: name } = input.value
  const carrier = carrierNamed(exchange, name)
  if (carrier === null) return refuse(exchange, unknownCarrier(exchange))
  if (remember && refresh === 'none') return refuse(exchange, contradiction)
  const common = await loginParts(exchange, carrier)
  const outcome = await logIn(exchange.http.accounts, { ...common, username, password, remember, renewed: refresh !== 'none', ...(refresh === 'cookie' && { kept: 'cookie' }) })
  if (!outcome.ok) return refuseLogin(exchange, input, problemOf(outcome))
  tellPreferences(exchange, outcome.issued)
  if (input.isForm) return enter(exchange, outcome, input.value.return_to)
  return answer(outcome, 200)
}

export async function postSignup(exchange: Exchange): Promise<Response> {
  const input = await readInput(exchange, signupBody, { action: 'signup', ...beforeSession })
  if (!input.ok) return refuseSignup(exchange, input, input.problem)
  const cross = crossSite(exchange)
  if (cross !== null) return refuseSignup(exchange, input, cross)
  const { username, password, email, setup, carrier: name } = input.value
  const carrier = carrierNamed(exchange, name)
  if (carrier === null) return refuse(exchange, unknownCarrier(exchange))
  const common = await loginParts(exchange, carrier)
  const outcome = await signUp(exchange.http.accounts, { ...common, username, password, email, setup, remember: false, renewed: true, kept: input.isForm ? 'cookie' : 'body' })
  if (!outcome.ok) return refuseSignup(exchange, input, problemOf(outcome))
  if (input.isForm) return enter(exchange, outcome, input.value.return_to ?? `${exchange.http.base}/account?notice=account_created`)
  return answer(outcome, 201)
}

const contradiction: Problem = { code: 'malformed_request', detail: 'A credential that is never renewed cannot be remembered.' }

function unknownCarrier({ http }: Exchange): Problem {
  return { code: 'malformed_request', detail: `carrier is one of: ${http.core.carriers.map(({ name }) => name).join(', ')}.` }
}

function carrierNamed({ http }: Exchange, name: string): Carrier | null {
  return http.core.carriers.find((carrier) => carrier.name === name) ?? null
}

/** A browser has one session cookie: its session is replaced by a login that sets it, and a visitor's by any login. */
async function loginParts(exchange: Exchange, carrier: Carrier) {
  const { http, view, from } = exchange
  const before = await sessionInJar(http.core, view)
  const hasJar = carrier.transports.some((transport) => transport.jar !== undefined)
  const replaces = before !== null && (hasJar || before.subject === null) ? before.id : null
  if (replaces !== null && !hasJar) exchange.cookies.push(...clearedSessionCookies(http.core))
  const preferences = shownPreferences(exchange)
  return { carrier, from, replaces, device: ownCookie(view, deviceCookieName), preferences }
}

function answer({ issued, device }: Extract<LoggedIn, { ok: true }>, status: number): Response {
  const { body, cookies } = issuedOnWire(issued)
  return json(body, status, withCookies([...cookies, setDeviceCookie(device)]))
}

/** The browser is told what the account says, where it keeps cookies and says otherwise. */
function tellPreferences(exchange: Exchange, { carrier, user }: Issued): void {
  const isJar = carrier.transports.some((transport) => transport.jar !== undefined)
  const [shown, told] = [shownPreferences(exchange), preferencesFor(exchange, user.preferences)]
  if (!isJar || shown.language === told.language && shown.theme === told.theme) return
  exchange.cookies.push(setPreferencesCookie(exchange, told, consentOf(exchange)))
}

function enter({ http }: Exchange, { issued, device }: Extract<LoggedIn, { ok: true }>, returnTo: string | undefined): Response {
  const { cookies } = issuedOnWire(issued)
  const location = safeReturnTo(returnTo, http.core.origin) ?? `${http.base}/account`
  return seeOther(location, [...cookies, setDeviceCookie(device)])
}

/** A refused form comes back with the name and never with the password. */
function refuseLogin(exchange: Exchange, input: Input<{ username: string, remember: boolean, return_to?: string | undefined }>, problem: Problem) {
  if (!input.isForm) return refuse(exchange, problem)
  const { username = '', remember = false, return_to: returnTo } = input.value ?? {}
  return loginPage(exchange, { username, remember, returnTo: safeReturnTo(returnTo, exchange.http.core.origin) }, problem)
}

function refuseSignup(exchange: Exchange, input: Input<{ username: string, email: string | null, setup: string | null, return_to?: string | undefined }>, problem: Problem) {
  if (!input.isForm) return refuse(exchange, problem)
  const { username = '', email = null, setup = null, return_to: returnTo } = input.value ?? {}
  const fields = { username, email: email ?? '', setup, returnTo: safeReturnTo(returnTo, exchange.http.core.origin) }
  return signupPage(exchange, fields, problem)
}

