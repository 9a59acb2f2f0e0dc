/**
 * Cross-site request forgery: Fetch Metadata first, then Origin. Asked on unsafe methods where a jar's credential is
 * read or would be set: a browser sends such a credential unasked, whoever wrote the page. Other carriers need no check.
 */
import type { RequestView } from '../contracts.ts'

export interface CsrfPolicy {
  readonly origin: string
  /** Exact origins that may post across sites; with cookies only those that are listed with them. */
  readonly allowedOrigins?: readonly { readonly origin: string, readonly cookies: boolean }[]
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isSafe(method: string): boolean {
  return safeMethods.has(method)
}

/** Other sites' pages open WebSockets with our cookies too, and by GET (E-20). */
export function needsOwnPage(request: RequestView): boolean {
  return !isSafe(request.method) || request.header('sec-websocket-key') !== undefined
}

/** Whether the request may use what a browser sent by itself. `hasCookie`: a cookie of ours came with it. */
export function isSameOriginRequest(request: RequestView, policy: CsrfPolicy, { hasCookie }: { hasCookie: boolean }): boolean {
  const origin = request.header('origin')
  // They may call the routes of the instance, and nothing that stands on another origin or behind it.
  const isOwn = request.origin === undefined
  const allowed = isOwn ? policy.allowedOrigins?.find((one) => one.origin === origin) : undefined
  if (allowed !== undefined) return allowed.cookies || !hasCookie
  const site = request.header('sec-fetch-site')
  if (site === 'same-origin') return true
  // `none` is a person's own act (address bar, bookmark); with an Origin it is a claim that no browser makes.
  if (site === 'none') return origin === undefined
  if (site !== undefined) return false
  if (origin !== undefined) return origin === (request.origin ?? policy.origin)
  return !hasCookie
}
