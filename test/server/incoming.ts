/** A request as Node reads it off a socket: header objects that a test makes up have other rules. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { openSocket } from '../support/raw.ts'

export interface Written {
  readonly method?: string
  readonly target?: string
  readonly version?: string
  readonly host?: string
  /** All header lines, instead of a host. */
  readonly lines?: readonly string[]
}

// It judges nothing itself: a missing Host is for the code under test.
const server = createServer({ requireHostHeader: false }, (_, outgoing) => { outgoing.end() })
afterAll(() => { server.close() })

export async function incomingWith(written: Written): Promise<IncomingMessage> {
  const { method = 'GET', target = '/', version = '1.1', host = 'localhost', lines } = written
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server that listens
  const socket = await openSocket(port)
  const request = once(server, 'request') as Promise<[IncomingMessage]>
  socket.send([`${method} ${target} HTTP/${version}`, ...lines ?? [`Host: ${host}`], '', ''].join('\r\n'))
  const [incoming] = await request
  socket.destroy()
  return incoming
}
