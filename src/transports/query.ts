/** Named members of the query. Knows HTTP, knows nothing about tokens. */
import type { Parameters, RequestView, Transport } from '../contracts.ts'

/** What a route takes out of an address besides a ticket. */
export interface QueryOptions {
  /**
   * Takes a whole token in `?token=` as well. ADDRESSES ARE KEPT IN LOGS, HISTORIES AND REFERER: whoever reads one has the
   * token for as long as it lives. A ticket is good once, for a minute, for one path; prefer it (D-07).
   */
  readonly dangerouslyAllowToken?: boolean
}

/** For one GET route: `?ticket=`, and where it is allowed `?token=`. */
export function query({ dangerouslyAllowToken = false }: QueryOptions = {}): Parameters {
  return { ticket: parameter('ticket'), token: dangerouslyAllowToken ? parameter('token') : null }
}

/** Every value of the name, so that two are counted. Never of a request that changes something. */
function parameter(name: string): Transport {
  return { name: `query:${name}`, inAddress: true, read: (request) => request.method === 'GET' ? valuesOf(request, name) : [] }
}

/** As they stand: no credential of ours needs an escape, and a second spelling of one is none. */
function valuesOf({ query: text = '' }: RequestView, name: string): readonly string[] {
  const members = text === '' ? [] : text.split('&')
  return members.filter((member) => member.startsWith(`${name}=`)).map((member) => member.slice(name.length + 1))
}
