/** One line for each request, and none of it a secret: the route's template instead of the path, and no query (D-09, F-09). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { paths, wellKnown } from '../http/paths.ts'
import { labPaths } from '../lab/paths.ts'

const outside = new Set<string>(['/', '/healthz', '/readyz', ...wellKnown])

/** Fixed ones first, so that none is taken for a name: `/sessions/end`. */
const templates = [...paths, ...labPaths.map((path) => `/lab${path}`)].toSorted((one, other) => Number(one.includes(':')) - Number(other.includes(':'))).map((path) => ({
  shape: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`), template: path.replaceAll(/:(\w+)/g, '{$1}'),
}))

/** What stands in a path may be anything that a person pasted: only known words are repeated. */
export function routeTemplate(path: string, base: string): string {
  if (outside.has(path)) return path
  if (path !== base && !path.startsWith(`${base}/`)) return '(unknown)'
  const rest = path.slice(base.length)
  const known = templates.find(({ shape }) => shape.test(rest))
  return known === undefined ? '(unknown)' : base + known.template
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
