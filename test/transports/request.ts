import type { RequestView } from '../../src/contracts.ts'

/** A request with these headers, whose names are in lower case; nobody may ask for more than a transport should. */
export function requestWith(headers: Readonly<Record<string, string>>): RequestView {
  return { method: 'GET', path: '/', header: (name) => headers[name.toLowerCase()] }
}
