import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHmacDigest, type HmacHash } from '../../../src/formats/jwt/hmac.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from '../../crypto/vectors.ts'

interface HmacCase {
  readonly key: string
  readonly msg: string
  readonly tag: string
}
const vectors = readVectors('wycheproof/hmac_sha256_test.json') as Wycheproof<{ tagSize: number }, HmacCase> | null
const hashes: readonly HmacHash[] = ['sha256', 'sha384', 'sha512']

describe.each(hashes)('HMAC by %s', (name) => {
  const expected = (key: Uint8Array, input: string | Uint8Array) => createHmac(name, key).update(input).digest('base64url')

  it.each([0, 1, 32, 63, 64, 65, 127, 128, 129, 1000])('is that of Node with a key of %d bytes', (size) => {
    const key = randomBytes(size)
    const digest = createHmacDigest(name, createSecretKey(key))
    for (const length of [0, 1, 55, 64, 111, 128, 500, 8191, 8192, 8193, 20_000]) {
      expect(digest('a'.repeat(length))).toBe(expected(key, 'a'.repeat(length)))
      const bytes = randomBytes(length)
      expect(digest(bytes)).toBe(expected(key, bytes))
    }
  })

  it('C-05: is that of Node for text that is not ASCII: no character is cut down to another', () => {
    const key = randomBytes(32)
    const digest = createHmacDigest(name, createSecretKey(key))
    const texts = ['\u0141', 'A\u0141', '\u{1f511}', '\ud800', 'a'.repeat(8191) + '\u0141', 'a'.repeat(8190) + '\u{1f511}', '\u00e9'.repeat(8192)]
    for (const text of texts) expect(digest(text)).toBe(expected(key, text))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(digest(text)).toBe(expected(key, text))
    }))
  })

  it('remembers nothing of the input before', () => {
    const key = randomBytes(32)
    const digest = createHmacDigest(name, createSecretKey(key))
    digest('x'.repeat(8192))
    expect(digest('short')).toBe(expected(key, 'short'))
  })
})

it.skipIf(vectors === null)('C-01: HMAC by sha256 decides Wycheproof as it says', () => {
  const tally = emptyTally()
  for (const { tagSize, tests } of vectors?.testGroups ?? []) {
    for (const test of tests) {
      const tag = Buffer.from(createHmacDigest('sha256', createSecretKey(hex(test.key)))(hex(test.msg)), 'base64url')
      count(tally, test, tag.toString('hex', 0, tagSize / 8) === test.tag)
    }
  }
  expect(tally.wrong).toEqual([])
  expect(tally.accepted).toBeGreaterThan(60)
})
