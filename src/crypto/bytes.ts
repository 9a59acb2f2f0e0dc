/** Bytes and their one spelling in text: base64url without padding (RFC 4648 §5, RFC 7515 §2). Knows no keys. */
import { isUtf8 } from 'node:buffer'

export function encodeBase64url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url')
}

/**
 * Null for every spelling but the canonical one. Node's decoder skips what it does not know and takes padding, `+`, `/`
 * and stray last bits, which would give one credential many spellings. So the bytes must encode to the text again.
 */
export function decodeBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

/** Null for bytes that are not UTF-8: nothing is replaced by U+FFFD, and a byte order mark stays where it is. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? view(bytes).toString('utf8') : null
}

const MOST_SCRATCH = 8192
/** Where text is decoded that is no secret, in memory that is there. Everything is synchronous, so that nobody meets another's. */
const scratch = Buffer.alloc(MOST_SCRATCH)

/** The text that is spelled so. Null for any other spelling, and for what is not UTF-8. */
export function decodeBase64urlText(encoded: string): string | null {
  if (encoded.length > MOST_SCRATCH) {
    const bytes = decodeBase64url(encoded)
    return bytes === null ? null : decodeUtf8(bytes)
  }
  const length = scratch.write(encoded, 'base64url')
  if (scratch.toString('base64url', 0, length) !== encoded) return null
  const text = scratch.toString('utf8', 0, length)
  // Whatever is not UTF-8 was replaced by it, so that most need no second look.
  return text.includes(REPLACEMENT) && !isUtf8(scratch.subarray(0, length)) ? null : text
}

const REPLACEMENT = '\ufffd'

/** The same memory, never a copy. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
