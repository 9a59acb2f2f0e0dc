/** Numbers and texts as bytes, each in one spelling. Knows nothing of what they mean. */
import { decodeUtf8 } from '../../crypto/bytes.ts'

/** What the eighth byte of a number counts: 2^53 needs no ninth. */
const LARGEST_SCALE = 0x80 ** 7

/** A whole number from 0 to 2^53 - 1, seven bits to a byte, the lowest first (LEB128), in as few bytes as it needs. */
export function writeNumber(value: number): readonly number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${value} is no whole number from 0 to 2^53 - 1`)
  const bytes: number[] = []
  let rest = value
  // Divided, not shifted: shifts know 32 bits.
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push(rest % 0x80 + 0x80)
  bytes.push(rest)
  return bytes
}

/** 0, -1, 1, -2, … as 0, 1, 2, 3, …: near zero on either side is short. */
export function writeSigned(value: number): readonly number[] {
  return writeNumber(value >= 0 ? value * 2 : -value * 2 - 1)
}

/** Its length in one byte, then UTF-8. */
export function writeText(text: string, limit = 255): readonly number[] {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length === 0 || bytes.length > limit || !text.isWellFormed()) {
    throw new TypeError(`expected well-formed text of 1 to ${limit} bytes`)
  }
  const written = [bytes.length]
  for (let at = 0; at < bytes.length; at++) written.push(bytes.readUInt8(at)) // a spread takes ten times as long
  return written
}

export function writeList(texts: readonly string[]): readonly number[] {
  if (texts.length > 255) throw new TypeError(`a list has ${texts.length} items; expected 255 at most`)
  const written = [texts.length]
  for (const text of texts) written.push(...writeText(text))
  return written
}

/** Where reading has come to, and whether all made sense: taking answers something for any bytes, so ask at the end. */
export interface Cursor {
  readonly bytes: Buffer
  at: number
  sound: boolean
}

export function startOf(bytes: Buffer): Cursor {
  return { bytes, at: 0, sound: true }
}

/** Everything was well formed, and nothing is left over. */
export function isDone({ bytes, at, sound }: Cursor): boolean {
  return sound && at === bytes.length
}

export function takeBytes(cursor: Cursor, length: number): Buffer {
  const taken = cursor.bytes.subarray(cursor.at, cursor.at + length)
  if (taken.length < length) cursor.sound = false
  cursor.at += length
  return taken
}

/** So many bytes as base64url. */
export function takeEncoded(cursor: Cursor, length: number): string {
  const end = cursor.at + length
  if (end > cursor.bytes.length) cursor.sound = false
  const text = cursor.bytes.toString('base64url', cursor.at, end)
  cursor.at = end
  return text
}

export function takeByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at++]
  if (byte === undefined) cursor.sound = false
  return byte ?? 0
}

export function takeNumber(cursor: Cursor): number {
  let value = 0
  for (let scale = 1; scale <= LARGEST_SCALE; scale *= 0x80) {
    const byte = takeByte(cursor)
    value += byte % 0x80 * scale
    if (byte >= 0x80) continue
    // A zero at the end would be a longer spelling of the same number.
    if (byte === 0 && scale > 1 || !Number.isSafeInteger(value)) cursor.sound = false
    return value
  }
  cursor.sound = false
  return 0
}

export function takeSigned(cursor: Cursor): number {
  const value = takeNumber(cursor)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

export function takeText(cursor: Cursor, limit = 255): string {
  const bytes = takeBytes(cursor, takeByte(cursor))
  const text = decodeUtf8(bytes)
  if (text === null || text === '' || bytes.length > limit) cursor.sound = false
  return text ?? ''
}

export function takeList(cursor: Cursor): readonly string[] {
  const texts: string[] = []
  for (let rest = takeByte(cursor); rest > 0; rest--) texts.push(takeText(cursor))
  return texts
}
