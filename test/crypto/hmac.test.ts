import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacSha256, safeEqual } from '../../src/crypto/hmac.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from './vectors.ts'

interface MacCase {
  readonly key: string
  readonly msg: string
  readonly tag: string
}

const vectors = readVectors('wycheproof/hmac_sha256_test.json') as Wycheproof<{ tagSize: number }, MacCase> | null

describe('hmacSha256', () => {
  it.skipIf(vectors === null)('decides all of Wycheproof as it says', () => {
    const tally = emptyTally()
    for (const { tagSize, tests } of vectors?.testGroups ?? []) {
      for (const test of tests) {
        const mac = Buffer.from(hmacSha256(createSecretKey(hex(test.key)), hex(test.msg)), 'base64url')
        // Some groups cut the tag to 16 bytes. We never do; here it shows more of the algorithm.
        count(tally, test, safeEqual(mac.toString('hex', 0, tagSize / 8), test.tag))
      }
    }
    expect(tally).toEqual({ accepted: 66, refused: 108, wrong: [] })
  })

  it('takes a string as its UTF-8', () => {
    const key = createSecretKey(Buffer.alloc(32, 7))
    expect(hmacSha256(key, 'é🗝')).toBe(hmacSha256(key, Buffer.from('é🗝')))
  })
})

describe('safeEqual', () => {
  it('A-22: agrees with === for all pairs of texts, of equal and unequal length, and never throws', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(safeEqual(a, b)).toBe(a === b)
        expect(safeEqual(a, a)).toBe(true)
      }),
    )
  })

  it('A-22: is false for a character that shares its low byte with the right one', () => {
    expect(safeEqual('A', '\u0141')).toBe(false)
  })
})
