/** For Express 5: our routes as one middleware, and guards for routes. Needs no types of Express, and patches none. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthenticateOptions, Authenticator, RequestContext, RequestView, Seconds, SessionData } from '../contracts.ts'
import { admit, ask, type Closed, hold, isClosed } from './asking.ts'
import { answerNode, carry, pathOf, routesOf, type SessionKeeper, sessionOfNode, viewOfNode } from './node.ts'

export { authenticationOf, principalOf, type Closed } from './asking.ts'

/** What is needed of a request of Express. */
export interface ExpressRequest extends IncomingMessage {
  /** The target as it was sent: a router takes its own part off `url`. */
  readonly originalUrl: string
  /** The address of the socket, or of whom Express is told to believe by `trust proxy`. */
  readonly ip?: string | undefined
  /** What a body parser made of the body. */
  readonly body?: unknown
}

/** A middleware of Express. */
export type ExpressMiddleware = (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void | Promise<void>

/** What the middleware knows and closes. */
export interface ExpressOptions {
  /** What the application knows of a request: by default the address that Express tells. */
  readonly context?: (request: ExpressRequest) => RequestContext
  /** Default deny: every route after this asks for a user, but for those named here. */
  readonly closed?: Closed
}

/** What a guard asks, and what it knows of a request. */
export type GuardOptions = AuthenticateOptions & Pick<ExpressOptions, 'context'>

/** Answers for the paths of Latchkey and lets every other pass. Body parsers may stand before it or after it. */
export function latchkey(auth: Authenticator, { context = contextOf, closed }: ExpressOptions = {}): ExpressMiddleware {
  const routes = routesOf(async (request, incoming) => {
    const asked = incoming as ExpressRequest // the one that was handed over below
    try {
      return await auth.handler(withReadBody(request, asked), context(asked))
    } catch (error) {
      return auth.failure(error, context(asked))
    }
  })
  const guard = closed && requireUser(auth, { ...closed, context })
  return (request, response, next) => {
    const path = pathOf({ url: request.originalUrl })
    if (auth.owns(path)) {
      request.url = request.originalUrl
      return routes(request, response)
    }
    return guard !== undefined && isClosed(closed, path) ? guard(request, response, next) : next()
  }
}

/** Finds out who asks and lets everybody pass: `authenticationOf(request)` tells, and refused is nobody. */
export function authenticate(auth: Authenticator, options: GuardOptions = {}): ExpressMiddleware {
  return guarding(options, (view, asked) => ask(auth, view, asked))
}

/** Turns away who is not authenticated; after it `principalOf(request)` is who asks. */
export function requireUser(auth: Authenticator, options: GuardOptions = {}): ExpressMiddleware {
  return guarding(options, (view, asked) => admit(auth, view, asked))
}

/** Turns away who may not do this. */
export function requireScope(auth: Authenticator, scope: string, options: GuardOptions = {}): ExpressMiddleware {
  return requireUser(auth, { ...options, scope })
}

/** Turns away who did not prove their password within so many seconds. */
export function requireRecent(auth: Authenticator, recent: Seconds, options: GuardOptions = {}): ExpressMiddleware {
  return requireUser(auth, { ...options, recent })
}

/** The session's data; a visitor's first write sets the cookie, so it comes before the answer is written. */
export function sessionOf<Data>(auth: SessionKeeper<Data>, request: ExpressRequest): Promise<SessionData<Data>> {
  const { res: outgoing } = request as ExpressRequest & { res: ServerResponse } // Express joins the two
  return sessionOfNode(auth, { incoming: request, outgoing }, viewOfExpress(request, contextOf(request)))
}

type Asking = (view: RequestView, asked: AuthenticateOptions) => ReturnType<typeof ask>

function guarding({ context = contextOf, ...asked }: GuardOptions, asking: Asking): ExpressMiddleware {
  return async (request, response, next) => {
    const outcome = await asking(viewOfExpress(request, context(request)), asked)
    if (outcome instanceof Response) return answerNode(response, outcome)
    hold(request, outcome)
    if (outcome.status === 'authenticated') carry(outcome, response)
    next()
  }
}

function viewOfExpress(request: ExpressRequest, context: RequestContext): RequestView {
  return viewOfNode(request, context, { url: request.originalUrl })
}

function contextOf({ ip }: ExpressRequest): RequestContext {
  return { address: ip }
}

/** A body parser that stands before us has read the body: what it made of it is written down again. */
function withReadBody(request: Request, asked: ExpressRequest): Request {
  if (!asked.readableDidRead || !hasBody(asked)) return request
  if (asked.body === undefined) throw new TypeError('the body was read before Latchkey was given the request')
  const { url, method, headers, signal } = request
  return new Request(url, { method, headers, signal, body: writtenAgain(asked.body, headers.get('content-type') ?? '') })
}

function hasBody({ headers, method }: ExpressRequest): boolean {
  const isSent = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return isSent && method !== 'GET' && method !== 'HEAD'
}

function writtenAgain(body: unknown, type: string): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new Uint8Array(body)
  const isForm = type.toLowerCase().startsWith('application/x-www-form-urlencoded')
  return isForm && typeof body === 'object' ? formOf(body ?? {}) : JSON.stringify(body)
}

/** A member that stood twice stands twice again, and one with brackets keeps some: neither becomes a member that we take. */
function formOf(body: object): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    const isMany = Array.isArray(value) && value.length > 1
    if (typeof value === 'string') form.append(name, value)
    else if (isMany) for (const one of value) form.append(name, String(one))
    else form.append(`${name}[]`, '')
  }
  return form.toString()
}
