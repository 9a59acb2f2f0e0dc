/** For everything that speaks Request and Response: translates, decides nothing. */
import type {
  Authenticated, AuthenticateOptions, Authentication, Authenticator, MaybePromise, RequestContext, Seconds,
} from '../contracts.ts'
import { admit, ask, type Carried, type Closed, isClosed, missingCookies } from './asking.ts'

export type { Carried, Closed } from './asking.ts'

/** Our routes, and null for a path that is the application's. */
export function latchkeyHandler(auth: Authenticator) {
  return async (request: Request, context?: RequestContext): Promise<Response | null> => (
    auth.owns(new URL(request.url).pathname) ? auth.handler(request, context) : null
  )
}

export interface WebOptions {
  /** Default deny: every route of the application asks for a user, but for those named here. */
  readonly closed?: Closed
}

/** Our routes in front of an application, which is told who asks where it is closed, and otherwise null. */
export function withLatchkey(
  auth: Authenticator, application: (request: Request, user: Authenticated | null) => MaybePromise<Response>, { closed }: WebOptions = {},
) {
  return async (request: Request, context?: RequestContext): Promise<Response> => {
    const path = new URL(request.url).pathname
    if (auth.owns(path)) return auth.handler(request, context)
    if (!isClosed(closed, path)) return application(request, null)
    const user = await admit(auth, request, closed)
    return user instanceof Response ? user : carry(user, await application(request, user))
  }
}

/** What was found out of three outcomes; for a fault, its response. What is answered to who asks goes through `carry`. */
export function authenticate(
  auth: Authenticator, request: Request, options?: AuthenticateOptions,
): Promise<Authentication | Response> {
  return ask(auth, request, options)
}

/** Who asks, or the response that turns the request away. What is answered to who asks goes through `carry`. */
export async function requireUser(
  auth: Authenticator, request: Request, options?: AuthenticateOptions,
): Promise<Authenticated | Response> {
  return admit(auth, request, options)
}

/** Who asks, if they may do this. */
export function requireScope(auth: Authenticator, request: Request, scope: string): Promise<Authenticated | Response> {
  return admit(auth, request, { scope })
}

/** Who asks, if they proved their password within so many seconds. */
export function requireRecent(auth: Authenticator, request: Request, recent: Seconds): Promise<Authenticated | Response> {
  return admit(auth, request, { recent })
}

/** A handler for those who are logged in; its answer carries what it must. `more`: what else the framework hands over. */
export function withUser<More extends readonly unknown[]>(
  auth: Authenticator,
  handler: (request: Request, user: Authenticated, ...more: More) => MaybePromise<Response>,
  options?: AuthenticateOptions,
) {
  return async (request: Request, ...more: More): Promise<Response> => {
    const user = await admit(auth, request, options)
    return user instanceof Response ? user : carry(user, await handler(request, user, ...more))
  }
}

/** The application's answer with what it must carry: the cookie of a login that moves on, and no trace of a credential in an address. */
export function carry(carried: Carried, answer: Response): Response {
  const all = new Headers(answer.headers)
  for (const cookie of missingCookies(carried, all.getSetCookie())) all.append('set-cookie', cookie)
  for (const [name, value] of Object.entries(carried.headers ?? {})) all.set(name, value)
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers: all })
}
