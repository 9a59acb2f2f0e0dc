/** The real listener on a real socket, in this process, with its log in a list. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { createListener, type Listening } from '../../src/server/listener.ts'
import { createServer } from '../../src/server/serve.ts'
import { origin, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'

export interface Told {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

export interface OpenListener {
  readonly instance: Instance
  readonly port: number
  /** The log, line by line. */
  readonly lines: Record<string, unknown>[]
  /** `line` is method and path; the Host is ours unless it is told. */
  ask(line: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Told>
  close(): Promise<void>
}

export interface ListenerOptions extends Partial<Listening> {
  readonly instanceOptions?: InstanceOptions
}

export async function openListener({ instanceOptions, ...options }: ListenerOptions = {}): Promise<OpenListener> {
  const instance = await startInstance(instanceOptions)
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => { lines.push(JSON.parse(line) as Record<string, unknown>) } // pino writes objects
  const log = pino({ base: null }, { write })
  const { auth, store } = instance
  const server = createServer({ tls: null, trustedProxies: { hops: 0 } }, createListener({
    auth, store, origin, base: '/auth', guardedOrigins: [], trustedProxies: { hops: 0 }, log, isStaying: () => true, ...options,
  }))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server that listens
  return {
    instance, port, lines,
    ask: (line, headers = {}, body = '') => askAt(port, line, { headers, body }),
    async close() {
      server.closeAllConnections()
      server.close()
      await instance.close()
    },
  }
}

interface Asked {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function askAt(port: number, line: string, { headers, body }: Asked): Promise<Told> {
  const [method = '', path = ''] = line.split(' ')
  const all = { host: new URL(origin).host, ...headers }
  const sent = request({ port, host: '127.0.0.1', method, path, headers: all }).end(body)
  const [incoming] = await once(sent, 'response') as [IncomingMessage]
  const told = await text(incoming)
  // The line is written when the answer has been sent, which is a moment after it was read.
  await new Promise((resolve) => { setTimeout(resolve, 10) })
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: told }
}
