/** For everything that speaks Request and Response: translates, decides nothing. */
import type { AuthenticateOptions, Authenticator, Principal, RequestContext } from '../contracts.ts'

/** Our routes, and null for a path that is the application's. */
export function latchkeyHandler(auth: Authenticator) {
  return async (request: Request, context?: RequestContext): Promise<Response | null> => (
    auth.owns(new URL(request.url).pathname) ? auth.handler(request, context) : null
  )
}

/** The principal, or the response that turns the request away. */
export async function requireUser(
  auth: Authenticator, request: Request, options?: AuthenticateOptions,
): Promise<Principal | Response> {
  const outcome = await auth.authenticate(request, options)
  if (outcome.status === 'authenticated') return outcome.principal
  return auth.challenge(outcome) ?? new Response(null, { status: 401 })
}
