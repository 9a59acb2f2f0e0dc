/** Pages by the port: http fills in the views and the status; how they look is another room's. */
import type { AccountView, ChoicesPart, FormAction, Frame, InspectedView, Pages, ProblemView, Session } from '../contracts.ts'
import { isAdministrator } from '../accounts/administer.ts'
import { can } from '../core/rights.ts'
import { listKeys } from '../core/narrowed/api-keys.ts'
import { isLogin } from '../core/acting.ts'
import { check } from '../core/authenticate.ts'
import { isSafe } from '../core/csrf.ts'
import { listSessions } from '../core/session/endings.ts'
import type { Held } from '../core/session/renew.ts'
import { openSessionHandle } from '../core/session/session-handle.ts'
import { expiresAt } from '../core/session/sessions.ts'
import { activityOf } from './activity.ts'
import { seeOther, withCookies } from './answer.ts'
import { cameFrom, consentOf, pageViewed, preferencesFor } from './choices.ts'
import { bindingFor, formToken, type FormBinding } from './form-token.ts'
import type { Call } from './call.ts'
import { pagePolicy } from './headers.ts'
import { addressOf } from './address.ts'
import { languageFor, otherLanguages } from './language.ts'
import { setFormCookie } from './own-cookies.ts'
import { onePage, perPage } from './paging.ts'
import { problemHeaders, problemResponse, statusOf, type Problem } from './problem.ts'
import { safeReturnTo } from './return-to.ts'

/** What a page is filled with beside its frame. */
interface Filling<V> {
  readonly view: V
  readonly held: Held | null
  readonly problem?: Problem | undefined
  /** It loads a script of ours; on other pages none runs. */
  readonly hasScript?: boolean
}

type Template<V> = (pages: Pages, view: Frame & V) => string | Promise<string>

/** Without pages there is no HTML: 406, unless the page was to tell of a problem, which JSON can tell as well. */
export async function page<V>(call: Call, { view, held, problem, hasScript = false }: Filling<V>, template: Template<V>): Promise<Response> {
  const { pages } = call.http
  if (pages === null) return problemResponse(problem ?? { code: 'not_acceptable' }, call.view.requestId)
  await firstVisit(call, held)
  if (problem === undefined) call.cookies.push(...pageViewed(call))
  const binding = bindingFor(call, held?.acting.secret?.digest ?? null)
  const shared = frame(call, binding, held)
  const html = await template(pages, { ...shared, ...view })
  const headers = withCookies(binding.cookie === null ? [] : [setFormCookie(binding.cookie)])
  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('content-language', shared.language)
  headers.set('vary', 'Accept-Language')
  if (hasScript) headers.set('content-security-policy', pagePolicy({ formTargets: call.http.guardedOrigins, scripts: call.http.core.origin + shared.assets }))
  if (problem === undefined) return new Response(html, { headers })
  for (const [name, value] of Object.entries(problemHeaders(problem))) headers.set(name, value)
  return new Response(html, { status: statusOf(problem), headers })
}

/** Where visitors get a session at their first visit, a page is one. */
async function firstVisit({ http, view, cookies }: Call, held: Held | null): Promise<void> {
  // Another host has no visitors of ours.
  if (view.origin !== undefined) return
  if (held !== null || http.core.visitorSessions !== 'on-first-visit' || !isSafe(view.method)) return
  cookies.push(...(await openSessionHandle(http.core, view)).cookies)
}

function frame(call: Call, binding: FormBinding, held: Held | null): Frame {
  const { http, view } = call
  const { core, base, accounts, choices } = http
  const preferences = preferencesFor(call, held?.user.preferences ?? null)
  const language = languageFor(preferences, view.header('accept-language'), choices.languages)
  return {
    language,
    // Another host takes no choices: its cookies are others.
    otherLanguages: view.origin === undefined ? otherLanguages(choices.languages, language) : [],
    here: isSafe(view.method) ? safeReturnTo(addressOf(call), core.origin) : cameFrom(call),
    host: new URL(core.origin).host, base, assets: `${base}/assets`, now: core.clock(),
    csrf: (action) => formToken(core, binding, action),
    user: held === null ? null : { username: held.user.username }, administers: held !== null && isAdministrator(core, held.user),
    signupOpen: accounts.signup === 'open', passwordLeast: accounts.passwordPolicy.least,
    remembered: core.limits.remembered,
    preferences, requestId: view.requestId ?? null,
  }
}

export function problemView(problem: Problem | undefined): ProblemView | null {
  if (problem === undefined) return null
  const { code, reasons = [], retryAfter = null } = problem
  return { status: statusOf(problem), code, reasons, retryAfter }
}

export interface LoginFields { readonly username: string, readonly remember: boolean, readonly returnTo: string | null }

export function loginPage(call: Call, fields: LoginFields, problem?: Problem): Promise<Response> {
  const view = { ...fields, problem: problemView(problem) }
  return page(call, { view, held: null, problem }, (pages, filled) => pages.login(filled))
}

/** The password again, of who is logged in. */
export function reauthenticatePage(call: Call, held: Held, { returnTo, problem }: { returnTo: string | null, problem?: Problem }): Promise<Response> {
  const view = { username: held.user.username, returnTo, problem: problemView(problem) }
  return page(call, { view, held, problem }, (pages, filled) => pages.reauthenticate(filled))
}

export interface SignupFields {
  readonly username: string
  readonly email: string
  readonly returnTo: string | null
  readonly setup: string | null
}

export function signupPage(call: Call, fields: SignupFields, problem?: Problem): Promise<Response> {
  const view = { ...fields, problem: problemView(problem) }
  return page(call, { view, held: null, problem, hasScript: true }, (pages, filled) => pages.signup(filled))
}

const chosen = ['preferences_saved', 'consent_saved'] as const
const notices = ['password_changed', 'session_ended', 'sessions_ended', 'account_created', 'key_ended', ...chosen] as const

/** What an account page tells of beside the account: a form that was refused, or what is shown this once. */
interface AccountNews {
  readonly refused?: { readonly form: FormAction, readonly problem: Problem }
  readonly newKey?: { readonly name: string, readonly key: string }
  readonly inspected?: InspectedView
}

export async function accountPage(call: Call, held: Held, { refused, newKey, inspected }: AccountNews = {}): Promise<Response> {
  const { http, url } = call
  const after = url.searchParams.get('cursor') ?? undefined
  const sessions = onePage(await listSessions(http.core, held.user, { limit: perPage + 1, after }), { limit: perPage }, ({ id }) => id)
  const { events, next } = await activityOf(http.core, held.user.id, url.searchParams.get('events'))
  const notice = notices.find((one) => one === url.searchParams.get('notice')) ?? null
  const problem = problemView(refused?.problem)
  const view: Omit<AccountView, keyof Frame> = {
    account: profile(held),
    sessions: sessions.rows.map((session) => sessionView(session, held)),
    nextCursor: sessions.next,
    ...choicesPart(call),
    keys: await listKeys(http.core, held.user), newKey: newKey ?? null, inspected: inspected ?? null, scopes: scopesOf(call, held),
    activity: events, nextEvents: next,
    notice,
    problem: refused === undefined || problem === null ? null : { ...problem, form: refused.form },
  }
  return page(call, { view, held, problem: refused?.problem, hasScript: true }, (pages, filled) => pages.account(filled))
}

/** What a key of this person can be narrowed to. */
function scopesOf({ http: { core } }: Call, { user }: Held): readonly string[] {
  const all = new Set(Object.values(core.rights).flat())
  return [...all].filter((scope) => can(core.rights, { roles: user.roles, scope: null }, scope)).toSorted()
}

/** For anybody, logged in or not. */
export async function choicesPage(call: Call): Promise<Response> {
  const held = await viewerOf(call)
  const notice = chosen.find((one) => one === call.url.searchParams.get('notice')) ?? null
  const view = { ...choicesPart(call), returnTo: returnFromChoices(call), notice }
  return page(call, { view, held }, (pages, filled) => pages.choices(filled))
}

/** Whoever just saved, or reloads, did not come from elsewhere. */
function returnFromChoices(call: Call): string | null {
  const { base } = call.http
  const from = cameFrom(call)
  return from !== null && [`${base}/consent`, `${base}/preferences`].includes(from.split('?', 1).join('')) ? null : from
}

function choicesPart(call: Call): ChoicesPart {
  const { preferences, analytics, marketing, gpc, decision } = consentOf(call)
  const { languages, consentVersion: version } = call.http.choices
  return { languages, consent: { preferences, analytics, marketing, gpc, decidedAt: decision?.at ?? null, version } }
}

/** Field by field: a user record holds more than a page may know. */
function profile({ user }: Held): AccountView['account'] {
  const { id, username, email, roles, created, passwordChanged } = user
  return { id, username, email, roles, created, passwordChanged }
}

function sessionView(session: Session, held: Held) {
  const { id, carrier, created, lastSeen, address, agent } = session
  return {
    id, carrier, address, agent, current: id === held.session.id,
    createdAt: created, lastSeenAt: lastSeen, expiresAt: expiresAt(session),
  }
}

export function failurePage(call: Call, problem: Problem): Promise<Response> {
  const view = { problem: problemView(problem) ?? { status: 500, code: problem.code, reasons: [], retryAfter: null } }
  return page(call, { view, held: null, problem }, (pages, filled) => pages.failure(filled))
}

/** Who looks at a page; a bad credential is nobody here, and the page offers to log in. */
export async function viewerOf({ http, view, cookies }: Call): Promise<Held | null> {
  const checked = await check(http.core, view, { freshness: 'authoritative' })
  if (checked.status !== 'authenticated' || !isLogin(checked.acting)) return null
  const { acting } = checked
  const { session = null, user = null } = acting.record ?? {}
  if (session === null || user === null) return null
  if (acting.cookies !== undefined) cookies.push(acting.cookies)
  return { acting, session, user }
}

/** And back again, if there is a page to come back to: what was posted is not posted again. */
export function toLogin(call: Call): Response {
  const { http, view } = call
  const login = `${http.base}/login`
  return seeOther(isSafe(view.method) ? `${login}?return_to=${encodeURIComponent(addressOf(call))}` : login)
}
