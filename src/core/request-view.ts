/** A Request as core sees it. */
import type { RequestContext, RequestView } from '../contracts.ts'

/** The little that core may know of a request. An address is taken apart for who asks about it: most checks read one header. */
export function viewOf(request: Request, context: RequestContext = {}): RequestView {
  let url: URL | undefined
  const target = () => url ??= new URL(request.url)
  return {
    method: request.method,
    get path() { return target().pathname },
    get query() { return target().search.slice(1) },
    header: (name) => request.headers.get(name) ?? undefined,
    ...context,
  }
}
