import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deriveKey } from '../../src/crypto/hkdf.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from './vectors.ts'

interface HkdfCase {
  readonly ikm: string
  readonly salt: string
  readonly info: string
  readonly size: number
  readonly okm: string
}

const vectors = readVectors('wycheproof/hkdf_sha256_test.json') as Wycheproof<object, HkdfCase> | null
const key = createSecretKey(Buffer.alloc(32, 1))

describe('deriveKey', () => {
  it.skipIf(vectors === null)('decides all of Wycheproof as it says', () => {
    const tally = emptyTally()
    for (const test of (vectors?.testGroups ?? []).flatMap(({ tests }) => tests)) {
      count(tally, test, derives(test))
    }
    expect(tally).toEqual({ accepted: 83, refused: 3, wrong: [] })
  })

  it('F-01: gives two purposes two keys, and one purpose the same key again', () => {
    expect(deriveKey(key, 'a').equals(deriveKey(key, 'a'))).toBe(true)
    expect(deriveKey(key, 'a').equals(deriveKey(key, 'b'))).toBe(false)
    expect(deriveKey(key, 'a').equals(deriveKey(key, 'a', { salt: Buffer.of(1) }))).toBe(false)
  })

  it('gives 32 bytes, none of them those of the key', () => {
    expect(deriveKey(key, 'a').symmetricKeySize).toBe(32)
    expect(deriveKey(key, 'a').equals(key)).toBe(false)
  })
})

function derives({ ikm, salt, info, size, okm }: HkdfCase): boolean {
  try {
    const derived = deriveKey(createSecretKey(hex(ikm)), hex(info), { salt: hex(salt), length: size })
    return derived.export().toString('hex') === okm
  } catch {
    return false
  }
}
