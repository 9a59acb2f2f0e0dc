/**
 * Which symmetric keys an attacker would try first (RFC 8725 §3.5, C-10): whoever guesses one signs whatever they like,
 * offline and unseen. Judges bytes, and takes those that are all printable for text that somebody typed or copied.
 */
import { decodeUtf8 } from '../../crypto/bytes.ts'
import { sha256 } from '../../crypto/hash.ts'

/** 32 random bytes hold 30 different ones on the average, and never so few. */
const FEWEST_BYTES = 16
/** The poorest honest spelling is hexadecimal: 64 random digits hold fewer than ten of the sixteen once in 10^11. */
const FEWEST_CHARACTERS = 10
/** What every key must be worth. A text is worth at most its length by the bits of its alphabet. */
const FEWEST_BITS = 128

/** Long enough that a random text holds one of them once in 100,000. */
const commonWords = [
  'secret', 'passw', 'token', 'change', 'example', 'default', 'private', 'public', 'qwerty', 'admin', '123456', 'sample',
  'replace', 'insert', 'please', 'testing', 'develop', 'product', 'random', 'string', 'secure', 'security', 'hacker',
  'latchkey', 'jsonweb', 'signing', 'signature', 'foobar',
]

/**
 * Keys that tutorials and starter kits made famous and that look random; the SHA-256 of each, so that nobody copies one
 * from here.
 */
const published: ReadonlySet<string> = new Set([
  'M1TPz2XHsuaEDqb4gK7eI5dQyx0GOVDE6P2fv57HOjI', 'vwti7aucJe0V2K10h8PgqYfCefR3yYzACGMUfstNnXE',
  'WUwIHSPeIrF4ujSpyFUf4j06cDTZJxely0oFQzekxxQ', '9CcwD7rTEwzFtvzRMls9qDC1Q7x7KkOnMf1Li35oh-g',
  'iuHfBPKc-kGPBZ63VW0rkkiuW6GZa6MgN0R4LjKEDAM',
])

/** Null: nothing that this can see. Says what is wrong and nothing of the bytes. */
export function weaknessOf(bytes: Uint8Array): string | null {
  const text = decodeUtf8(bytes)
  if (spellingsOf(bytes).some((spelling) => published.has(sha256(spelling)))) return 'is published'
  if (isRepeated(Buffer.from(bytes).toString('latin1'))) return 'repeats itself'
  if (isCounted(bytes)) return 'counts up or down'
  if (text !== null && isPrintable(text)) return weaknessOfText(text.trim())
  return new Set(bytes).size < FEWEST_BYTES ? 'has few different bytes' : null
}

/** The famous ones are texts; some use them as they stand, and some decode them first. */
function spellingsOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes)
  const hex = buffer.toString('hex')
  return [buffer.toString('latin1'), hex, hex.toUpperCase(), buffer.toString('base64'), buffer.toString('base64url')]
}

function isPrintable(text: string): boolean {
  return !/[^\P{Cc}\s]/u.test(text)
}

function weaknessOfText(text: string): string | null {
  if (new Set(text).size < FEWEST_CHARACTERS) return 'has few different characters'
  const lower = text.toLowerCase()
  if (commonWords.some((word) => unleet(lower).includes(word) || lower.includes(word))) return 'holds a word of examples and defaults'
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(lower)) return 'is a UUID'
  if (/^([a-z\W_]+|[A-Z\W_]+)$/.test(text) || text.split(/\s+/).length > 3) return 'is words'
  if (isEncodedText(text)) return 'is an encoded text'
  return text.length * Math.log2(alphabetOf(text)) < FEWEST_BITS ? 'is too short for a text' : null
}

/** Somebody's words in base64 or hexadecimal are still somebody's words. */
function isEncodedText(text: string): boolean {
  const decoded = /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  const words = decodeUtf8(decoded)
  return decoded.length >= 16 && words !== null && isPrintable(words)
}

/** `s3cr3t` and `p@ssw0rd`. */
function unleet(text: string): string {
  const letters: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }
  return text.replaceAll(/[013457@$]/g, (character) => letters[character] ?? '').replaceAll(/[\W_]/g, '')
}

function alphabetOf(text: string): number {
  if (/^\d*$/.test(text)) return 10
  if (/^[0-9a-f]*$/i.test(text)) return 16
  return /^[0-9a-z]*$|^[0-9A-Z]*$/.test(text) ? 36 : 64
}

/** A shorter key, written more than once. */
function isRepeated(text: string): boolean {
  const half = Math.floor(text.length / 2)
  return Array.from({ length: half }, (_, n) => n + 1).some((period) => text.startsWith(text.slice(period)))
}

/** `abcdef…`, 0, 1, 2…: most bytes are the neighbours of those before them. */
function isCounted(bytes: Uint8Array): boolean {
  const steps = bytes.filter((byte, n) => n > 0 && Math.abs(byte - (bytes[n - 1] ?? 0)) === 1)
  return steps.length >= bytes.length / 2
}
