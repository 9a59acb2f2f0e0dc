/** A Request as core sees it. */
import type { RequestContext, RequestView } from '../contracts.ts'

/** The little that core may know of a request. */
export function viewOf(request: Request, context: RequestContext = {}): RequestView {
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    header: (name) => request.headers.get(name) ?? undefined,
    ...context,
  }
}
