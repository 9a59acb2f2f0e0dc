import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Algorithm } from '../../src/contracts.ts'
import { exportSecret, generateKey, importKey, publicJwk, thumbprint, thumbprintOfJwk } from '../../src/crypto/key-material.ts'

const asymmetric: readonly Algorithm[] = ['EdDSA', 'ES256']
const symmetric: readonly Algorithm[] = ['HS256', 'A256GCM', 'HKDF']
const algorithms = [...asymmetric, ...symmetric]

describe('a key', () => {
  it.each(algorithms)('of %s is the same after its secret was written and read', (algorithm) => {
    const key = generateKey('jwt', algorithm)
    const again = importKey(key, exportSecret(key))
    expect(again.secret.equals(key.secret)).toBe(true)
    expect(again.public === undefined ? undefined : thumbprint(again.public)).toBe(key.public && thumbprint(key.public))
    expect([again.kid, again.use, again.algorithm]).toEqual([key.kid, 'jwt', algorithm])
  })

  it.each(algorithms)('of %s is another one each time', (algorithm) => {
    const [one, other] = [generateKey('jwt', algorithm), generateKey('jwt', algorithm)]
    expect(one.secret.equals(other.secret)).toBe(false)
    expect(one.kid).not.toBe(other.kid)
  })

  it.each(asymmetric)('of %s is named by its thumbprint, as jose computes it (RFC 7638)', async (algorithm) => {
    const key = generateKey('jwt', algorithm)
    expect(key.kid).toBe(await calculateJwkThumbprint(await exportJWK(key.public ?? key.secret)))
  })

  it.each(symmetric)('of %s is named at random and has no public half', (algorithm) => {
    const key = generateKey('jwt', algorithm)
    expect(key.kid).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(key.public).toBeUndefined()
    expect(publicJwk(key)).toBeNull()
    expect(exportSecret(key)).toHaveLength(32)
  })

  it('has the thumbprint of RFC 8037, appendix A.3', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
    expect(thumbprint(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  it('has a thumbprint of every type, as jose computes it, and of either half the same', async () => {
    const pairs = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('x25519'),
    ]
    for (const { publicKey, privateKey } of pairs) {
      expect(thumbprint(publicKey)).toBe(await calculateJwkThumbprint(await exportJWK(publicKey)))
      expect(thumbprint(privateKey)).toBe(thumbprint(publicKey))
    }
    const { secret } = generateKey('jwt', 'HS256')
    expect(thumbprint(secret)).toBe(await calculateJwkThumbprint(await exportJWK(secret)))
  })

  it('has no thumbprint without the members that it is made of', () => {
    for (const jwk of [{}, { kty: 'EC', crv: 'P-256', x: 'AA' }, { kty: 'OKP', crv: 'Ed25519', x: 1 }, { kty: 'toString' }]) {
      expect(() => thumbprintOfJwk(jwk)).toThrow('lacks a member')
    }
  })

  it('publishes the public half and nothing of the private one', () => {
    const ed25519 = generateKey('jwt', 'EdDSA')
    const p256 = generateKey('jwt', 'ES256')
    const common = { kid: expect.any(String), use: 'sig', x: expect.any(String) }
    expect(publicJwk(ed25519)).toEqual({ ...common, kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' })
    expect(publicJwk(p256)).toEqual({ ...common, kty: 'EC', crv: 'P-256', alg: 'ES256', y: expect.any(String) })
  })
})

describe('importKey', () => {
  const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' })
  const spki = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'der', type: 'pkcs8' })
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'der', type: 'pkcs8' })
  const ed25519 = exportSecret(generateKey('jwt', 'EdDSA'))
  const p256 = exportSecret(generateKey('jwt', 'ES256'))

  it.each<[string, Algorithm, Uint8Array]>([
    ['a public key in PEM', 'HS256', Buffer.from(pem)],
    ['a public key in DER', 'HS256', spki],
    ['31 bytes', 'HS256', Buffer.alloc(31)],
    ['33 bytes', 'HKDF', Buffer.alloc(33)],
    ['nothing', 'A256GCM', Buffer.alloc(0)],
    ['a private key', 'HS256', ed25519],
    ['32 bytes', 'EdDSA', Buffer.alloc(32)],
    ['a public key', 'EdDSA', spki],
    ['a key of P-256', 'EdDSA', p256],
    ['a key of Ed25519', 'ES256', ed25519],
    ['a key of P-384', 'ES256', p384],
    ['a key of RSA', 'ES256', rsa],
  ])('C-01: refuses %s as a key of %s', (_, algorithm, bytes) => {
    expect(() => importKey({ kid: 'k', use: 'jwt', algorithm }, bytes)).toThrow(/^key "k" is not of /)
  })
})
