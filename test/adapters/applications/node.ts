import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import {
  authenticateNode, latchkeyListener, type ListenerOptions, requireRecent, requireScope, requireUser, sessionOfNode,
} from '../../../src/adapters/node.ts'
import type { Auth } from '../../../src/create-auth.ts'
import { type Adapter, greeting, guard, listening, oneMore, recent, scope } from '../mounted.ts'

interface Exchange { readonly incoming: IncomingMessage, readonly outgoing: ServerResponse }
type Route = (auth: Auth, exchange: Exchange) => Promise<string | null>

/** Null: the guard has answered. */
const routes: Readonly<Record<string, Route>> = {
  '/orders': async (auth, exchange) => (await requireUser(auth, exchange, guard))?.subject ?? null,
  '/written': async (auth, exchange) => (await requireScope(auth, exchange, scope))?.subject ?? null,
  '/recent': async (auth, exchange) => (await requireRecent(auth, exchange, recent))?.subject ?? null,
  '/who': async (auth, { incoming }) => (await authenticateNode(auth, incoming)).status,
  '/echo': async (auth, exchange) => await requireUser(auth, exchange) && textOf(exchange.incoming),
  async '/basket'(auth, exchange) {
    const session = await sessionOfNode(auth, exchange)
    return JSON.stringify(exchange.incoming.method === 'POST' ? await session.update(oneMore) : await session.get())
  },
}

export function nodeApplication(auth: Auth, options?: ListenerOptions): RequestListener {
  return latchkeyListener(auth, (incoming, outgoing) => {
    const route = routes[incoming.url?.split('?')[0] ?? '']
    if (route === undefined) outgoing.end(greeting)
    else void answer(outgoing, route(auth, { incoming, outgoing }))
  }, options)
}

async function answer(outgoing: ServerResponse, answered: Promise<string | null>): Promise<void> {
  const text = await answered
  if (text !== null) outgoing.end(text)
}

export const node: Adapter = {
  name: 'node', mount: (auth, { closed } = {}) => listening(createServer(nodeApplication(auth, { ...(closed && { closed }) }))),
}
