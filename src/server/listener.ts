/** What stands before the routes: host, method, health, the home page, and a line in the log. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import type { RequestContext, Store } from '../contracts.ts'
import type { Auth } from '../create-auth.ts'
import { within } from '../core/parts/within.ts'
import { secured } from '../http/headers.ts'
import { problemResponse } from '../http/problem.ts'
import type { Lab } from '../lab/lab.ts'
import { isOfOtherSite, isOfLab } from '../lab/paths.ts'
import { described } from './fault.ts'
import { type Hosts, judgeHost } from './hosts.ts'
import { clientAddress, isFromProxy, type TrustedProxies } from './proxies.ts'
import { logRequest, routeTemplate } from './request-log.ts'

export interface Listening {
  readonly auth: Auth
  readonly store: Store
  /** Null or absent: there is none, and its paths are 404. */
  readonly lab?: Lab | null
  readonly origin: string
  readonly base: string
  /** Origins of other hosts behind forward-auth. */
  readonly guardedOrigins: readonly string[]
  readonly trustedProxies: TrustedProxies
  readonly log: Logger
  /** False from the moment on which the server is told to stop. */
  readonly isStaying: () => boolean
}

export function createListener(listening: Listening): RequestListener {
  const { base, log, trustedProxies, lab = null } = listening
  const origin = new URL(listening.origin)
  const hosts = { origin, base, guarded: new Set(listening.guardedOrigins.map((one) => new URL(one).host)), isOnAlias: (path: string) => lab !== null && isOfOtherSite(path, base) }
  const contexts = new WeakMap<object, RequestContext>()
  const routes = getRequestListener(
    (request, { incoming }) => answer(listening, request, contexts.get(incoming) ?? {}),
    { overrideGlobalObjects: false, hostname: origin.host, errorHandler: (error) => secured(lastAnswer(log, error), listening.origin) },
  )
  return (incoming, outgoing) => {
    const context = { requestId: randomUUID(), address: addressOf(incoming, trustedProxies), isFromProxy: isFromProxy(incoming.socket.remoteAddress, trustedProxies) }
    const path = incoming.url?.split('?', 1).join('') ?? '/'
    logRequest(log, { incoming, outgoing }, { requestId: context.requestId, address: context.address, route: routeTemplate(path, base) })
    const early = earlyAnswer(incoming, path, hosts)
    contexts.set(incoming, { ...context, isStaying: listening.isStaying })
    if (!listening.isStaying()) outgoing.setHeader('connection', 'close')
    void (early === null ? routes(incoming, outgoing) : send(outgoing, secured(early, listening.origin)))
  }
}

function addressOf(incoming: IncomingMessage, trusted: TrustedProxies): string | undefined {
  return clientAddress(incoming.socket.remoteAddress, incoming.headersDistinct['x-forwarded-for']?.join(','), trusted)
}

/** Answers that need no instance, and no Request built of what a stranger wrote. Probes ask by address: health comes first. */
function earlyAnswer(incoming: IncomingMessage, path: string, hosts: Hosts): Response | null {
  const isRead = incoming.method === 'GET' || incoming.method === 'HEAD'
  if (path === '/healthz') return isRead ? plain(200, 'ok') : wrongMethod()
  if (path === '/readyz') return isRead ? null : wrongMethod()
  const verdict = judgeHost(incoming, hosts)
  if (verdict.is === 'foreign') return problemResponse({ code: 'unknown_host' })
  if (verdict.is === 'alias') return new Response(null, { status: 307, headers: { location: verdict.location } })
  // It only ever served to look behind a proxy (E-10), and no Request can be built of it.
  return incoming.method === 'TRACE' ? wrongMethod() : null
}

function wrongMethod(): Response {
  return problemResponse({ code: 'method_not_allowed', allow: 'GET, HEAD' })
}

/** A target that is no URL never became a request; anything else that comes up to here is a fault of ours (E-17). */
function lastAnswer(log: Logger, error: unknown): Response {
  const isRequest = error instanceof Error && error.name === 'RequestError' // hono's, which it does not export
  if (isRequest) return problemResponse({ code: 'malformed_request' })
  log.error({ err: described(error) }, 'fault')
  return problemResponse({ code: 'internal_error' })
}

async function answer(listening: Listening, request: Request, context: RequestContext): Promise<Response> {
  const { auth, base, guardedOrigins, origin, lab = null } = listening
  const url = new URL(request.url)
  if (url.pathname === '/readyz') return readiness(listening)
  const isOwnHost = url.host === new URL(origin).host
  // Not on another host behind forward-auth: only the other name of this machine has one page of it.
  const isGuarded = guardedOrigins.some((guarded) => url.host === new URL(guarded).host)
  const isLabs = lab !== null && !isGuarded && isOfLab(url.pathname, base) && (isOwnHost || isOfOtherSite(url.pathname, base))
  if (isLabs) return lab.handler(request, context)
  // The home page is one of the pages; it only stands at another place here.
  const response = await auth.handler(url.pathname === '/' ? new Request(new URL(base, url), request) : request, context)
  if (isOwnHost && url.pathname === `${base}/logout` && response.status < 400) forgetStorage(response)
  return response
}

/**
 * What scripts of this host kept goes with the login (B-24). On another host behind forward-auth it is the upstream's, and stays. Cookies
 * are left out, since to clear them would clear those of the whole registrable domain.
 */
function forgetStorage({ headers }: Response): void {
  headers.set('clear-site-data', '"storage"')
}

/** Asks the store, since a process that cannot read it answers nothing well. It tells strangers no detail (F-15). */
async function readiness({ auth, store, origin, isStaying }: Listening): Promise<Response> {
  if (!isStaying()) return secured(plain(503, 'stopping'), origin)
  try {
    await within(2000, auth.ready().then(() => store.findThrottle('readyz')), () => new Error('the store is too slow'))
    return secured(plain(200, 'ready'), origin)
  } catch {
    return secured(plain(503, 'not ready'), origin)
  }
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

async function send(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(await response.text())
}
