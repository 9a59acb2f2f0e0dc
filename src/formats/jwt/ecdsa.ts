/**
 * ECDSA signatures as JWS writes them, r and s each as wide as the order of the curve (RFC 7518 §3.4), and as OpenSSL
 * does, in DER. Converted here because Node 24 takes twice as long when it converts. Knows no keys.
 */

const SEQUENCE = 0x30
const INTEGER = 0x02
/** Of the sequence and of two integers: a tag and a length each, and a zero before each integer. */
const MOST_OVERHEAD = 8

/** Bytes of r, and of s. */
export const P256_BYTES = 32
export const P384_BYTES = 48

/** The order of P-256 (SEC 2 §2.4.2), and half of it. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const HALF = Buffer.from('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8', 'hex')

/** Takes what OpenSSL wrote: every length below 128, so in one byte. */
export function fromDer(der: Buffer, width = P256_BYTES): Buffer {
  const raw = Buffer.alloc(2 * width)
  const rLength = der.readUInt8(3)
  const sLength = der.readUInt8(5 + rLength)
  putInteger(raw.subarray(0, width), der.subarray(4, 4 + rLength))
  putInteger(raw.subarray(width), der.subarray(6 + rLength, 6 + rLength + sLength))
  return raw
}

/** Integers in DER are as short as can be, with a zero before a high bit; in JWS they have zeros up to their width. */
function putInteger(place: Buffer, integer: Buffer): void {
  const digits = integer.length > place.length ? integer.subarray(integer.length - place.length) : integer
  digits.copy(place, place.length - digits.length)
}

export function toDer(raw: Buffer): Buffer {
  const width = raw.length / 2
  const der = Buffer.alloc(raw.length + MOST_OVERHEAD)
  const afterR = writeInteger(der, 2, raw.subarray(0, width))
  const end = writeInteger(der, afterR, raw.subarray(width))
  der[0] = SEQUENCE
  der[1] = end - 2
  return der.subarray(0, end)
}

/** Answers where it ends. */
function writeInteger(der: Buffer, at: number, digits: Buffer): number {
  let first = 0
  while (first < digits.length - 1 && digits[first] === 0) first++
  const zero = digits.readUInt8(first) >= 0x80 ? 1 : 0
  const length = digits.length - first + zero
  der[at] = INTEGER
  der[at + 1] = length
  digits.copy(der, at + 2 + zero, first)
  return at + 2 + length
}

/** P-256 alone. Whoever holds (r, s) can write (r, n - s), which verifies just as well. One of the two has the lower s. */
export function hasLowS(raw: Buffer): boolean {
  return raw.subarray(P256_BYTES).compare(HALF) <= 0
}

/** In place: what OpenSSL wrote belongs to nobody else yet. */
export function toLowS(raw: Buffer): Buffer {
  if (hasLowS(raw)) return raw
  let borrow = 0
  for (let at = P256_BYTES - 1; at >= 0; at--) {
    const digit = ORDER.readUInt8(at) - raw.readUInt8(P256_BYTES + at) - borrow
    borrow = digit < 0 ? 1 : 0
    raw.writeUInt8(digit & 0xff, P256_BYTES + at)
  }
  return raw
}
