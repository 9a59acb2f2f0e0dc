/** Logins of a system without HTTP: how they are opened, shown on a request, and asked about. */
import type { AuthenticateOptions, Authentication, Issued, RequestView, User } from '../../src/contracts.ts'
import { authenticate, check } from '../../src/core/authenticate.ts'
import { commit } from '../../src/core/commit.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { openSession } from '../../src/core/session/issue.ts'
import type { Held } from '../../src/core/session/renew.ts'
import { refresh, type Refreshed } from '../../src/core/session/refresh.ts'
import { origin } from '../support/instance.ts'
import { addUser, type System } from './system.ts'

export const carrierNames = ['cookie', 'jwt', 'token'] as const
export type CarrierName = (typeof carrierNames)[number]

export interface Opened {
  readonly carrier: CarrierName
  readonly remember?: boolean
  readonly renewed?: boolean
}

/** A session and its credentials, as a login makes them once the password is proved. */
export function openLogin({ core, store, carrier }: System, { id }: User, opened: Opened): Promise<Issued> {
  const { remember = false, renewed = true } = opened
  return commit(core, async () => {
    const user = await store.findUser(id)
    if (user === null) throw new TypeError('there is no such user')
    return openSession(core, { user, carrier: carrier(opened.carrier), remember, renewed, from: nowhere })
  })
}

/** A request that shows a credential where its carrier travels; a cookie with what browsers send beside it. */
export function showing({ carrier, credential }: Pick<Issued, 'carrier' | 'credential'>, method = 'GET'): RequestView {
  return carrier.name === 'cookie' ? withCookie(credential, method) : withBearer(credential, method)
}

export function withCookie(value: string, method = 'GET'): RequestView {
  return requestOf({ cookie: `__Host-latchkey=${value}`, origin }, method)
}

export function withBearer(value: string, method = 'GET'): RequestView {
  return requestOf({ authorization: `Bearer ${value}` }, method)
}

export function requestOf(headers: Readonly<Record<string, string>>, method = 'GET'): RequestView {
  return { method, path: '/', header: (name) => headers[name.toLowerCase()] }
}

/** `ok`, or why not. */
export async function ask({ core }: System, request: RequestView, options?: AuthenticateOptions): Promise<string> {
  return said(await authenticate(core, request, options))
}

export function said(outcome: Authentication): string {
  if (outcome.status === 'refused') return outcome.reason
  return outcome.status === 'authenticated' ? 'ok' : 'anonymous'
}

/** What a login's credential is told, by each freshness. */
export function askAll(system: System, issued: Pick<Issued, 'carrier' | 'credential'>): Promise<string[]> {
  return Promise.all(
    (['revocable', 'authoritative'] as const).map((freshness) => ask(system, showing(issued), { freshness })),
  )
}

/** The acting login of a request, as http holds it. */
export async function held({ core }: System, issued: Issued): Promise<Held> {
  const checked = await check(core, showing(issued), { freshness: 'authoritative' })
  if (checked.status !== 'authenticated') throw new Error('the login is not live')
  const { acting } = checked
  const { session = null, user } = acting.record ?? {}
  if (session === null || user === undefined) throw new Error('the login is not live')
  return { acting, session, user }
}

export function refreshTokenOf({ refresh: renewal }: Issued): string {
  if (renewal === undefined) throw new Error('the login has no refresh token')
  return renewal.credential
}

export function renew({ core }: System, credential: string): Promise<Refreshed> {
  return refresh(core, credential, nowhere)
}

/** What a refresh gives that must succeed. */
export async function nextOf(system: System, credential: string): Promise<Issued> {
  const outcome = await renew(system, credential)
  if (!outcome.ok) throw new Error(`the refresh was refused: ${outcome.reason}`)
  return outcome.issued
}

/** `ok`, or why not. */
export function verdict(
  outcome: { readonly ok: true } | { readonly ok: false, readonly reason?: string, readonly code?: string },
): string {
  return outcome.ok ? 'ok' : (outcome.reason ?? outcome.code ?? '')
}

/** A login of each carrier. */
export async function loginOfEach(system: System, user: User): Promise<Readonly<Record<CarrierName, Issued>>> {
  const [cookie, jwt, token] = [
    await openLogin(system, user, { carrier: 'cookie' }),
    await openLogin(system, user, { carrier: 'jwt' }),
    await openLogin(system, user, { carrier: 'token' }),
  ]
  return { cookie, jwt, token }
}

/** Whether a login still is one: by its credential, whatever the freshness, and by its refresh token alike. */
export async function isLive(system: System, issued: Issued): Promise<boolean> {
  const answers = await askAll(system, issued)
  if (issued.refresh !== undefined) answers.push(verdict(await renew(system, issued.refresh.credential)))
  const lives = answers.filter((one) => one === 'ok').length
  if (lives !== 0 && lives !== answers.length) throw new Error(`a login is live in part: ${answers.join(', ')}`)
  return lives > 0
}

/** What each refresh token is told, one after another. */
export async function tellAll(system: System, tokens: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (const token of tokens) answers.push(verdict(await renew(system, token)))
  return answers
}

/** A user with a login by JWT, and its first refresh token. */
export async function newFamily(system: System, username = 'mira') {
  const user = await addUser(system, username)
  const issued = await openLogin(system, user, { carrier: 'jwt' })
  return { user, issued, first: refreshTokenOf(issued) }
}

/** The types of all events by name, since those of one second have no order. */
export async function eventsOf({ store, core }: System): Promise<readonly string[]> {
  await core.background.settled()
  const events = await store.listEvents({}, { limit: 1000 })
  return events.map(({ type }) => type).toSorted()
}

/** What ending all others answered; null too where the login that acted was over itself. */
export function keptBy(outcome: Issued | null | 'over'): Issued | null {
  return outcome === 'over' ? null : outcome
}
