/**
 * Cross-origin reads (the Fetch standard's CORS protocol): none by default, exact origins by configuration, never a
 * reflection, never `null`, never `*` (E-09). Cookies go along only where an origin is listed with `+cookies`.
 */
import type { AllowedOrigin } from './allowed-origins.ts'
import type { Call } from './call.ts'

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const requestHeaders = 'authorization, content-type, if-match, x-auth-token'
const exposed = 'retry-after, www-authenticate, etag, date'
/** Browsers ask again after this many seconds. */
const preflightLife = '600'

/** The answer to a preflight of an allowed origin; null: it is none, and the route answers. */
export function preflight(call: Call): Response | null {
  const { request, view } = call
  if (request.method !== 'OPTIONS' || view.header('access-control-request-method') === undefined) return null
  if (allowedFor(call) === undefined) return null
  const headers = {
    'access-control-allow-methods': methods, 'access-control-allow-headers': requestHeaders,
    'access-control-max-age': preflightLife,
  }
  return new Response(null, { status: 204, headers })
}

/** Marks every response, so that no cache gives one origin's answer to another. */
export function withCors(response: Response, call: Call): Response {
  if (call.http.allowedOrigins.length === 0) return response
  const headers = new Headers(response.headers)
  headers.append('vary', 'Origin')
  const allowed = allowedFor(call)
  if (allowed !== undefined) {
    headers.set('access-control-allow-origin', allowed.origin)
    headers.set('access-control-expose-headers', exposed)
    if (allowed.cookies) headers.set('access-control-allow-credentials', 'true')
  }
  return new Response(response.body, { status: response.status, headers })
}

function allowedFor({ http, view }: Call): AllowedOrigin | undefined {
  // They may call the instance's own origin, and what stands there.
  if (view.origin !== undefined) return undefined
  const origin = view.header('origin')
  return http.allowedOrigins.find((one) => one.origin === origin)
}
