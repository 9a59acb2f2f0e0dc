import { createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromDer, hasLowS, toDer, toLowS } from '../../../src/formats/jwt/ecdsa.ts'
import { count, emptyTally, hex, readVectors, type Wycheproof } from '../../crypto/vectors.ts'

interface EcdsaCase {
  readonly msg: string
  readonly sig: string
}

const vectors = readVectors('wycheproof/ecdsa_secp256r1_sha256_p1363_test.json') as Wycheproof<
  { publicKeyPem: string },
  EcdsaCase
> | null
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const half = order / 2n

function raw(r: bigint, s: bigint): Buffer {
  return Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex')
}

describe('ECDSA signatures', () => {
  it.skipIf(vectors === null)('C-01: verify, once written in DER, as Wycheproof says', () => {
    const tally = emptyTally()
    for (const { publicKeyPem, tests } of vectors?.testGroups ?? []) {
      const key = createPublicKey(publicKeyPem)
      for (const test of tests) {
        const sig = hex(test.sig)
        count(tally, test, sig.length === 64 && verify('sha256', hex(test.msg), key, toDer(sig)))
      }
    }
    expect(tally).toEqual({ accepted: 173, refused: 89, wrong: [] })
  })

  it('are the same after they were written in DER and read', () => {
    const integer = fc.oneof(
      fc.bigInt({ min: 1n, max: order - 1n }),
      fc.bigInt({ min: 1n, max: 2n ** 72n }),
      fc.constantFrom(127n, 128n, 255n, 256n),
    )
    fc.assert(
      fc.property(integer, integer, (r, s) => {
        expect(fromDer(toDer(raw(r, s)))).toEqual(raw(r, s))
      }),
    )
  })

  it('are written in the shortest DER', () => {
    expect(toDer(raw(1n, 0x80n)).toString('hex')).toBe('300702010102020080')
    expect(toDer(raw(0n, 0n)).toString('hex')).toBe('3006020100020100')
  })

  it('C-06: have a low s up to half of the order', () => {
    expect([half - 1n, half, half + 1n, order - 1n].map((s) => hasLowS(raw(1n, s)))).toEqual([true, true, false, false])
  })

  it('C-06: with (r, s) and (r, n - s) become the one with the lower s', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: half }), (s) => {
        expect(toLowS(raw(7n, order - s))).toEqual(raw(7n, s))
        expect(toLowS(raw(7n, s))).toEqual(raw(7n, s))
      }),
    )
  })
})
