/** HMAC-SHA-256 (RFC 2104), and the one way in which secrets are compared. Knows nothing of what it authenticates. */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** 43 characters of base64url. The key is a KeyObject: Node 24 takes ten times as long to set up a Buffer. */
export function hmacSha256(key: KeyObject, data: string | Uint8Array): string {
  return createHmac('sha256', key).update(data).digest('base64url')
}

/**
 * Compares digests in a time that tells nothing of where they differ. Unequal lengths are unequal; it never throws.
 * As UTF-8, because in latin1 another character would be cut down to the byte that is asked for.
 */
export function safeEqual(a: string, b: string): boolean {
  if (a.length <= MOST_SCRATCH && b.length <= MOST_SCRATCH) {
    const length = scratch.left.write(a, 'utf8')
    if (scratch.right.write(b, 'utf8') !== length) return false
    const [one, other] = scratchOf(length)
    return timingSafeEqual(one, other)
  }
  const left = Buffer.from(a, 'utf8')
  const right = Buffer.from(b, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Digests are short and compared on each request: in memory that is there. Everything here is synchronous, so that nobody shares it. */
const MOST_SCRATCH = 128
const UTF8_BYTES = 3
const scratch = { left: Buffer.alloc(MOST_SCRATCH * UTF8_BYTES), right: Buffer.alloc(MOST_SCRATCH * UTF8_BYTES) }
const beginnings: (readonly [Buffer, Buffer])[] = []

/** As many bytes of both as were written. */
function scratchOf(length: number): readonly [Buffer, Buffer] {
  return beginnings[length] ??= [scratch.left.subarray(0, length), scratch.right.subarray(0, length)]
}
