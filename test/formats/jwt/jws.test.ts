import { describe, expect, it } from 'vitest'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { signerOf } from '../../../src/formats/jwt/algorithms.ts'
import { encodeHeader, readHeader, readPayload, signCompact, splitCompact } from '../../../src/formats/jwt/jws.ts'
import { signingAlgorithms } from '../ring.ts'

describe.each(signingAlgorithms)('JWS of %s', (algorithm) => {
  const key = generateKey('jwt', algorithm)
  const signer = signerOf(key)
  const header = encodeHeader(algorithm, { kid: key.kid })

  it('gives back the header and the payload that it was made of', () => {
    for (const payload of [Buffer.from([0, 1, 2, 255]), Buffer.alloc(0)]) {
      const parts = splitCompact(signCompact(signer, header, payload))
      expect(parts && readHeader(parts.header)).toEqual({ alg: algorithm, kid: key.kid })
      expect(parts && readPayload(parts, signer)).toEqual(payload)
    }
  })

  it('C-05: has one spelling of its payload, whatever was signed', () => {
    const input = `${header}.QR`
    expect(readPayload({ header, payload: 'QR', input, signature: signer.sign(input) }, signer)).toBeNull()
    expect(readPayload({ header, payload: 'QQ', input, signature: signer.sign(input) }, signer)).not.toBeNull()
  })
})

it('a key that signs nothing throws: that is a fault of ours', () => {
  expect(() => signerOf(generateKey('token', 'HKDF'))).toThrow('is for HKDF')
})

describe('the compact form', () => {
  it.each(['', '.', 'a', 'a.b', 'a.b.c.d', 'a.b.c.', '....', `${'a'.repeat(8190)}.b.c`, `${'a'.repeat(2049)}.b.c`])(
    'C-05: is not %j',
    (text) => {
      expect(splitCompact(text)).toBeNull()
    },
  )

  it('C-05: has 8 KB at most, of which the header has 2', () => {
    expect(splitCompact(`${'a'.repeat(2048)}.${'b'.repeat(6141)}.c`)).not.toBeNull()
    expect(splitCompact(`${'a'.repeat(2048)}.${'b'.repeat(6142)}.c`)).toBeNull()
  })

  it('C-05: refuses 100 KB at once', () => {
    const text = 'a.'.repeat(50_000)
    const start = performance.now()
    for (let i = 0; i < 100; i++) splitCompact(text)
    expect((performance.now() - start) / 100).toBeLessThan(1)
  })

  it.each(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'])(
    'C-02, C-08: has no header with %s, whatever it holds',
    (name) => {
      for (const value of [{}, [], '', null, true, false, ['exp']]) {
        const header = { alg: 'EdDSA', [name]: value }
        expect(readHeader(Buffer.from(JSON.stringify(header)).toString('base64url'))).toBeNull()
      }
    },
  )
})
