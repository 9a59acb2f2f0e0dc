/** One request for a JWK Set, within limits. Knows HTTP, knows nothing of keys and keeps nothing. */
import type { Seconds } from '../contracts.ts'
import { within } from '../core/parts/within.ts'

/** What the global `fetch` is, as far as it is needed here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface KeySetAnswer {
  readonly bytes: Buffer
  /** How long it may be believed without asking again. */
  readonly maxAge: Seconds
}

/** A fault of the issuer, of the network or of the system; never an answer about a credential. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError'
}

const TIMEOUT_MS = 5000
const MAX_BYTES = 256 * 1024
const mediaTypes = ['application/jwk-set+json', 'application/json']
const lives = { least: 60, usual: 600, most: 3600 }

/** Rejects with a `KeySetError` for everything but 200 with JSON from exactly this URL, whole within 5 s and 256 KB. */
export async function fetchKeySet(url: URL, fetching: Fetch): Promise<KeySetAnswer> {
  const place = url.origin + url.pathname
  const abort = new AbortController()
  const late = () => new KeySetError(`took longer than ${TIMEOUT_MS / 1000} s`)
  try {
    return await within(TIMEOUT_MS, ask(url, fetching, abort.signal), late)
  } catch (error) {
    const why = error instanceof KeySetError ? error.message : 'could not be read'
    throw new KeySetError(`key set ${place} ${why}`, { cause: error })
  } finally {
    // Whatever of the answer is still to come, nobody waits for it.
    abort.abort()
  }
}

async function ask(url: URL, fetching: Fetch, signal: AbortSignal): Promise<KeySetAnswer> {
  const headers = { accept: mediaTypes.join(', ') }
  // A redirect would let whoever answers there choose the keys (SSRF; RFC 8725 §3.10).
  const response = await fetching(url.href, { headers, signal, redirect: 'manual' })
  if (response.status !== 200) throw new KeySetError(`was answered with ${response.status}`)
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!mediaTypes.includes(type)) throw new KeySetError(`is not of ${mediaTypes.join(' or ')}`)
  return { bytes: await readBody(response), maxAge: maxAgeOf(response.headers) }
}

/** Counts while it reads: what the answer says of its length proves nothing. */
async function readBody({ body }: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > MAX_BYTES) throw new KeySetError(`has more than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
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
