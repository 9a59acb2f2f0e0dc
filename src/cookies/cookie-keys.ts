/** Keys for cookies, from secrets that somebody configures. Knows no cookie. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { deriveKey } from '../crypto/hkdf.ts'

/** The first writes, all read. So a new secret goes in front, and the old ones go when what they wrote is over. */
export type KeyList = readonly [first: KeyObject, ...older: KeyObject[]]

/** Keys that were derived from secrets (HKDF-SHA-256, RFC 5869), newest first. */
export interface CookieKeys {
  readonly signing: KeyList
  readonly sealing: KeyList
}

const LEAST_BYTES = 32
/** 32 random bytes in hexadecimal, the poorest honest spelling, miss 7 of 16 digits once in 10^12. */
const LEAST_CHARACTERS = 10

/** One secret, or more of them, newest first. Signing and sealing share no key. */
export function cookieKeys(secrets: string | readonly string[]): CookieKeys {
  const [first, ...older] = typeof secrets === 'string' ? [secrets] : secrets
  if (first === undefined) throw new TypeError('secrets are empty; expected a random string of 32 bytes or more')
  const roots = [readSecret(first), ...older.map(readSecret)] as const
  return { signing: derive(roots, 'latchkey cookie signing'), sealing: derive(roots, 'latchkey cookie sealing') }
}

/** Refuses what is guessed by trying. The message never shows the secret. */
function readSecret(secret: string): KeyObject {
  const bytes = Buffer.from(secret, 'utf8')
  if (bytes.length < LEAST_BYTES) {
    throw new TypeError(`a secret has ${bytes.length} bytes; expected ${LEAST_BYTES} random ones or more`)
  }
  if (new Set(secret).size < LEAST_CHARACTERS) {
    throw new TypeError(`a secret repeats a few characters; expected ${LEAST_BYTES} random bytes or more`)
  }
  return createSecretKey(bytes)
}

function derive([first, ...older]: KeyList, purpose: string): KeyList {
  return [deriveKey(first, purpose), ...older.map((key) => deriveKey(key, purpose))]
}
