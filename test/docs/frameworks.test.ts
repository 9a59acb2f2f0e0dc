/**
 * The pages of frameworks that are too big to be installed with the tests: their examples are plain modules that run as they
 * stand, given what the framework hands over. docs/frameworks/{express,fastify,hono,node}.md run for real in test/e2e.
 */
import { createServer } from 'node:http'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import express from 'express'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { ExpressMiddleware } from '../../src/adapters/express.ts'
import { addUser } from '../http/people.ts'
import { listening, type Mounted } from '../adapters/mounted.ts'
import { createClient, logIn } from '../support/client.ts'
import { origin, secret, startInstance, type Instance } from '../support/instance.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

const entries: Readonly<Record<string, string>> = {
  'latchkey': 'src/index.ts', 'latchkey/express': 'src/adapters/express.ts', 'latchkey/web': 'src/adapters/web.ts',
  'latchkey/next': 'src/adapters/next.ts', 'latchkey/stores/memory': 'src/stores/memory.ts',
}

function blocksOf(page: string): readonly string[] {
  const text = readFileSync(join(root, `docs/frameworks/${page}.md`), 'utf8')
  return [...text.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code = '']) => code)
}

let instance: Instance
beforeEach(async () => {
  instance = await startInstance({ rolling: true })
  await addUser(instance)
})
afterEach(() => instance.close())

/** The module that an example is; what it imports as `auth` is this test's instance. */
async function moduleOf<T>(name: string, code: string): Promise<T> {
  const file = join(folder, `${name}-${Math.random()}.mjs`)
  Object.assign(globalThis, { latchkeyInstance: instance.auth })
  const own = code.replaceAll(/^import \{ auth \} from .*$/gm, 'const auth = globalThis.latchkeyInstance')
  writeFileSync(file, own.replaceAll(/from '(latchkey[^']*)'/g, (_, entry: string) => (
    `from ${JSON.stringify(pathToFileURL(join(root, entries[entry] ?? '')).href)}`
  )))
  return await import(/* @vite-ignore */ file) as T // what the example exports
}

interface Fetching { readonly default: { fetch(request: Request): Promise<Response> }, readonly auth: Instance['auth'] }

it('web: the start answers sign-up, a login by each carrier and a guarded route', async () => {
  process.env['SECRET'] = secret
  const { default: application, auth } = await moduleOf<Fetching>('web', blocksOf('web')[0] ?? '')
  const ask = (path: string, headers = {}) => application.fetch(new Request(origin + path, { headers }))
  await createClient(auth).send('POST', '/auth/signup', { json: { username: 'mira', password: 'harbour quilt seven' } })
  expect([(await ask('/auth/login')).status, (await ask('/orders')).status, (await ask('/')).status]).toEqual([200, 401, 404])
  for (const carrier of ['cookie', 'jwt', 'token']) expect((await ask('/orders', (await logIn(auth, carrier)).shown)).status).toBe(200)
  await auth.close()
})

interface Handling {
  handle(given: { event: object, resolve: (event: { locals: { user: unknown } }) => Response }): Promise<Response>
}

it('SvelteKit: the hook answers our paths, tells every other who asks, and sends the cookie that moves on', async () => {
  const { handle } = await moduleOf<Handling>('sveltekit', blocksOf('web')[1] ?? '')
  const ask = (path: string, headers = {}) => handle({
    event: { request: new Request(origin + path, { headers }), locals: {}, getClientAddress: () => '198.51.100.7' },
    resolve: ({ locals }) => Response.json(locals.user),
  })
  expect((await ask('/auth/login')).headers.get('content-type')).toContain('text/html')
  expect(await (await ask('/orders')).json()).toBeNull()
  expect(await (await ask('/orders', { authorization: 'Bearer x' })).json()).toBeNull()
  const { shown } = await logIn(instance.auth, 'cookie', { remember: true })
  const answer = await ask('/orders', shown)
  expect(await answer.json()).toMatchObject({ carrier: 'cookie' })
  expect(answer.headers.getSetCookie()).toHaveLength(1)
})

interface Guard { canActivate(context: object): Promise<boolean> }
interface Nest {
  mount(app: { use(middleware: ExpressMiddleware): void }): void
  readonly loggedIn: Guard, readonly mayReport: Guard, readonly justProved: Guard
  principal(data: unknown, context: object): { carrier: string }
}

/** What Nest does with guards on Express: the handler runs if all let in, and nothing more is sent where one answered. */
function behind(nest: Nest, guards: readonly Guard[]): express.RequestHandler {
  return async (request, response) => {
    const context = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }) }
    for (const guard of guards) {
      if (!await guard.canActivate(context)) return
    }
    response.send(nest.principal(undefined, context).carrier)
  }
}

it('NestJS: guards and the parameter work on its Express, and everything else is closed', async () => {
  const [main = '', guards = ''] = blocksOf('nestjs')
  const { mount } = await moduleOf<Pick<Nest, 'mount'>>('nestjs', main)
  const nest = await moduleOf<Nest>('nestjs', guards)
  const app = express()
  mount(app)
  app.get('/orders', behind(nest, [nest.loggedIn, nest.justProved]))
  app.get('/reports', behind(nest, [nest.mayReport]))
  app.use((_, response) => { response.send('open') })
  const { ask, close }: Mounted = await listening(createServer(app))
  const { shown } = await logIn(instance.auth, 'token')
  const headers = Object.entries(shown)
  const told = await Promise.all([ask('GET /'), ask('GET /orders'), ask('GET /orders', { headers }), ask('GET /reports', { headers }), ask('GET /auth/login')])
  expect(told.map(({ status }) => status)).toEqual([200, 401, 200, 403, 200])
  expect(told[2]?.text).toBe('token')
  await close()
})
