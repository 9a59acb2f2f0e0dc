/**
 * For Next.js 16, App Router: route handlers, a read for server components, a judged act for server actions, and a proxy.
 * It imports nothing of Next: what it is given is what Next gives to an application.
 */
import type { Authenticated, AuthenticateOptions, Authentication, Authenticator, Principal, RequestView } from '../contracts.ts'
import { admit, type Closed, isClosed } from './asking.ts'

export { carry, requireRecent, requireScope, requireUser, withUser } from './web.ts'
export type { Closed } from './asking.ts'

type RouteHandler = (request: Request) => Promise<Response>
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Our routes, for `app/auth/[[...path]]/route.ts` and `app/.well-known/[file]/route.ts`. */
export function routeHandlers(auth: Authenticator): Readonly<Record<typeof methods[number], RouteHandler>> {
  const handle: RouteHandler = (request) => auth.handler(request)
  return { GET: handle, HEAD: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: handle }
}

/** What `await headers()` of `next/headers` answers. */
export interface HeadersOfNext {
  get(name: string): string | null
}

/** Where a login is judged without a Request: Next shows a component the headers alone. */
export type ReadOptions = Omit<AuthenticateOptions, 'parameters'>

/**
 * For server components: who asks, and never a cookie, since a component can set none. It is judged as a GET: in a server
 * action, which any site may post to, ask `authenticateAction`.
 */
export function authenticate(auth: Authenticator, headers: HeadersOfNext, options?: ReadOptions): Promise<Authentication> {
  return auth.authenticate(viewOf(headers, 'GET'), options)
}

/** The same for server actions, judged as the POST that one is: a form of another site is refused by its origin. */
export function authenticateAction(auth: Authenticator, headers: HeadersOfNext, options?: ReadOptions): Promise<Authentication> {
  return auth.authenticate(viewOf(headers, 'POST'), options)
}

/** Who asks, or null. A fault is thrown, and becomes Next's own 500. */
export async function readUser(auth: Authenticator, headers: HeadersOfNext, options?: ReadOptions): Promise<Principal | null> {
  return principalOf(await authenticate(auth, headers, options))
}

/** Who acts, or null: for server actions. */
export async function actingUser(auth: Authenticator, headers: HeadersOfNext, options?: ReadOptions): Promise<Principal | null> {
  return principalOf(await authenticateAction(auth, headers, options))
}

/** `NextResponse`: its `next()` lets a request pass. */
export interface NextResponses {
  next(): Response
}

/**
 * For `proxy.ts`: sends the cookie of a login that moves on, which a component cannot, and closes every path that is not
 * named. It adds no header that tells who asks: each route and component asks for itself, so nothing is lost where a proxy is
 * passed by.
 */
export function createProxy(auth: Authenticator, responses: NextResponses, { closed }: { readonly closed: Closed }) {
  return async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    if (auth.owns(path) || !isClosed(closed, path)) return responses.next()
    const user = await admit(auth, request, closed)
    return user instanceof Response ? user : carried(user, responses.next())
  }
}

/** On Next's own response, which is more than a Response. */
function carried({ cookies = [], headers = {} }: Authenticated, answer: Response): Response {
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

function viewOf(headers: HeadersOfNext, method: string): RequestView {
  return { method, path: '', header: (name) => headers.get(name) ?? undefined }
}

function principalOf(outcome: Authentication): Principal | null {
  return outcome.status === 'authenticated' ? outcome.principal : null
}
