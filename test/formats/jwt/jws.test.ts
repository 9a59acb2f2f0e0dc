import { createPublicKey, createSecretKey, type JsonWebKey } from 'node:crypto'
import { compactVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Key } from '../../../src/contracts.ts'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { encodeHeader, readHeader, signJws, splitCompact, verifyJws } from '../../../src/formats/jwt/jws.ts'
import { count, emptyTally, readVectors, type Wycheproof } from '../../crypto/vectors.ts'
import { signingAlgorithms } from '../ring.ts'

interface JwsGroup {
  readonly public?: JsonWebKey
  readonly private: JsonWebKey
}
interface JwsCase {
  readonly jws: unknown
}
type Errata = readonly { readonly file: string; readonly tcId: number }[]

const vectors = readVectors('wycheproof/json_web_signature_test.json') as Wycheproof<JwsGroup, JwsCase> | null
const errata = readVectors('wycheproof/ERRATA.json') as Errata | null
interface JwsExample {
  readonly key: JsonWebKey
  readonly alg: string
  readonly protected: string
  readonly payload: { readonly b64u: string }
  readonly signature: { readonly b64u: string }
}
interface EdExample {
  readonly key_json: string
  readonly jws_serialization_compact: string
}
interface Examples {
  readonly rfc7515_7516_7517: {
    readonly A1_example?: JwsExample
    readonly A3_example?: JwsExample
    readonly E_Ed25519?: EdExample
  }
}
const examples = readVectors('rfc-examples/examples.json') as Examples | null
const algorithms = new Set<unknown>(signingAlgorithms)

describe('JWS', () => {
  it.skipIf(vectors === null || errata === null)(
    'C-01: decides Wycheproof as it says, for every key of our algorithms',
    () => {
      const doubtful = new Set(errata?.filter(({ file }) => file === 'json_web_signature').map(({ tcId }) => tcId))
      const tally = emptyTally()
      for (const group of vectors?.testGroups ?? []) {
        const key = keyFrom(group.public ?? group.private)
        if (key === null) continue
        for (const test of group.tests) {
          if (!doubtful.has(test.tcId)) count(tally, test, verifyJws(String(test.jws), key) !== null)
        }
      }
      expect(tally).toEqual({ accepted: 10, refused: 65, wrong: [] })
    },
  )

  it.skipIf(vectors === null)(
    'C-05: refuses the vectors that are labelled valid and hold a character outside of base64url',
    () => {
      const group = vectors?.testGroups.find(({ tests }) => tests.some(({ tcId }) => tcId === 372))
      const key = keyFrom(group?.private ?? {})
      const answers = group?.tests
        .filter(({ tcId }) => tcId === 372 || tcId === 373)
        .map(({ jws }) => key && verifyJws(String(jws), key))
      expect(answers).toEqual([null, null])
    },
  )

  it.skipIf(examples === null)('C-01: verifies the examples of RFC 7515 and RFC 8037', () => {
    const { A1_example: a1, A3_example: a3, E_Ed25519: ed25519 } = examples?.rfc7515_7516_7517 ?? {}
    const [hs256, es256] = [a1, a3].map((example) => {
      const { key, alg, protected: header, payload, signature } = example ?? missing()
      const token = `${Buffer.from(header).toString('base64url')}.${payload.b64u}.${signature.b64u}`
      return verifyJws(token, keyFrom({ ...key, alg }) ?? missing())?.payload.toString()
    })
    expect(hs256).toBe('{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}')
    expect(es256).toBe(hs256)
    const { key_json: jwk, jws_serialization_compact: token } = ed25519 ?? missing()
    const answer = verifyJws(token, keyFrom({ ...JSON.parse(jwk), alg: 'EdDSA' }) ?? missing())
    expect(answer?.payload.toString()).toBe('Example of Ed25519 signing')
  })

  it.each(signingAlgorithms)('of %s is verified by jose, and by us', async (algorithm) => {
    const key = generateKey('jwt', algorithm)
    const payload = Buffer.from([0, 1, 2, 255])
    const token = signJws(key, encodeHeader(key, { kid: key.kid }), payload)
    const answer = await compactVerify(token, key.public ?? key.secret)
    expect(Buffer.from(answer.payload)).toEqual(payload)
    expect(answer.protectedHeader).toEqual({ alg: algorithm, kid: key.kid })
    expect(verifyJws(token, key)).toEqual({ header: { alg: algorithm, kid: key.kid }, payload })
  })

  it.each(signingAlgorithms)('C-01: of %s is refused where its header says another algorithm', (algorithm) => {
    const key = generateKey('jwt', algorithm)
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url')
    expect(verifyJws(signJws(key, header(algorithm), Buffer.of(1)), key)).not.toBeNull()
    expect(verifyJws(signJws(key, header('RS256'), Buffer.of(1)), key)).toBeNull()
  })

  it.each(signingAlgorithms)('of %s may have an empty payload', (algorithm) => {
    const key = generateKey('jwt', algorithm)
    expect(verifyJws(signJws(key, encodeHeader(key, {}), Buffer.alloc(0)), key)?.payload).toHaveLength(0)
  })

  it('throws for a key that signs nothing: that is a fault of ours', () => {
    const key = generateKey('token', 'HKDF')
    expect(() => signJws(key, encodeHeader(key, {}), Buffer.alloc(0))).toThrow('is for HKDF')
  })
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

/** Null for keys of other algorithms, and for those that say no algorithm: a key of ours always has one. */
function keyFrom(jwk: JsonWebKey): Key | null {
  const { alg, kty, k, kid } = jwk
  if (!algorithms.has(alg)) return null
  const name = { kid: String(kid), use: 'jwt' } as const
  if (kty === 'oct') {
    const secret = createSecretKey(String(k), 'base64url')
    return { ...name, algorithm: 'HS256', secret }
  }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  return { ...name, algorithm: kty === 'OKP' ? 'EdDSA' : 'ES256', secret: publicKey, public: publicKey }
}

function missing(): never {
  throw new Error('the vectors hold no such example')
}
