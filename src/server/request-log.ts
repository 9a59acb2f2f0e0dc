/** One line for each request, and none of it a secret: the route's template instead of the path, and no query (D-09, F-09). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'

const fixed = new Set([
  '', '/signup', '/login', '/reauthenticate', '/logout', '/me', '/refresh', '/password', '/sessions', '/sessions/end', '/session/data', '/account',
])
const outside = new Set(['/', '/healthz', '/readyz', '/.well-known/jwks.json'])

/** What stands in a path may be anything that a person pasted: only known words are repeated. */
export function routeTemplate(path: string, base: string): string {
  if (outside.has(path)) return path
  if (path !== base && !path.startsWith(`${base}/`)) return '(unknown)'
  const rest = path.slice(base.length)
  if (fixed.has(rest)) return path
  if (/^\/sessions\/[^/]+$/.test(rest)) return `${base}/sessions/{id}`
  if (/^\/sessions\/[^/]+\/end$/.test(rest)) return `${base}/sessions/{id}/end`
  if (/^\/assets\/[^/]+$/.test(rest)) return `${base}/assets/{name}`
  return '(unknown)'
}

export interface Logged {
  readonly requestId: string
  readonly address: string | undefined
  readonly route: string
}

/** Writes the line when the answer has been sent, or was given up. */
export function logRequest(log: Logger, exchange: { incoming: IncomingMessage, outgoing: ServerResponse }, logged: Logged): void {
  const { incoming, outgoing } = exchange
  const start = performance.now()
  outgoing.once('close', () => {
    const ms = Math.round((performance.now() - start) * 10) / 10
    // Until something is sent the status is 200, which nobody was told.
    const outcome = { status: outgoing.headersSent ? outgoing.statusCode : null, ms, ...(!outgoing.writableFinished && { aborted: true }) }
    log.info({ request: logged.requestId, method: incoming.method, route: logged.route, address: logged.address, ...outcome })
  })
}
