/** For node:http: our routes as a listener, and a view that reads the headers it needs without building a Request. */
import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type {
  AuthenticateOptions, Authentication, Authenticator, Principal, RequestContext, RequestView, Seconds, SessionData,
} from '../contracts.ts'
import { admit, type Carried, type Closed, hold, isBare, isClosed, missingCookies } from './asking.ts'

export { authenticationOf, principalOf, type Carried, type Closed } from './asking.ts'

/** What is known of a request beside itself. */
export interface NodeOptions {
  /** What the listener knows of a request: by default the address of the socket. No header is believed. */
  readonly context?: (incoming: IncomingMessage) => RequestContext
}

/** What the listener knows and closes. */
export interface ListenerOptions extends NodeOptions {
  /** Default deny: every route of the application asks for a user, but for those named here. */
  readonly closed?: Closed
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Answers for the paths of Latchkey; every other goes to the application's own listener. */
export function latchkeyListener(auth: Authenticator, application: Listener, options: ListenerOptions = {}): Listener {
  const { context = socketContext, closed } = options
  const routes = routesOf((request, incoming) => auth.handler(request, context(incoming)))
  return (incoming, outgoing) => {
    const path = pathOf(incoming)
    if (auth.owns(path)) return routes(incoming, outgoing)
    if (!isClosed(closed, path)) return application(incoming, outgoing)
    void admitted(incoming, outgoing)
  }
  async function admitted(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const user = await requireUser(auth, { incoming, outgoing }, { ...closed, context })
    if (user !== null) application(incoming, outgoing)
  }
}

/** A listener of a handler: streams, and requests that are broken off, are what `@hono/node-server` is for. */
export function routesOf(answer: (request: Request, incoming: IncomingMessage) => Promise<Response>): Listener {
  const listener = getRequestListener(
    (request, { incoming }) => answer(request, incoming as IncomingMessage), // never HTTP/2 here
    { overrideGlobalObjects: false },
  )
  return (incoming, outgoing) => { void listener(incoming, outgoing) }
}

/** A request and its answer. */
export interface NodeExchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/** Who asks, once the answer carries what it must; null: the request was turned away, and answered. */
export async function requireUser(
  auth: Authenticator, { incoming, outgoing }: NodeExchange, options: AuthenticateOptions & NodeOptions = {},
): Promise<Principal | null> {
  const { context = socketContext, ...asked } = options
  const user = await admit(auth, viewOfNode(incoming, context(incoming)), asked)
  if (user instanceof Response) {
    await answerNode(outgoing, user)
    return null
  }
  hold(incoming, user)
  carry(user, outgoing)
  return user.principal
}

/** Who asks, if they may do this. */
export function requireScope(auth: Authenticator, exchange: NodeExchange, scope: string): Promise<Principal | null> {
  return requireUser(auth, exchange, { scope })
}

/** Who asks, if they proved their password within so many seconds. */
export function requireRecent(auth: Authenticator, exchange: NodeExchange, recent: Seconds): Promise<Principal | null> {
  return requireUser(auth, exchange, { recent })
}

/** Sends a `Response` as the answer of node:http. */
export async function answerNode(outgoing: ServerResponse, answer: Response): Promise<void> {
  outgoing.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
}

/** Before anything is written: the cookie of a login that moves on, and headers that keep an address to itself. */
export function carry(carried: Carried, outgoing: ServerResponse): void {
  if (isBare(carried)) return
  for (const cookie of missingCookies(carried, linesOf(outgoing.getHeader('set-cookie')))) outgoing.appendHeader('set-cookie', cookie)
  for (const [name, value] of Object.entries(carried.headers ?? {})) outgoing.setHeader(name, value)
}

function linesOf(header: number | string | string[] | undefined): readonly string[] {
  return header === undefined ? [] : [header].flat().map(String)
}

/** What keeps session data: an instance of `createAuth`. */
export interface SessionKeeper<Data> {
  session(request: Request | RequestView): Promise<SessionData<Data>>
}

/** The session's data. A visitor's first write sets the cookie, so it comes before the answer is written. */
export async function sessionOfNode<Data>(
  auth: SessionKeeper<Data>, { incoming, outgoing }: NodeExchange, view: RequestView = viewOfNode(incoming, socketContext(incoming)),
): Promise<SessionData<Data>> {
  return carrying(await auth.session(view), (session) => { carry(session, outgoing) })
}

/** A session that hands its cookies on as soon as there are any. */
export function carrying<Data>(session: SessionData<Data>, carryOn: (session: Carried) => void): SessionData<Data> {
  carryOn(session)
  return {
    get: () => session.get(),
    async update(change) {
      const data = await session.update(change)
      carryOn(session)
      return data
    },
    get cookies() { return session.cookies },
  }
}

/** Finds out who asks, in three outcomes, and answers nothing. Rejects for a fault. */
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
export function viewOfNode(incoming: IncomingMessage, context: RequestContext = {}, target: Target = incoming): RequestView {
  return {
    method: incoming.method ?? 'GET',
    path: pathOf(target),
    query: queryOf(target),
    header: (name) => joined(incoming.rawHeaders, name.toLowerCase()),
    ...context,
  }
}

function joined(raw: readonly string[], name: string): string | undefined {
  const values: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.length === name.length && raw[at]?.toLowerCase() === name) values.push(raw[at + 1] ?? '')
  }
  return values.length === 0 ? undefined : values.join(name === 'cookie' ? '; ' : ', ')
}

/** What was asked for, as it was sent: a router may have taken its own part off a request. */
export interface Target {
  readonly url?: string | undefined
}

/** The path of a target, as it was sent. */
export function pathOf({ url = '/' }: Target): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

/** The query of a target, without its question mark. */
export function queryOf({ url = '/' }: Target): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}

function socketContext({ socket }: IncomingMessage): RequestContext {
  return { address: socket.remoteAddress }
}
