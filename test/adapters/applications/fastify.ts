import createFastify from 'fastify'
import {
  authenticate, authenticationOf, latchkey, principalOf, requireRecent, requireScope, requireUser, sessionOf,
} from '../../../src/adapters/fastify.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, greeting, guard, listening, type Mounting, oneMore, recent, scope } from '../mounted.ts'

export async function fastifyApplication(auth: Auth, { closed, trustsProxy = false }: Mounting = {}) {
  const app = createFastify({ trustProxy: trustsProxy ? '127.0.0.1' : false })
  await app.register(latchkey, { auth, ...(closed && { closed }) })
  app.route({ method: ['GET', 'POST'], url: '/orders', onRequest: requireUser(auth, guard), handler: async (request) => principalOf(request).subject })
  app.get('/written', { onRequest: requireScope(auth, scope) }, async (request) => principalOf(request).subject)
  app.get('/recent', { onRequest: requireRecent(auth, recent) }, async (request) => principalOf(request).subject)
  app.get('/who', { onRequest: authenticate(auth) }, async (request) => authenticationOf(request).status)
  app.post('/echo', { onRequest: requireUser(auth) }, async ({ body }) => typeof body === 'string' ? body : JSON.stringify(body))
  app.get('/basket', async (request, reply) => (await sessionOf(auth, request, reply)).get())
  app.post('/basket', async (request, reply) => (await sessionOf(auth, request, reply)).update(oneMore))
  app.get('/hello', async () => greeting)
  app.setNotFoundHandler(async (_, reply) => reply.code(200).send(greeting))
  return app
}

export const fastify: Adapter = {
  name: 'fastify',
  async mount(auth, mounting) {
    const app = await fastifyApplication(auth, mounting)
    await app.ready()
    return listening(app.server)
  },
}
