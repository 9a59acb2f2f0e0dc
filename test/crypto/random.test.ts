import { describe, expect, it } from 'vitest'
import { decodeBase64url } from '../../src/crypto/bytes.ts'
import { randomId, randomSecret } from '../../src/crypto/random.ts'

describe('random text', () => {
  it('is an id of 16 bytes in 22 characters', () => {
    expect(randomId()).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(decodeBase64url(randomId())).toHaveLength(16)
  })

  it('B-02: is a secret of 32 bytes in 43 characters', () => {
    expect(randomSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(decodeBase64url(randomSecret())).toHaveLength(32)
  })

  it('B-02: repeats none of 200,000 secrets, across many refills of its stock', () => {
    const seen = new Set(Array.from({ length: 200_000 }, randomSecret))
    expect(seen.size).toBe(200_000)
  })

  it('B-02: has each bit set in about half of 20,000 ids', () => {
    const counts = new Array<number>(128).fill(0)
    for (let i = 0; i < 20_000; i++) {
      const id = decodeBase64url(randomId()) ?? Buffer.alloc(0)
      for (let bit = 0; bit < 128; bit++) counts[bit] = (counts[bit] ?? 0) + (((id[bit >> 3] ?? 0) >> (bit & 7)) & 1)
    }
    // Seven standard deviations of 71: wrong once in 10^9 runs, over all bits.
    expect(Math.min(...counts)).toBeGreaterThan(9_500)
    expect(Math.max(...counts)).toBeLessThan(10_500)
  })
})
