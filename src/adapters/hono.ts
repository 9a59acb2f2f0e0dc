/** For Hono 4: our routes as one middleware, and guards that put the principal beside the request. */
import type { Context, MiddlewareHandler } from 'hono'
import type {
  Authentication, AuthenticateOptions, Authenticator, Principal, RequestContext, RequestView, Seconds, SessionData,
} from '../contracts.ts'
import { admit, ask, type Carried, type Closed, isBare, isClosed, missingCookies } from './asking.ts'

export type { Closed } from './asking.ts'

/** What a guard puts into `context.var`. */
export interface LatchkeyVariables {
  readonly principal: Principal
}

/** What the middleware knows and closes. */
export interface HonoOptions {
  /** What the server knows of a request; Hono has no one way to ask. Without an address no source is slowed down. */
  readonly context?: (context: Context) => RequestContext
  /** Default deny: every route after this asks for a user, but for those named here. */
  readonly closed?: Closed
}

type Guard = MiddlewareHandler<{ Variables: LatchkeyVariables }>

/** Answers for the paths of Latchkey and lets every other pass. */
export function latchkey(auth: Authenticator, { context: contextOf, closed }: HonoOptions = {}): MiddlewareHandler {
  const guard = closed && requireUser(auth, closed)
  return async (context, next) => {
    if (auth.owns(context.req.path)) return auth.handler(context.req.raw, contextOf?.(context))
    return guard !== undefined && isClosed(closed, context.req.path) ? guard(context, next) : next()
  }
}

/** Finds out who asks and lets everybody pass: `context.var.authentication` tells, and refused is nobody. */
export function authenticate(
  auth: Authenticator, options?: AuthenticateOptions,
): MiddlewareHandler<{ Variables: { readonly authentication: Authentication } }> {
  return async (context, next) => {
    const outcome = await ask(auth, context.req.raw, options)
    if (outcome instanceof Response) return outcome
    context.set('authentication', outcome)
    await next()
    return outcome.status === 'authenticated' ? carry(context, outcome) : context.res
  }
}

/** Turns away who is not authenticated; after it `context.var.principal` is who asks. */
export function requireUser(auth: Authenticator, options?: AuthenticateOptions): Guard {
  return async (context, next) => {
    const user = await admit(auth, context.req.raw, options)
    if (user instanceof Response) return user
    context.set('principal', user.principal)
    await next()
    return carry(context, user)
  }
}

/** Turns away who may not do this. */
export function requireScope(auth: Authenticator, scope: string, options?: AuthenticateOptions): Guard {
  return requireUser(auth, { ...options, scope })
}

/** Turns away who did not prove their password within so many seconds. */
export function requireRecent(auth: Authenticator, recent: Seconds, options?: AuthenticateOptions): Guard {
  return requireUser(auth, { ...options, recent })
}

/** What keeps session data: an instance of `createAuth`. */
interface SessionKeeper<Data> {
  session(request: Request | RequestView): Promise<SessionData<Data>>
}

/** Puts the session's data beside the request: `context.var.session`. A visitor's first write sets the cookie. */
export function withSession<Data>(auth: SessionKeeper<Data>): MiddlewareHandler<{ Variables: { session: SessionData<Data> } }> {
  return async (context, next) => {
    const session = await auth.session(context.req.raw)
    context.set('session', session)
    await next()
    carry(context, session)
  }
}

function carry(context: Context, carried: Carried): Response {
  if (isBare(carried)) return context.res
  for (const cookie of missingCookies(carried, context.res.headers.getSetCookie())) context.header('set-cookie', cookie, { append: true })
  for (const [name, value] of Object.entries(carried.headers ?? {})) context.header(name, value)
  return context.res
}
