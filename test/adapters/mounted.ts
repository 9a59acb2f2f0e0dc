/** An application with Latchkey in it, by each adapter: our routes, a guarded route, an open one, and a way to ask. */
import { once } from 'node:events'
import {
  createServer, request, type IncomingMessage, type RequestListener, type Server, type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { latchkey, requireUser as requireUserOfHono, type HonoOptions } from '../../src/adapters/hono.ts'
import { latchkeyListener, requireUser as requireUserOfNode, type NodeOptions } from '../../src/adapters/node.ts'
import { carry, latchkeyHandler, requireUser } from '../../src/adapters/web.ts'
import { query } from '../../src/transports/query.ts'
import type { Auth } from '../../src/create-auth.ts'
import { origin } from '../support/instance.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** `headers`: pairs, so that one can come twice. */
export interface Sent {
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface Mounted {
  ask(line: string, sent?: Sent): Promise<Reply>
  close(): Promise<void>
}

/** `/hello` greets anyone, `/orders` greets by id whoever is logged in, or shows a ticket; both take GET and POST. */
export interface Adapter {
  readonly name: string
  mount(auth: Auth): Promise<Mounted>
}

export const adapters: readonly Adapter[] = [
  { name: 'node', mount: (auth) => listening(createServer(nodeApplication(auth))) },
  {
    name: 'hono',
    mount: (auth) => listening(createAdaptorServer({ fetch: honoApplication(auth).fetch }) as Server), // of node:http
  },
  {
    name: 'web',
    mount: (auth) => Promise.resolve({ ask: askWeb(webApplication(auth)), close: () => Promise.resolve() }),
  },
]

const guard = { parameters: query() }
const greeting = 'hello, whoever you are'

export function nodeApplication(auth: Auth, options?: NodeOptions): RequestListener {
  return latchkeyListener(auth, (incoming, outgoing) => {
    if (incoming.url?.split('?')[0] === '/orders') void orders(auth, incoming, outgoing)
    else outgoing.end(greeting)
  }, options)
}

async function orders(auth: Auth, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const user = await requireUserOfNode(auth, { incoming, outgoing }, guard)
  if (user !== null) outgoing.end(user.subject)
}

export function honoApplication(auth: Auth, options?: HonoOptions) {
  return new Hono()
    .use(latchkey(auth, options))
    .all('/orders', requireUserOfHono(auth, guard), (context) => context.text(context.var.principal.subject))
    .all('/hello', (context) => context.text(greeting))
}

function webApplication(auth: Auth): (request: Request) => Promise<Response> {
  const routes = latchkeyHandler(auth)
  return async (asked) => {
    const answer = await routes(asked)
    if (answer !== null) return answer
    if (new URL(asked.url).pathname !== '/orders') return new Response(greeting)
    const user = await requireUser(auth, asked, guard)
    return user instanceof Response ? user : carry(user, new Response(user.principal.subject))
  }
}

export async function listening(server: Server): Promise<Mounted> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server that listens
  return {
    ask: (line, sent = {}) => askNode(port, line, sent),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** By node:http, which sends a header twice and a Host as it is told. */
async function askNode(port: number, line: string, { headers = [], body, signal }: Sent): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ')
  const length = body === undefined ? [] : [['Content-Length', String(body.length)]]
  const all = [['Host', new URL(origin).host], ...headers, ...length]
  const sent = request({ port, host: '127.0.0.1', method, path, headers: all.flat(), ...(signal && { signal }) })
  sent.end(body)
  const [incoming] = await once(sent, 'response') as [IncomingMessage]
  const told: Reply['headers'] = new Headers()
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) told.append(name, value)
  }
  return { status: incoming.statusCode ?? 0, headers: told, text: await text(incoming) }
}

function askWeb(handle: (request: Request) => Promise<Response>): Mounted['ask'] {
  return async (line, { headers = [], body, signal } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const pairs = headers.map(([name, value]): [string, string] => [name, value])
    const more = { ...(body !== undefined && { body }), ...(signal && { signal }) }
    const response = await handle(new Request(origin + path, { method, headers: pairs, ...more }))
    signal?.throwIfAborted()
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}
