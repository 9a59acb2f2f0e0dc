/** How an application with Latchkey in it is asked: over a socket where it has a server, by a Request where it has none. */
import { once } from 'node:events'
import { request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Closed } from '../../src/adapters/asking.ts'
import type { Auth } from '../../src/create-auth.ts'
import { query } from '../../src/transports/query.ts'
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

export interface Mounting {
  /** Default deny. */
  readonly closed?: Closed
  /** Whether the framework's body parsers stand before our routes, where it has any that could. */
  readonly parsesBefore?: boolean
  /** Whether the framework is told to believe one proxy, where it can be told. */
  readonly trustsProxy?: boolean
}

/**
 * `/hello` greets anyone. `/orders` greets by id whoever is logged in, or shows a ticket; both take GET and POST. `/who` tells
 * everybody what was found out. `/written` needs a scope, `/recent` a recent proof; `/echo` answers the body. `/basket` counts
 * its POSTs in the session's data.
 */
export interface Adapter {
  readonly name: string
  mount(auth: Auth, mounting?: Mounting): Promise<Mounted>
}

export const guard = { parameters: query() }
export const greeting = 'hello, whoever you are'
export const scope = 'orders:write'
export const recent = 300

type Basket = Readonly<Record<string, unknown>>
export const oneMore = (data: Basket): Basket => ({ ...data, items: Number(data['items'] ?? 0) + 1 })

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
  const isRead = method === 'GET' || method === 'HEAD'
  const length = body === undefined && isRead ? [] : [['Content-Length', String(Buffer.byteLength(body ?? ''))]]
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

export function askWeb(handle: (request: Request) => Promise<Response>): Mounted['ask'] {
  return async (line, { headers = [], body, signal } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const pairs = headers.map(([name, value]): [string, string] => [name, value])
    const more = { ...(body !== undefined && { body }), ...(signal && { signal }) }
    const response = await handle(new Request(origin + path, { method, headers: pairs, ...more }))
    signal?.throwIfAborted()
    // Whoever serves a Response sends no body with the answer to a HEAD.
    return { status: response.status, headers: response.headers, text: method === 'HEAD' ? '' : await response.text() }
  }
}
