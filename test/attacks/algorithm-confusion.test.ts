/** Algorithm confusion: the credential tries to choose how it is verified (RFC 8725 §2.1, §3.1; CVE-2015-9235). */
import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/contracts.ts'
import { exportSecret, generateKey, importKey, publicJwk } from '../../src/crypto/key-material.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { grantWith, ringOf, signingAlgorithms } from '../formats/ring.ts'
import { claimsText, forge, hmacWith, signedBy } from './forge.ts'

const claims = claimsText(grantWith())

function headerOf({ kid }: Key, alg: unknown) {
  return { alg, typ: 'at+jwt', kid }
}

/** All that a public key is written as, with the blanks that defeated a check for "-----BEGIN" (CVE-2026-34950). */
function spellingsOf(key: Key): readonly (string | Buffer)[] {
  const publicKey = key.public ?? key.secret
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const jwk = publicJwk(key)
  return [
    pem,
    pem.trim(),
    `\n${pem}`,
    ` ${pem}`,
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll(/-----.*?-----|\n/g, ''),
    publicKey.export({ format: 'der', type: 'spki' }),
    publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    JSON.stringify(jwk),
    JSON.stringify(publicKey.export({ format: 'jwk' })),
    Buffer.from(jwk?.x ?? '', 'base64url'),
    jwk?.x ?? '',
    key.kid,
    '',
  ]
}

describe.each(['EdDSA', 'ES256'] as const)('a verifier with a public key of %s', (algorithm) => {
  const key = generateKey('jwt', algorithm)
  const keys = ringOf(key)
  const format = jwt({ algorithm })

  it('takes a token forged with its private key: what follows fails for no other reason', () => {
    expect(format.verify(forge(headerOf(key, algorithm), claims, signedBy(algorithm, key.secret)), keys)).not.toBeNull()
  })

  it('C-01: refuses an HS256 token keyed with the public key in PEM, DER, JWK or bytes', () => {
    const answers = spellingsOf(key).flatMap((secret) => [
      format.verify(forge(headerOf(key, 'HS256'), claims, hmacWith(secret)), keys),
      format.verify(forge(headerOf(key, algorithm), claims, hmacWith(secret)), keys),
    ])
    expect(answers.filter((answer) => answer !== null)).toEqual([])
  })

  it('C-01: refuses a token of the right signature and another algorithm in its header', () => {
    const others = [
      'HS256',
      'ES256',
      'EdDSA',
      'Ed25519',
      'ES384',
      'RS256',
      'PS256',
      'none',
      algorithm.toLowerCase(),
      ` ${algorithm}`,
      '',
      null,
      0,
      [algorithm],
      {},
    ]
    for (const alg of others.filter((one) => one !== algorithm)) {
      expect(format.verify(forge(headerOf(key, alg), claims, signedBy(algorithm, key.secret)), keys)).toBeNull()
    }
  })

  it('C-01: has no use for an HS256 key that stands in its ring', () => {
    const secret = generateKey('jwt', 'HS256')
    const token = forge(headerOf(secret, 'HS256'), claims, signedBy('HS256', secret.secret))
    expect(format.verify(token, ringOf(key, secret))).toBeNull()
    expect(jwt({ algorithm: 'HS256' }).verify(token, ringOf(secret, key))).not.toBeNull()
  })
})

describe.each(signingAlgorithms)('a verifier of %s', (algorithm) => {
  const key = generateKey('jwt', algorithm)
  const format = jwt({ algorithm })

  it('C-01: refuses every spelling of none, with no signature and with any', () => {
    const nones = [
      'none',
      'None',
      'NONE',
      'nOnE',
      'noNe',
      'none ',
      ' none',
      'none\0',
      'n\u006fne',
      '',
      undefined,
      null,
      false,
    ]
    for (const alg of nones) {
      for (const signature of [() => Buffer.alloc(0), () => Buffer.from('x'), signedBy(algorithm, key.secret)]) {
        expect(format.verify(forge(headerOf(key, alg), claims, signature), ringOf(key))).toBeNull()
      }
    }
  })

  it('C-01: refuses an empty signature and one of zeros under the right algorithm', () => {
    for (const length of [0, 1, 32, 64, 132]) {
      expect(
        format.verify(
          forge(headerOf(key, algorithm), claims, () => Buffer.alloc(length)),
          ringOf(key),
        ),
      ).toBeNull()
    }
  })

  it('C-01: refuses a key of the same name and another algorithm', () => {
    for (const other of signingAlgorithms.filter((one) => one !== algorithm)) {
      const impostor = { ...generateKey('jwt', other), kid: key.kid }
      const token = forge(headerOf(key, algorithm), claims, signedBy(algorithm, key.secret))
      expect(format.verify(token, ringOf(impostor))).toBeNull()
      expect(
        format.verify(forge(headerOf(key, other), claims, signedBy(other, impostor.secret)), ringOf(key)),
      ).toBeNull()
    }
  })

  it('C-01: refuses an algorithm that is said twice', () => {
    const header = `{"alg":"none","typ":"at+jwt","kid":"${key.kid}","alg":"${algorithm}"}`
    expect(format.verify(forge(header, claims, signedBy(algorithm, key.secret)), ringOf(key))).toBeNull()
  })
})

describe('a symmetric key', () => {
  it('F-01: is never made of text: nothing but 32 bytes is one', () => {
    const pem = generateKey('jwt', 'ES256').public?.export({ format: 'pem', type: 'spki' }) ?? ''
    expect(() => importKey({ kid: 'k', use: 'jwt', algorithm: 'HS256' }, Buffer.from(pem))).toThrow(TypeError)
    expect(exportSecret(generateKey('jwt', 'HS256'))).toHaveLength(32)
  })
})
