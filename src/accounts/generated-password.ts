/** A password that nobody chose: read aloud and typed without a mistake, and 100 random bits. */
import { decodeBase64url } from '../crypto/bytes.ts'
import { randomSecret } from '../crypto/random.ts'

/** 32 signs, none of which looks like another. */
const signs = 'abcdefghijkmnpqrstuvwxyz23456789'

/** `k7mpq-9xrta-…`: four groups of five. */
export function generatedPassword(): string {
  const bytes = decodeBase64url(randomSecret()) ?? new Uint8Array()
  const text = [...bytes.subarray(0, 20)].map((byte) => signs.charAt(byte % signs.length)).join('')
  return (text.match(/.{5}/g) ?? []).join('-')
}
