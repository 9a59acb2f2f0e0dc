/** One request for a JWK Set, and how long it may be kept. Knows nothing of keys. */
import type { Seconds } from '../contracts.ts'
import { type Fetch, fetchBounded } from './fetch-bounded.ts'

export type { Fetch } from './fetch-bounded.ts'

export interface KeySetAnswer {
  readonly bytes: Buffer
  /** How long it may be believed without asking again. */
  readonly maxAge: Seconds
}

/** A fault of the issuer, of the network or of the system; never an answer about a credential. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError'
}

const bounds = {
  name: 'key set',
  mediaTypes: ['application/jwk-set+json', 'application/json'],
  maxBytes: 256 * 1024,
  fault: (message: string, options: ErrorOptions) => new KeySetError(message, options),
}
const lives = { least: 60, usual: 600, most: 3600 }

/** Rejects with a `KeySetError` for everything but 200 with JSON from exactly this URL, whole within 5 s and 256 KB. */
export async function fetchKeySet(url: URL, fetching: Fetch): Promise<KeySetAnswer> {
  const { bytes, headers } = await fetchBounded(url, fetching, bounds)
  return { bytes, maxAge: maxAgeOf(headers) }
}

/** RFC 9111 §4.2: what is left of it after the time in other caches, and never so little or so much that it hurts. */
function maxAgeOf(headers: Headers): Seconds {
  const line = headers.get('cache-control') ?? ''
  if (/(?:^|[\s,])no-(?:store|cache)\b/i.test(line)) return lives.least
  const [, maxAge] = /(?:^|[\s,])max-age="?(\d{1,10})\b/i.exec(line) ?? []
  if (maxAge === undefined) return lives.usual
  const [age] = /^\d{1,10}$/.exec(headers.get('age') ?? '') ?? ['0']
  return Math.min(Math.max(Number(maxAge) - Number(age), lives.least), lives.most)
}
