import { authenticate, carry, requireRecent, requireScope, requireUser, withLatchkey, withUser } from '../../../src/adapters/web.ts'
import type { Authenticated } from '../../../src/contracts.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, askWeb, greeting, guard, oneMore, recent, scope } from '../mounted.ts'

type Route = (auth: Auth, request: Request) => Promise<Response>

const subject = (user: Authenticated | Response) => user instanceof Response ? user : carry(user, new Response(user.principal.subject))

const routes: Readonly<Record<string, Route>> = {
  '/orders': async (auth, request) => subject(await requireUser(auth, request, guard)),
  '/written': async (auth, request) => subject(await requireScope(auth, request, scope)),
  '/recent': async (auth, request) => subject(await requireRecent(auth, request, recent)),
  async '/who'(auth, request) {
    const outcome = await authenticate(auth, request)
    return outcome instanceof Response ? outcome : new Response(outcome.status)
  },
  '/echo': (auth, request) => withUser(auth, async (asked) => new Response(await asked.text()))(request),
  async '/basket'(auth, request) {
    const session = await auth.session(request)
    const data = request.method === 'POST' ? await session.update(oneMore) : await session.get()
    return carry(session, Response.json(data))
  },
}

export const web: Adapter = {
  name: 'web',
  mount(auth, { closed } = {}) {
    const handle = withLatchkey(auth, (request) => {
      const route = routes[new URL(request.url).pathname]
      return route?.(auth, request) ?? new Response(greeting)
    }, { ...(closed && { closed }) })
    return Promise.resolve({ ask: askWeb(handle), close: () => Promise.resolve() })
  },
}
