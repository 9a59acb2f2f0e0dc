/** For Hono: our routes as one middleware, and a guard that puts the principal beside the request. */
import type { Context, MiddlewareHandler } from 'hono'
import type { AuthenticateOptions, Authenticator, Principal, RequestContext, RequestView, SessionData } from '../contracts.ts'

export interface LatchkeyVariables {
  readonly principal: Principal
}

export interface HonoOptions {
  /** What the server knows of a request; Hono has no one way to ask. Without an address no source is slowed down. */
  readonly context?: (context: Context) => RequestContext
}

/** Answers for the paths of Latchkey and lets every other pass. */
export function latchkey(auth: Authenticator, { context: contextOf }: HonoOptions = {}): MiddlewareHandler {
  return async (context, next) => {
    if (!auth.owns(context.req.path)) return next()
    return auth.handler(context.req.raw, contextOf?.(context))
  }
}

/** Turns away who is not authenticated; after it `context.var.principal` is who asks. */
export function requireUser(auth: Authenticator, options?: AuthenticateOptions): MiddlewareHandler<{ Variables: LatchkeyVariables }> {
  return async (context, next) => {
    const outcome = await auth.authenticate(context.req.raw, options)
    if (outcome.status !== 'authenticated') return auth.challenge(outcome) ?? context.body(null, 401)
    context.set('principal', outcome.principal)
    await next()
    carry(context, outcome.cookies ?? [])
    for (const [name, value] of Object.entries(outcome.headers ?? {})) context.header(name, value)
    return context.res
  }
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
    carry(context, session.cookies)
  }
}

/** Guard and session may both have the same line. */
function carry(context: Context, cookies: readonly string[]): void {
  const there = new Set(context.res.headers.getSetCookie())
  for (const cookie of cookies) if (!there.has(cookie)) context.header('set-cookie', cookie, { append: true })
}
