/** The examples of RFC 7515, 7517, 7638, 8037 and of the JOSE cookbook (RFC 7520) come out as they are printed. */
import { describe, expect, it } from 'vitest'
import type { Jwk } from '../../../src/formats/jose/jwk.ts'
import { verifyJws, signJws } from '../../../src/formats/jose/jws.ts'
import { importKey, thumbprint } from '../../../src/formats/jose/keys.ts'
import { decryptCompact } from '../../../src/formats/jose/jwe.ts'
import { readVectors } from '../../crypto/vectors.ts'

interface Example {
  readonly key: Jwk
  readonly alg: string
  readonly protected: string
  readonly payload: { readonly b64u: string }
  readonly signature: { readonly b64u: string }
}
interface Rfc {
  readonly A1_example: Example
  readonly A2_example: Example
  readonly A3_example: Example
  readonly A4_example: Example
  readonly A5_example: Example
  readonly E_negative: string
  readonly E_Ed25519: { readonly key_json: string, readonly jws_serialization_compact: string }
  readonly PublicKeys: { readonly keys: readonly Jwk[], readonly thumbprints: readonly string[] }
  readonly PublicKeys_EdDsa: { readonly keys: readonly Jwk[], readonly thumbprints: readonly string[] }
}
interface Cookbook {
  readonly input: { readonly payload: string, readonly key: Jwk, readonly alg: string }
  readonly output: { readonly compact: string }
}

const rfc = (readVectors('rfc-examples/examples.json') as { readonly rfc7515_7516_7517: Rfc } | null)?.rfc7515_7516_7517
const cookbook = (name: string) => readVectors(`jose-cookbook/${name}.json`) as Cookbook | null
const rs256 = cookbook('jws/4_1.rsa_v15_signature')
const hs256 = cookbook('jws/4_4.hmac-sha2_integrity_protection')
const es512 = cookbook('jws/4_3.ecdsa_signature')
const ps384 = cookbook('jws/4_2.rsa-pss_signature')
const ed25519 = cookbook('curve25519/jws')
const jweExamples = [
  '5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2', '5_2.key_encryption_using_rsa-oaep_with_aes-gcm',
  '5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2', '5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2',
  '5_6.direct_encryption_using_aes-gcm', '5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2', '5_9.compressed_content',
]

function compactOf(example: Example): string {
  return `${Buffer.from(example.protected).toString('base64url')}.${example.payload.b64u}.${example.signature.b64u}`
}

function codeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return (error as { code?: unknown }).code // what a JoseError has
  }
}

describe.skipIf(rfc === undefined)('the RFCs', () => {
  it('C-01: examples of RFC 7515, appendix A.1 to A.3, verify; that of A.4 is of ES512, which is not offered', () => {
    const { A1_example: a1, A2_example: a2, A3_example: a3, A4_example: a4 } = rfc ?? missing()
    for (const example of [a1, a2, a3]) {
      const { payload, header } = verifyJws(compactOf(example), { ...example.key, alg: example.alg })
      expect(Buffer.from(payload).toString()).toBe('{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}')
      expect(header['alg']).toBe(example.alg)
    }
    expect(codeOf(() => verifyJws(compactOf(a4), { ...a4.key, alg: a4.alg }))).toBe('key_refused')
  })

  it('C-01, C-08: the unsecured one of A.5 and the negative one of appendix E are refused', () => {
    const { A1_example: { key, alg }, A5_example: a5, E_negative: negative } = rfc ?? missing()
    expect(codeOf(() => verifyJws(compactOf({ ...a5, protected: '{"alg":"none"}' }), { ...key, alg }))).toBe('algorithm_mismatch')
    expect(codeOf(() => verifyJws(negative, { ...key, alg }))).toBe('header_refused')
  })

  it('RFC 8037: the signature of appendix A.4 is written again, and verifies', () => {
    const { key_json: json, jws_serialization_compact: compact } = rfc?.E_Ed25519 ?? missing()
    const key = JSON.parse(json) as Jwk // the vectors' own text
    expect(signJws('Example of Ed25519 signing', key)).toBe(compact)
    expect(Buffer.from(verifyJws(compact, key).payload).toString()).toBe('Example of Ed25519 signing')
  })

  it('RFC 7638, RFC 8037: the thumbprints are those that are printed', () => {
    for (const { keys, thumbprints } of [rfc?.PublicKeys ?? missing(), rfc?.PublicKeys_EdDsa ?? missing()]) {
      expect(keys.map((key) => thumbprint(key))).toEqual(thumbprints)
    }
  })
})

describe.skipIf(rs256 === null)('the cookbook', () => {
  it('§4.1, §4.4 and Ed25519 are signed again to the letter, and verify', () => {
    for (const { input, output } of [rs256 ?? missing(), hs256 ?? missing(), ed25519 ?? missing()]) {
      const { payload, key, alg } = input
      // RSA and HMAC keys do not say what they are for; whoever signs does.
      expect(signJws(payload, key, { alg, ...key.kid !== undefined && { kid: key.kid } })).toBe(output.compact)
      expect(Buffer.from(verifyJws(output.compact, key, { alg }).payload).toString()).toBe(payload)
    }
  })

  it('§4.2 and §4.3 are of PS384 and ES512, which are not offered', () => {
    for (const { input: { key, alg }, output } of [ps384 ?? missing(), es512 ?? missing()]) {
      expect(codeOf(() => verifyJws(output.compact, key, { alg }))).toBe('key_refused')
    }
  })

  it.each(jweExamples)('C-11: JWE §%s is refused: another algorithm, or another content than A256GCM', async (name) => {
    const { input, output } = cookbook(`jwe/${name}`) ?? missing()
    // That of §5.3 has a password in place of a key.
    const key = 'key' in input ? input.key : { kty: 'oct', k: Buffer.from(JSON.stringify(input)).toString('base64url') }
    await expect(decryptCompact(output.compact, key)).rejects.toMatchObject({ name: 'JoseError' })
  })

  it('§6: the signature inside of the nested example verifies', () => {
    const nested = readVectors('jose-cookbook/6.nesting_signatures_and_encryption.json') as NestedExample | null
    const { sign } = nested ?? missing()
    const verified = verifyJws(sign.output.compact, importKey({ ...sign.input.key, alg: 'PS256' }))
    expect(Buffer.from(verified.payload).toString()).toBe(sign.input.payload)
  })
})

interface NestedExample {
  readonly sign: Cookbook
}

function missing(): never {
  throw new Error('the vectors hold no such example')
}
