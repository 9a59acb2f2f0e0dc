/** One request to an issuer, within limits. Knows HTTP, knows nothing of what it asks for, and keeps nothing. */
import { within } from '../core/parts/within.ts'

/** What the global `fetch` is, as far as it is needed here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Bounds {
  /** For messages: `key set`. */
  readonly name: string
  readonly mediaTypes: readonly string[]
  readonly maxBytes: number
  readonly fault: (message: string, options: ErrorOptions) => Error
}

export interface BoundedAnswer {
  readonly bytes: Buffer
  readonly headers: Headers
}

const TIMEOUT_MS = 5000

/** Says why, and names no place. */
class Refusal extends Error {}

/** Rejects with a fault for everything but 200 with one of the media types from exactly this URL, whole in time and within its size. */
export async function fetchBounded(url: URL, fetching: Fetch, { name, fault, ...bounds }: Bounds): Promise<BoundedAnswer> {
  const place = url.origin + url.pathname
  const abort = new AbortController()
  const late = () => new Refusal(`took longer than ${TIMEOUT_MS / 1000} s`)
  try {
    return await within(TIMEOUT_MS, ask(url, { ...bounds, fetching, signal: abort.signal }), late)
  } catch (error) {
    const why = error instanceof Refusal ? error.message : 'could not be read'
    throw fault(`${name} ${place} ${why}`, { cause: error })
  } finally {
    // Whatever of the answer is still to come, nobody waits for it.
    abort.abort()
  }
}

type Asking = Pick<Bounds, 'mediaTypes' | 'maxBytes'> & { readonly fetching: Fetch, readonly signal: AbortSignal }

async function ask(url: URL, { mediaTypes, maxBytes, fetching, signal }: Asking): Promise<BoundedAnswer> {
  const headers = { accept: mediaTypes.join(', ') }
  // A redirect would let whoever answers there choose what is believed (SSRF; RFC 8725 §3.10).
  const response = await fetching(url.href, { headers, signal, redirect: 'manual' })
  if (response.status !== 200) throw new Refusal(`was answered with ${response.status}`)
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!mediaTypes.includes(type)) throw new Refusal(`is not of ${mediaTypes.join(' or ')}`)
  return { bytes: await readBody(response, maxBytes), headers: response.headers }
}

/** Counts while it reads: what the answer says of its length proves nothing. */
async function readBody({ body }: Response, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > maxBytes) throw new Refusal(`has more than ${maxBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
