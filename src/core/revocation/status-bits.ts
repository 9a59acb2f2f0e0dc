/** Which sessions have ended, as bits: a place for each, which is the first twenty bits of its random id. Knows ids alone. */
import type { Id } from '../../contracts.ts'

const placeBits = 20
const indexBits = 17
const places = 2 ** placeBits
/** How many there are. */
export const statusLists = 2 ** (placeBits - indexBits)
const listBytes = 2 ** indexBits / 8

export interface EndedBits {
  add(session: Id): void
  has(session: Id): boolean
  /** One list, the lowest bit of each byte first (§4.1). */
  list(n: number): Uint8Array
}

export function createEndedBits(): EndedBits {
  const bytes = new Uint8Array(places / 8)
  return {
    add(session) {
      const place = placeOf(session)
      bytes[place >>> 3] = (bytes[place >>> 3] ?? 0) | 1 << (place & 7)
    },
    has(session) {
      const place = placeOf(session)
      return ((bytes[place >>> 3] ?? 0) >>> (place & 7) & 1) === 1
    },
    list: (n) => bytes.subarray(n * listBytes, (n + 1) * listBytes),
  }
}

/** Six bits of each letter of base64url (RFC 4648 §5), by its code: a million ids are placed while nobody waits. */
const values = new Uint8Array(128)
for (const [value, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].entries()) values[letter.charCodeAt(0)] = value

/** Of `places` over all lists. */
export function placeOf(session: Id): number {
  let bits = 0
  for (let n = 0; n < 4; n++) bits = bits << 6 | (values[session.charCodeAt(n)] ?? 0)
  return bits >>> 24 - placeBits
}

/** In which list, and where in it. */
export function splitPlace(place: number): { readonly list: number, readonly index: number } {
  return { list: place >>> indexBits, index: place % 2 ** indexBits }
}
