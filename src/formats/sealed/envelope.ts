/**
 * The outside of a token, version 1: its prefix and the base64url of header, sealed claims and checksum. Knows no keys.
 *
 *     version    1 byte     1
 *     key        3 bytes    the beginning of SHA-256 of the kid
 *     hour       3 bytes    hours since 1970 when it was issued
 *     id         16 bytes   the jti; its first 12 are the nonce
 *     claims     n bytes    AES-256-GCM under the key of that hour
 *     tag        16 bytes   over the header, the claims and the place: purpose, issuer, audience
 *     checksum   4 bytes    CRC-32 of all that stands before
 */
import { crc32 } from 'node:zlib'
import { decodeBase64url, encodeBase64url } from '../../crypto/bytes.ts'

/**
 * Words that purposes are written in. Two letters are short names of Latchkey's own, so no purpose takes a prefix that
 * another credential has.
 */
const purposeShape = /^[a-z][a-z0-9]{2,31}$/
const VERSION = 1
export const HEADER_BYTES = 23
const CHECKSUM_BYTES = 4
/** Room for a few hundred roles and scopes, and small enough for every server's limit on headers. */
const MAX_LENGTH = 4096

export interface Header {
  /** Which key of the ring: `reference` of hour-keys.ts. */
  readonly key: number
  /** Hours since 1970 when it was issued. */
  readonly hour: number
  /** The 16 bytes of the `jti`; the nonce is in them. */
  readonly id: Buffer
}

export interface Envelope extends Header {
  /** As it stands, to be authenticated with the claims. */
  readonly header: Buffer
  readonly sealed: Buffer
}

/** `lk_at_` for an access token, the purpose itself for any other: `lk_invitation_`. */
export function prefixOf(purpose: string): string {
  if (typeof purpose !== 'string' || !purposeShape.test(purpose)) {
    throw new TypeError(`purpose is "${purpose}"; expected 3 to 32 of a to z and 0 to 9, a letter first`)
  }
  return purpose === 'access' ? 'lk_at_' : `lk_${purpose}_`
}

export function writeHeader({ key, hour, id }: Header): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(VERSION, 0)
  header.writeUIntBE(key, 1, 3)
  header.writeUIntBE(hour, 4, 3)
  id.copy(header, 7)
  return header
}

export function wrap(prefix: string, header: Buffer, sealed: Buffer): string {
  const end = header.length + sealed.length
  const token = Buffer.allocUnsafe(end + CHECKSUM_BYTES) // filled to its end below
  header.copy(token)
  sealed.copy(token, header.length)
  token.writeUInt32BE(crc32(token.subarray(0, end)), end)
  const text = prefix + encodeBase64url(token)
  if (text.length > MAX_LENGTH) throw new RangeError(`${text.length} characters are too many for a token`)
  return text
}

/**
 * Null for what is no token of this purpose and version. The checksum is for scanners of leaked secrets, and sorts out errors of
 * copying before a key is derived; anybody can compute it, so it proves nothing.
 */
export function unwrap(prefix: string, text: string): Envelope | null {
  if (!text.startsWith(prefix) || text.length > MAX_LENGTH) return null
  const token = decodeBase64url(text.slice(prefix.length))
  if (token === null || token.length < HEADER_BYTES + CHECKSUM_BYTES) return null
  const end = token.length - CHECKSUM_BYTES
  if (token.readUInt32BE(end) !== crc32(token.subarray(0, end)) || token[0] !== VERSION) return null
  return {
    key: token.readUIntBE(1, 3),
    hour: token.readUIntBE(4, 3),
    id: token.subarray(7, HEADER_BYTES),
    header: token.subarray(0, HEADER_BYTES),
    sealed: token.subarray(HEADER_BYTES, end),
  }
}
