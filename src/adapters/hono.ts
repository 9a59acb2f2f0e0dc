/** For Hono: our routes as one middleware, and a guard that puts the principal beside the request. */
import type { Context, MiddlewareHandler } from 'hono'
import type { AuthenticateOptions, Authenticator, Principal, RequestContext } from '../contracts.ts'

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
    if (outcome.status === 'authenticated') {
      context.set('principal', outcome.principal)
      return next()
    }
    return auth.challenge(outcome) ?? context.body(null, 401)
  }
}
