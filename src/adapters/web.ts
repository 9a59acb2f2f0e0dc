/** For everything that speaks Request and Response: translates, decides nothing. */
import type { Authenticated, AuthenticateOptions, Authenticator, RequestContext } from '../contracts.ts'

/** Our routes, and null for a path that is the application's. */
export function latchkeyHandler(auth: Authenticator) {
  return async (request: Request, context?: RequestContext): Promise<Response | null> => (
    auth.owns(new URL(request.url).pathname) ? auth.handler(request, context) : null
  )
}

/** Who asks, or the response that turns the request away. What is answered to who asks goes through `carry`. */
export async function requireUser(
  auth: Authenticator, request: Request, options?: AuthenticateOptions,
): Promise<Authenticated | Response> {
  const outcome = await auth.authenticate(request, options)
  if (outcome.status === 'authenticated') return outcome
  return auth.challenge(outcome) ?? new Response(null, { status: 401 })
}

/** The application's answer with what it must carry: the cookie of a login that moves on, and no trace of a credential in an address. */
export function carry({ cookies = [], headers = {} }: Authenticated, answer: Response): Response {
  const all = new Headers(answer.headers)
  for (const cookie of cookies) all.append('set-cookie', cookie)
  for (const [name, value] of Object.entries(headers)) all.set(name, value)
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers: all })
}
