/** For node:http: our routes as a listener, and a view that reads the headers it needs without building a Request. */
import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authenticated, AuthenticateOptions, Authentication, Authenticator, Principal, RequestContext, RequestView } from '../contracts.ts'

export interface NodeOptions {
  /** What the listener knows of a request: by default the address of the socket. */
  readonly context?: (incoming: IncomingMessage) => RequestContext
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Answers for the paths of Latchkey; every other goes to the application's own listener. */
export function latchkeyListener(auth: Authenticator, application: Listener, options: NodeOptions = {}): Listener {
  const contextOf = options.context ?? socketContext
  const routes = getRequestListener(
    (request, { incoming }) => auth.handler(request, contextOf(incoming as IncomingMessage)), // never HTTP/2 here
    { overrideGlobalObjects: false },
  )
  return (incoming, outgoing) => {
    if (!auth.owns(pathOf(incoming))) return application(incoming, outgoing)
    void routes(incoming, outgoing)
  }
}

interface NodeExchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/** Who asks, once the answer carries what it must; null: the request was turned away, and answered. */
export async function requireUser(
  auth: Authenticator, { incoming, outgoing }: NodeExchange, options?: AuthenticateOptions & NodeOptions,
): Promise<Principal | null> {
  const outcome = await authenticateNode(auth, incoming, options)
  if (outcome.status === 'authenticated') {
    carry(outcome, outgoing)
    return outcome.principal
  }
  const refusal = auth.challenge(outcome) ?? new Response(null, { status: 401 })
  outgoing.writeHead(refusal.status, [...refusal.headers].flat()).end(await refusal.text())
  return null
}

/** Before anything is written: the cookie of a login that moves on, and headers that keep an address to itself. */
export function carry({ cookies = [], headers = {} }: Authenticated, outgoing: ServerResponse): void {
  for (const cookie of cookies) outgoing.appendHeader('set-cookie', cookie)
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value)
}

export function authenticateNode(
  auth: Authenticator, incoming: IncomingMessage, options: AuthenticateOptions & NodeOptions = {},
): Promise<Authentication> {
  const { context = socketContext } = options
  return auth.authenticate(viewOfNode(incoming, context(incoming)), options)
}

/**
 * Reads the raw lines: Node itself keeps the first of two Authorization headers and drops the second without a word,
 * and two credentials are never a choice.
 */
export function viewOfNode(incoming: IncomingMessage, context: RequestContext = {}): RequestView {
  return {
    method: incoming.method ?? 'GET',
    path: pathOf(incoming),
    query: queryOf(incoming),
    header: (name) => headerOf(incoming, name.toLowerCase()),
    ...context,
  }
}

/** `headersDistinct` would make a list of every line of the request for the one or two that are asked about. */
function headerOf({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  let joined: string | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const line = rawHeaders[at]
    if (line?.length !== name.length || line.toLowerCase() !== name) continue
    const value = rawHeaders[at + 1] ?? ''
    joined = joined === undefined ? value : `${joined}${name === 'cookie' ? '; ' : ', '}${value}`
  }
  return joined
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

function queryOf({ url = '/' }: IncomingMessage): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}

function socketContext({ socket }: IncomingMessage): RequestContext {
  return { address: socket.remoteAddress }
}
