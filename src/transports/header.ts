/** One header of a configured name, added by the client. Knows HTTP, knows nothing about tokens. */
import type { Transport } from '../contracts.ts'
import { fieldValues } from './field.ts'

export interface HeaderOptions {
  readonly name?: string
}

/** Those with a meaning of their own, and those that a page of another origin may send without asking (Fetch, CORS). */
const taken = new Set([
  'authorization', 'cookie', 'host', 'origin', 'accept', 'accept-language', 'content-language', 'content-type', 'range',
])

/** A header without a value is an empty value: shown, and refused. */
export function header({ name = 'X-Auth-Token' }: HeaderOptions = {}): Transport {
  const field = name.toLowerCase()
  if (!/^[a-z][a-z0-9-]*$/.test(field) || taken.has(field)) {
    throw new TypeError(`header name is "${name}"; expected letters, digits and -, and none that means something`)
  }
  return { name: `header:${field}`, read: (request) => fieldValues(request.header(field)) }
}
