import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { open, openWithNonce, seal, sealWithNonce } from '../../src/crypto/aead.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from './vectors.ts'

interface AeadGroup {
  readonly ivSize: number
  readonly keySize: number
  readonly tagSize: number
}
interface AeadCase {
  readonly key: string
  readonly iv: string
  readonly aad: string
  readonly msg: string
  readonly ct: string
  readonly tag: string
}

const vectors = readVectors('wycheproof/aes_gcm_test.json') as Wycheproof<AeadGroup, AeadCase> | null
const key = createSecretKey(Buffer.alloc(32, 1))

describe('AES-256-GCM', () => {
  it.skipIf(vectors === null)(
    'D-01: decides all of Wycheproof with our sizes as it says, sealing to the same bytes',
    () => {
      const tally = emptyTally()
      for (const { keySize, ivSize, tagSize, tests } of vectors?.testGroups ?? []) {
        if (keySize !== 256 || ivSize !== 96 || tagSize !== 128) continue
        for (const test of tests) {
          const secret = createSecretKey(hex(test.key))
          const [nonce, associated, plaintext] = [hex(test.iv), hex(test.aad), hex(test.msg)]
          const opened = openWithNonce(secret, { nonce, associated, sealed: hex(test.ct + test.tag) })
          count(tally, test, opened !== null && opened.equals(plaintext))
          const sealed = sealWithNonce(secret, { nonce, plaintext, associated }).toString('hex')
          expect(sealed === test.ct + test.tag).toBe(test.result === 'valid')
        }
      }
      expect(tally).toEqual({ accepted: 39, refused: 27, wrong: [] })
    },
  )

  it.skipIf(vectors === null)('refuses every nonce of another size that Wycheproof has', () => {
    const groups = (vectors?.testGroups ?? []).filter(({ keySize, ivSize }) => keySize === 256 && ivSize !== 96)
    const cases = groups.flatMap(({ tests }) => tests)
    expect(cases.length).toBeGreaterThan(0)
    for (const test of cases) {
      const opening = { nonce: hex(test.iv), associated: hex(test.aad), sealed: hex(test.ct + test.tag) }
      expect(() => openWithNonce(createSecretKey(hex(test.key)), opening)).toThrow(TypeError)
    }
  })

  it('opens what it sealed, in the same place alone', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (plaintext, place, other) => {
        const sealed = seal(key, plaintext, place)
        expect(open(key, sealed, place)).toEqual(Buffer.from(plaintext))
        expect(open(key, sealed, other) !== null).toBe(Buffer.from(place).equals(Buffer.from(other)))
      }),
    )
  })

  it('D-01: opens with no bit of it changed, and with no other key', () => {
    const sealed = seal(key, Buffer.from('secret'), 'place')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(open(key, changed, 'place')).toBeNull()
    }
    expect(open(createSecretKey(Buffer.alloc(32, 2)), sealed, 'place')).toBeNull()
  })

  it('takes the place as text or as its bytes', () => {
    expect(open(key, seal(key, Buffer.from('secret'), 'é'), Buffer.from('é'))?.toString()).toBe('secret')
  })

  it('takes no shortened tag and nothing shorter than a tag', () => {
    const sealed = seal(key, Buffer.alloc(0), 'place')
    const cut = Array.from(sealed, (_, length) => sealed.subarray(0, length))
    expect(cut.filter((bytes) => open(key, bytes, 'place') !== null)).toEqual([])
  })

  it('D-04: draws another nonce each time', () => {
    const nonces = Array.from({ length: 1000 }, () => seal(key, Buffer.alloc(0), '').toString('hex', 0, 12))
    expect(new Set(nonces).size).toBe(1000)
  })

  it('throws for a key that is not of 256 bits: that is a fault of the caller', () => {
    expect(() => seal(createSecretKey(Buffer.alloc(16)), Buffer.alloc(1), '')).toThrow('key length')
    expect(() => open(createSecretKey(Buffer.alloc(16)), Buffer.alloc(40), '')).toThrow('key length')
  })
})
