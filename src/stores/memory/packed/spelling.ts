/** Between base64url and bytes that are there, by no call out of JavaScript: on each request a digest is sought by, and an id read. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const codes = Uint8Array.from(LETTERS, (letter) => letter.charCodeAt(0))
/** What each letter stands for; -1 is no letter. */
const values = Int8Array.from({ length: 128 }, (_, letter) => codes.indexOf(letter))

/** Whether a text is the one canonical spelling of as many bytes as there is room for, in which they then stand. */
export function decodeInto(bytes: Uint8Array, text: string): boolean {
  const { length } = bytes
  if (text.length !== Math.ceil(length * 4 / 3)) return false
  let n = 0
  let at = 0
  let seen = 0 // below 0 once a letter was none
  for (; at + 2 < length; at += 3, n += 4) {
    const quad = sextet(text, n) << 18 | sextet(text, n + 1) << 12 | sextet(text, n + 2) << 6 | sextet(text, n + 3)
    seen |= quad
    bytes[at] = quad >> 16
    bytes[at + 1] = quad >> 8
    bytes[at + 2] = quad
  }
  if (at === length) return seen >= 0
  const hasTwo = at + 1 < length
  const last = sextet(text, n) << 18 | sextet(text, n + 1) << 12 | (hasTwo ? sextet(text, n + 2) << 6 : 0)
  bytes[at] = last >> 16
  if (hasTwo) bytes[at + 1] = last >> 8
  const stray = last & (hasTwo ? 0xff : 0xffff)
  return (seen | last) >= 0 && stray === 0
}

function sextet(text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? -1
}

/** How 16 bytes are spelled, in less time than a buffer takes. */
export function spellId(bytes: Uint8Array): string {
  const a = triple(bytes, 0)
  const b = triple(bytes, 3)
  const c = triple(bytes, 6)
  const d = triple(bytes, 9)
  const e = triple(bytes, 12)
  const f = (bytes[15] ?? 0) << 16
  return String.fromCharCode(
    code(a >> 18), code(a >> 12), code(a >> 6), code(a), code(b >> 18), code(b >> 12), code(b >> 6), code(b),
    code(c >> 18), code(c >> 12), code(c >> 6), code(c), code(d >> 18), code(d >> 12), code(d >> 6), code(d),
    code(e >> 18), code(e >> 12), code(e >> 6), code(e), code(f >> 18), code(f >> 12),
  )
}

function triple(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0)
}

function code(value: number): number {
  return codes[value & 63] ?? 0
}
