import { createServer } from 'node:http'
import express, { type Express } from 'express'
import {
  authenticate, authenticationOf, latchkey, principalOf, requireRecent, requireScope, requireUser, sessionOf,
} from '../../../src/adapters/express.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, greeting, guard, listening, type Mounting, oneMore, recent, scope } from '../mounted.ts'

export function expressApplication(auth: Auth, { closed, parsesBefore = false, trustsProxy = false }: Mounting = {}): Express {
  const app = express()
  if (trustsProxy) app.set('trust proxy', 1)
  const ours = latchkey(auth, { ...(closed && { closed }) })
  const parsers = [express.json(), express.urlencoded({ extended: true }), express.text()]
  app.use(...(parsesBefore ? [...parsers, ours] : [ours, ...parsers]))
  app.all('/orders', requireUser(auth, guard), (request, response) => { response.send(principalOf(request).subject) })
  app.get('/written', requireScope(auth, scope), (request, response) => { response.send(principalOf(request).subject) })
  app.get('/recent', requireRecent(auth, recent), (request, response) => { response.send(principalOf(request).subject) })
  app.get('/who', authenticate(auth), (request, response) => { response.send(authenticationOf(request).status) })
  app.post('/echo', requireUser(auth), (request, response) => {
    response.send(typeof request.body === 'string' ? request.body : JSON.stringify(request.body))
  })
  app.get('/basket', async (request, response) => { response.json(await (await sessionOf(auth, request)).get()) })
  app.post('/basket', async (request, response) => { response.json(await (await sessionOf(auth, request)).update(oneMore)) })
  // A router takes its own part off the address: what a ticket is for is the whole of it.
  app.use('/files', express.Router().get('/:name', requireUser(auth, guard), (request, response) => { response.send(request.params.name) }))
  app.use((_, response) => { response.send(greeting) })
  return app
}

export const expressAdapter: Adapter = {
  name: 'express', mount: (auth, mounting) => listening(createServer(expressApplication(auth, mounting))),
}
