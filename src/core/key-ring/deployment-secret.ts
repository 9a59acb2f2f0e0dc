/**
 * The deployment's secret (`LATCHKEY_SECRET`): all it does is seal the key ring, so that rotating it logs nobody out.
 * The first one seals, all open.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { deriveKey } from '../../crypto/hkdf.ts'

const published = [
  'secret', 'changeme', 'change-me', 'password', 'latchkey', 'example', 'default', 'replace', 'your-', 'development',
]

/** Refuses what an attacker would try first (F-01). The message names the fault and never the secret. */
export function sealingKeys(secrets: string | readonly string[]): readonly KeyObject[] {
  const list = typeof secrets === 'string' ? [secrets] : secrets
  if (list.length === 0) throw new TypeError('secret is empty; expected a random string of 32 bytes or more')
  return list.map((secret) => {
    const fault = weakness(secret)
    if (fault !== null) throw new TypeError(`secret ${fault}; expected a random string of 32 bytes or more`)
    return deriveKey(createSecretKey(Buffer.from(secret, 'utf8')), 'latchkey key ring')
  })
}

function weakness(secret: string): string | null {
  const bytes = Buffer.byteLength(secret)
  if (bytes < 32) return `is ${bytes} bytes long`
  // 32 random bytes in hexadecimal, the poorest honest spelling, miss 10 of 16 digits once in 10^20.
  if (new Set(secret).size < 10 || isRepeated(secret)) return 'repeats a few characters'
  if (isCounted(secret)) return 'counts up or down'
  const lower = secret.toLowerCase()
  if (published.some((word) => lower.includes(word))) return 'contains a word of examples and defaults'
  return null
}

/** A shorter secret, written more than once. */
function isRepeated(secret: string): boolean {
  const half = Math.floor(secret.length / 2)
  return Array.from({ length: half }, (_, n) => n + 1).some((period) => secret.startsWith(secret.slice(period)))
}

/** `abcdef…`, `123456…`: most characters are the neighbours of those before them; of random ones, one in nine. */
function isCounted(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.charCodeAt(0))
  const steps = codes.filter((code, n) => Math.abs(code - (codes[n - 1] ?? 0)) === 1)
  return steps.length >= secret.length / 2
}
