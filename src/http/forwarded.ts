/**
 * The request that a proxy asks about (forward-auth): method and address come from the proxy's `X-Forwarded-*` and from
 * nowhere else, and each is there once (E-02). All other headers are those of the client, passed on as they are.
 */
import type { RequestView } from '../contracts.ts'
import type { Call } from './call.ts'

export interface Original {
  /** What core judges: origin, method and path are those of the client's request. */
  readonly view: RequestView & { readonly origin: string }
  /** Path and query, as they were sent. */
  readonly target: string
  /** A person's browser that opens a page, which can be led to the login. */
  readonly isPage: boolean
}

/** Null: no trusted proxy asks, it leaves something open, or it asks about a host that is not guarded. */
export function originalOf({ http, view }: Call): Original | null {
  if (view.isFromProxy !== true) return null
  const method = view.header('x-forwarded-method') ?? ''
  const target = view.header('x-forwarded-uri') ?? ''
  const origin = originNamed(view.header('x-forwarded-proto'), view.header('x-forwarded-host'))
  const isGuarded = origin === http.core.origin || http.guardedOrigins.includes(origin ?? '')
  // Two lines of one header are joined by a comma and a blank; an address holds no blank, nor a method.
  if (origin === null || !isGuarded || !/^[A-Z][A-Z-]{0,31}$/.test(method) || !/^\/[!-~\x80-\xff]*$/.test(target)) return null
  const query = target.indexOf('?')
  const path = query === -1 ? target : target.slice(0, query)
  const isPage = (method === 'GET' || method === 'HEAD') && (view.header('accept')?.includes('text/html') ?? false)
  return {
    target, isPage,
    view: { ...view, origin, method, path, query: query === -1 ? '' : target.slice(query + 1) },
  }
}

/** As browsers spell it: lower case, and without the port that is the scheme's own. */
function originNamed(scheme: string | undefined, host: string | undefined): string | null {
  if (scheme !== 'http' && scheme !== 'https' || !/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host ?? '')) return null
  return URL.parse(`${scheme}://${host}`)?.origin ?? null
}
