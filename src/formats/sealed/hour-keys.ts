/**
 * The key that seals the tokens of one hour and purpose, derived from a key of the ring: so no key comes near the 2^32
 * messages that random nonces allow (NIST SP 800-38D §8.3), and nothing is counted. Knows no tokens.
 */
import { hash, type KeyObject } from 'node:crypto'
import type { Key } from '../../contracts.ts'
import { deriveKey } from '../../crypto/hkdf.ts'

export interface HourKeys {
  /** The first 24 bits of SHA-256 of the `kid`: picks a key, and proves nothing. */
  reference(key: Key): number
  derive(key: Key, hour: number): KeyObject
}

interface Derived {
  readonly reference: number
  readonly hours: Map<number, KeyObject>
}

/** Hours kept for each key. A flood of forged hours costs one derivation each, and pushes out what costs no more. */
const MAX_HOURS = 64

export function createHourKeys(purpose: string): HourKeys {
  const derived = new WeakMap<Key, Derived>()

  function derivedFrom(key: Key): Derived {
    const known = derived.get(key)
    if (known !== undefined) return known
    const made = { reference: hash('sha256', key.kid, 'buffer').readUIntBE(0, 3), hours: new Map() }
    derived.set(key, made)
    return made
  }

  return {
    reference: (key) => derivedFrom(key).reference,
    derive(key, hour) {
      const { hours } = derivedFrom(key)
      const known = hours.get(hour)
      if (known !== undefined) return known
      for (const oldest of hours.keys()) {
        if (hours.size < MAX_HOURS) break
        hours.delete(oldest)
      }
      const made = deriveKey(key.secret, `latchkey token v1\n${purpose}\n${hour}`)
      hours.set(hour, made)
      return made
    },
  }
}
