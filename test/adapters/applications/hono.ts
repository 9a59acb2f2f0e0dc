import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import {
  authenticate, type HonoOptions, latchkey, requireRecent, requireScope, requireUser, withSession,
} from '../../../src/adapters/hono.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, greeting, guard, listening, oneMore, recent, scope } from '../mounted.ts'

export function honoApplication(auth: Auth, options?: HonoOptions) {
  const app = new Hono()
    .use(latchkey(auth, options))
    .all('/orders', requireUser(auth, guard), (context) => context.text(context.var.principal.subject))
    .get('/written', requireScope(auth, scope), (context) => context.text(context.var.principal.subject))
    .get('/recent', requireRecent(auth, recent), (context) => context.text(context.var.principal.subject))
    .get('/who', authenticate(auth), (context) => context.text(context.var.authentication.status))
    .post('/echo', requireUser(auth), async (context) => context.text(await context.req.text()))
    .get('/basket', withSession(auth), async (context) => context.json(await context.var.session.get()))
    .post('/basket', withSession(auth), async (context) => context.json(await context.var.session.update(oneMore)))
  app.notFound((context) => context.text(greeting))
  return app
}

export const hono: Adapter = {
  name: 'hono',
  mount: (auth, { closed } = {}) => {
    const app = honoApplication(auth, {
      context: (context) => ({ address: getConnInfo(context).remote.address }), ...(closed && { closed }),
    })
    return listening(createAdaptorServer({ fetch: app.fetch }) as Server) // of node:http
  },
}
