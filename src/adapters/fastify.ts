/** For Fastify 5: our routes as one plugin, and guards that are hooks of a route. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyPluginAsync } from 'fastify'
import type {
  Authentication, AuthenticateOptions, Authenticator, Principal, RequestContext, RequestView, Seconds, SessionData,
} from '../contracts.ts'
import * as asking from './asking.ts'
import { carrying, pathOf, routesOf, type SessionKeeper, viewOfNode } from './node.ts'

export type { Closed } from './asking.ts'

/** What is needed of a request of Fastify. */
export interface AskedRequest {
  readonly raw: IncomingMessage
  /** The address of the socket, or of whom Fastify is told to believe by `trustProxy`. */
  readonly ip: string
}

/** What is needed of a reply. */
export interface AskedReply {
  readonly raw: ServerResponse
  code(status: number): unknown
  header(name: string, value: string): unknown
  getHeader(name: string): number | string | string[] | undefined
  send(body: Buffer): unknown
}

/** A hook of Fastify that answers or lets pass. */
export type FastifyGuard = (request: AskedRequest, reply: AskedReply) => Promise<unknown>

/** What the plugin is registered with. */
export interface FastifyOptions {
  readonly auth: Authenticator
  /** What the application knows of a request: by default the address that Fastify tells. */
  readonly context?: (request: AskedRequest) => RequestContext
  /** Default deny: every route after this asks for a user, but for those named here. */
  readonly closed?: asking.Closed
}

/** What a guard asks, and what it knows of a request. */
export type GuardOptions = AuthenticateOptions & Pick<FastifyOptions, 'context'>

/** Answers for the paths of Latchkey before Fastify reads a body, and lets every other pass. Register it before your routes. */
export const latchkey: FastifyPluginAsync<FastifyOptions> = async (fastify, { auth, context = contextOf, closed }) => {
  const contexts = new WeakMap<IncomingMessage, RequestContext>()
  const routes = routesOf((request, incoming) => auth.handler(request, contexts.get(incoming)))
  const guard = closed && requireUser(auth, { ...closed, context })
  fastify.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request.raw)
    if (auth.owns(path)) {
      contexts.set(request.raw, context(request))
      reply.hijack()
      routes(request.raw, reply.raw)
    } else if (guard !== undefined && asking.isClosed(closed, path)) await guard(request, reply)
  })
}

/** What `fastify-plugin` does: the hook is for the whole application, and not for a part of its own. */
Object.assign(latchkey, { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'latchkey' })

/** Finds out who asks and lets everybody pass: `authenticationOf(request)` tells, and refused is nobody. */
export function authenticate(auth: Authenticator, options: GuardOptions = {}): FastifyGuard {
  return guarding(options, (view, asked) => asking.ask(auth, view, asked))
}

/** Turns away who is not authenticated; after it `principalOf(request)` is who asks. As `onRequest`, before a body is read. */
export function requireUser(auth: Authenticator, options: GuardOptions = {}): FastifyGuard {
  return guarding(options, (view, asked) => asking.admit(auth, view, asked))
}

/** Turns away who may not do this. */
export function requireScope(auth: Authenticator, scope: string, options: GuardOptions = {}): FastifyGuard {
  return requireUser(auth, { ...options, scope })
}

/** Turns away who did not prove their password within so many seconds. */
export function requireRecent(auth: Authenticator, recent: Seconds, options: GuardOptions = {}): FastifyGuard {
  return requireUser(auth, { ...options, recent })
}

/** What `authenticate` found. Throws where no guard ran. */
export function authenticationOf({ raw }: AskedRequest): Authentication {
  return asking.authenticationOf(raw)
}

/** Who asks. Throws where the request is not authenticated. */
export function principalOf({ raw }: AskedRequest): Principal {
  return asking.principalOf(raw)
}

/** The session's data; a visitor's first write sets the cookie, so it comes before the answer is sent. */
export async function sessionOf<Data>(
  auth: SessionKeeper<Data>, request: AskedRequest, reply: AskedReply,
): Promise<SessionData<Data>> {
  return carrying(await auth.session(viewOfNode(request.raw, contextOf(request))), (session) => { carry(session, reply) })
}

type Asking = (view: RequestView, asked: AuthenticateOptions) => ReturnType<typeof asking.ask>

function guarding({ context = contextOf, ...asked }: GuardOptions, judge: Asking): FastifyGuard {
  return async (request, reply) => {
    const outcome = await judge(viewOfNode(request.raw, context(request)), asked)
    if (outcome instanceof Response) return turnedAway(reply, outcome)
    asking.hold(request.raw, outcome)
    if (outcome.status === 'authenticated') carry(outcome, reply)
    return undefined
  }
}

/**
 * Never over: Fastify goes on to the handler when a hook is, and would not know that it has answered where the client hung up while
 * some `onSend` hook was still at work.
 */
async function turnedAway(reply: AskedReply, response: Response): Promise<never> {
  // Of bytes Fastify leaves the type as it is; to that of a text it adds a charset.
  const bytes = Buffer.from(await response.arrayBuffer())
  reply.code(response.status)
  for (const [name, value] of response.headers) reply.header(name, value)
  reply.send(bytes)
  return new Promise(() => undefined)
}

function carry(carried: asking.Carried, reply: AskedReply): void {
  if (asking.isBare(carried)) return
  const there = [reply.getHeader('set-cookie') ?? []].flat().map(String)
  for (const cookie of asking.missingCookies(carried, there)) reply.header('set-cookie', cookie)
  for (const [name, value] of Object.entries(carried.headers ?? {})) reply.header(name, value)
}

function contextOf({ ip }: AskedRequest): RequestContext {
  return { address: ip }
}
