/**
 * ECDSA signatures on P-256 as JWS writes them, r and s in 32 bytes each (RFC 7518 §3.4), and as OpenSSL does, in DER.
 * Converted here because Node 24 takes twice as long when it converts. Knows no keys.
 */

const INTEGER_BYTES = 32
const SEQUENCE = 0x30
const INTEGER = 0x02

/** The order of the curve (SEC 2 §2.4.2), and half of it. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const HALF = Buffer.from((ORDER >> 1n).toString(16).padStart(64, '0'), 'hex')

export const SIGNATURE_BYTES = 2 * INTEGER_BYTES

/** Takes what OpenSSL wrote: every length below 128, so in one byte. */
export function fromDer(der: Buffer): Buffer {
  const raw = Buffer.alloc(SIGNATURE_BYTES)
  const rLength = der.readUInt8(3)
  const sLength = der.readUInt8(5 + rLength)
  putInteger(raw, INTEGER_BYTES, der.subarray(4, 4 + rLength))
  putInteger(raw, SIGNATURE_BYTES, der.subarray(6 + rLength, 6 + rLength + sLength))
  return raw
}

/** Integers in DER are as short as can be, with a zero before a high bit; in JWS they have zeros up to their width. */
function putInteger(raw: Buffer, end: number, integer: Buffer): void {
  const digits = integer.length > INTEGER_BYTES ? integer.subarray(integer.length - INTEGER_BYTES) : integer
  digits.copy(raw, end - digits.length)
}

export function toDer(raw: Buffer): Buffer {
  const r = derInteger(raw.subarray(0, INTEGER_BYTES))
  const s = derInteger(raw.subarray(INTEGER_BYTES))
  return Buffer.concat([Buffer.of(SEQUENCE, r.length + s.length), r, s])
}

function derInteger(digits: Buffer): Buffer {
  let start = 0
  while (start < INTEGER_BYTES - 1 && digits[start] === 0) start++
  const integer = digits.subarray(start)
  const head = integer.readUInt8(0) >= 0x80 ? [INTEGER, integer.length + 1, 0] : [INTEGER, integer.length]
  return Buffer.concat([Buffer.from(head), integer])
}

/** Whoever holds (r, s) can write (r, n - s), which verifies just as well. One of the two has the lower s. */
export function hasLowS(raw: Buffer): boolean {
  return raw.subarray(INTEGER_BYTES).compare(HALF) <= 0
}

export function toLowS(raw: Buffer): Buffer {
  if (hasLowS(raw)) return raw
  const s = ORDER - BigInt(`0x${raw.toString('hex', INTEGER_BYTES)}`)
  return Buffer.concat([raw.subarray(0, INTEGER_BYTES), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
}
