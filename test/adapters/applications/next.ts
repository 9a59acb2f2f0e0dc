/** What Next does around an application's files: the proxy first, then the route handler of the path; cookies of both go out. */
import { authenticate, createProxy, routeHandlers, withUser } from '../../../src/adapters/next.ts'
import { carry } from '../../../src/adapters/web.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, askWeb, greeting, guard, type Mounting, oneMore, recent, scope } from '../mounted.ts'

type Handler = (request: Request, context: { readonly params: Promise<object> }) => Promise<Response>

/** What `NextResponse.next()` answers. */
const responses = { next: () => new Response(null, { headers: { 'x-middleware-next': '1' } }) }

function filesOf(auth: Auth): Readonly<Record<string, Handler>> {
  const subject = async (_: Request, { principal }: { readonly principal: { readonly subject: string } }) => new Response(principal.subject)
  return {
    '/orders': withUser(auth, subject, guard),
    '/written': withUser(auth, subject, { scope }),
    '/recent': withUser(auth, subject, { recent }),
    '/echo': withUser(auth, async (request) => new Response(await request.text())),
    '/who': async ({ headers }) => new Response((await authenticate(auth, headers)).status),
    async '/basket'(request) {
      const session = await auth.session(request)
      const data = request.method === 'POST' ? await session.update(oneMore) : await session.get()
      return carry(session, Response.json(data))
    },
  }
}

function nextApplication(auth: Auth, { closed = { except: () => true } }: Mounting): (request: Request) => Promise<Response> {
  const [files, proxy, ours] = [filesOf(auth), createProxy(auth, responses, { closed }), routeHandlers(auth)]
  return async (request) => {
    const before = await proxy(request)
    if (!before.headers.has('x-middleware-next')) return before
    const path = new URL(request.url).pathname
    const isOurs = path === '/auth' || path.startsWith('/auth/') || path === '/.well-known/jwks.json'
    // Next answers a method that no file exports by 405.
    const handler = isOurs ? Reflect.get(ours, request.method) as Handler | undefined : files[path]
    const answer = await handler?.(request, { params: Promise.resolve({}) }) ?? new Response(greeting)
    const late = new Set(answer.headers.getSetCookie())
    return carry({ cookies: before.headers.getSetCookie().filter((line) => !late.has(line)) }, answer)
  }
}

export const next: Adapter = {
  name: 'next',
  mount: (auth, mounting = {}) => Promise.resolve({ ask: askWeb(nextApplication(auth, mounting)), close: () => Promise.resolve() }),
}
