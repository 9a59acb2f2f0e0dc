/** A Request as core sees it. */
import type { RequestContext, RequestView } from '../contracts.ts'

/** The little that core may know of a request. */
export function viewOf(request: Request, context: RequestContext = {}): RequestView {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    ...context,
  }
}
