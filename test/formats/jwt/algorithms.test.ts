import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Key } from '../../../src/contracts.ts'
import { decodeBase64url, decodeUtf8 } from '../../../src/crypto/bytes.ts'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { areOfOneKind, signerOf } from '../../../src/formats/jwt/algorithms.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from '../../crypto/vectors.ts'
import { respellings, signingAlgorithms } from '../ring.ts'

interface EdCase {
  readonly msg: string
  readonly sig: string
}

const vectors = readVectors('wycheproof/ed25519_test.json') as Wycheproof<{ publicKeyPem: string }, EdCase> | null

describe.each(signingAlgorithms)('a signature of %s', (algorithm) => {
  const key = generateKey('jwt', algorithm)
  const signer = signerOf(key)

  it('verifies for its key and its input alone, and is canonical', () => {
    const signature = signer.sign('input')
    expect(signer.verify('input', signature)).toBe(true)
    expect(signer.isCanonical(signature)).toBe(true)
    expect(signer.verify('inpuu', signature)).toBe(false)
    expect(signerOf(generateKey('jwt', algorithm)).verify('input', signature)).toBe(false)
  })

  it('C-05: verifies in one spelling alone', () => {
    const signature = signer.sign('input')
    expect(respellings(signature).filter((text) => signer.verify('input', text))).toEqual([])
  })

  it('C-01: verifies with no bit of it changed, cut short, prolonged or empty', () => {
    const signature = signer.sign('input')
    const bytes = decodeBase64url(signature) ?? Buffer.alloc(0)
    const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      return copy
    })
    const others = [
      ...flipped,
      bytes.subarray(1),
      Buffer.concat([bytes, Buffer.of(0)]),
      Buffer.alloc(0),
      Buffer.alloc(bytes.length),
    ]
    expect(others.filter((other) => signer.verify('input', other.toString('base64url')))).toEqual([])
  })
})

describe('the algorithm', () => {
  it.skipIf(vectors === null)('C-01: EdDSA decides Wycheproof as it says, where the message is text', () => {
    const tally = emptyTally()
    for (const { publicKeyPem, tests } of vectors?.testGroups ?? []) {
      const publicKey = createPublicKey(publicKeyPem)
      const key: Key = { kid: 'k', use: 'jwt', algorithm: 'EdDSA', secret: publicKey, public: publicKey }
      for (const test of tests) {
        const message = decodeUtf8(hex(test.msg))
        if (message !== null)
          count(tally, test, signerOf(key).verify(message, hex(test.sig).toString('base64url')))
      }
    }
    expect(tally).toEqual({ accepted: 22, refused: 62, wrong: [] })
  })

  it('C-01: HS256 is never in one verifier with the two that have a public key', () => {
    expect(areOfOneKind('HS256', 'HS256')).toBe(true)
    expect(areOfOneKind('EdDSA', 'ES256')).toBe(true)
    expect(areOfOneKind('HS256', 'EdDSA')).toBe(false)
    expect(areOfOneKind('ES256', 'HS256')).toBe(false)
  })

  it('throws for a key without a public half: that is a fault of ours', () => {
    const { public: _, ...half } = generateKey('jwt', 'EdDSA')
    const signer = signerOf(half)
    expect(() => signer.verify('input', signer.sign('input'))).toThrow('has no public half')
  })
})
