/** For node:http: our routes as a listener, and a view that reads the headers it needs without building a Request. */
import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthenticateOptions, Authentication, Authenticator, RequestContext, RequestView } from '../contracts.ts'

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

export function authenticateNode(
  auth: Authenticator, incoming: IncomingMessage, options: AuthenticateOptions & NodeOptions = {},
): Promise<Authentication> {
  const { context = socketContext, ...asked } = options
  return auth.authenticate(viewOfNode(incoming, context(incoming)), asked)
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
    header: (name) => incoming.headersDistinct[name.toLowerCase()]?.join(name.toLowerCase() === 'cookie' ? '; ' : ', '),
    ...context,
  }
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
