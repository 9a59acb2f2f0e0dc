/** What we issue is verified by libraries in wide use, through the JWK Set that an instance publishes where there is one. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import type { SigningAlgorithm } from '../../../src/contracts.ts'
import { importKey, signJwt, thumbprint, verifyJwt } from '../../../src/jose.ts'
import { createClient, logIn, signUp } from '../../support/client.ts'
import { origin, startInstance } from '../../support/instance.ts'
import { codeOf } from './codes.ts'
import { pairs } from './pairs.ts'

interface JsonWebToken {
  verify(token: string, key: unknown, options: object): Readonly<Record<string, unknown>>
  sign(claims: object, key: unknown, options: object): string
}
const jsonwebtoken = createRequire(import.meta.url)('jsonwebtoken') as JsonWebToken // it brings no types
/** It knows no Ed25519. */
const known = pairs.filter(({ alg }) => !alg.startsWith('Ed'))

const script = `
import json, sys, jwt
asked = json.load(sys.stdin)
keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(asked["jwks"]).keys}
def verify(token):
    kid = jwt.get_unverified_header(token)["kid"]
    return jwt.decode(token, keys[kid], algorithms=asked["algorithms"], issuer=asked["issuer"], audience=asked["audience"])
print(json.dumps([verify(token) for token in asked["tokens"]]))
`
const pythons = [process.env['LATCHKEY_PYTHON'], 'python3', '/usr/bin/python3'].filter((name) => name !== undefined)
const python = pythons.find((name) => spawnSync(name, ['-c', 'import jwt, cryptography']).status === 0)
if (python === undefined) console.warn('SKIPPED: no python3 with PyJWT and cryptography; LATCHKEY_PYTHON names one')

function verifyByPyJwt(asked: object): unknown {
  const { stdout, stderr, status } = spawnSync(python ?? '', ['-c', script], { input: JSON.stringify(asked), encoding: 'utf8' })
  if (status !== 0) throw new Error(`PyJWT refused: ${stderr.trim().split('\n').at(-1)}`)
  return JSON.parse(stdout)
}

/** Access tokens of a running instance, and the set that it publishes. Its clock is the true one, as theirs is. */
async function issued(jwtAlgorithm: SigningAlgorithm) {
  const clock = () => Math.floor(Date.now() / 1000)
  const { auth, close } = await startInstance({ jwtAlgorithm, clock })
  await signUp(auth)
  const tokens = [await logIn(auth, 'jwt'), await logIn(auth, 'jwt')].map(({ credential }) => credential)
  const jwks = (await createClient(auth).send('GET', '/.well-known/jwks.json')).body as unknown as JSONWebKeySet // ours
  await close()
  return { tokens, jwks }
}

const claims = { iss: 'https://as.example', aud: 'https://api.example', sub: 'm\u00edra', exp: 4_000_000_000, n: [1, { a: null }] }
const expected = { issuer: claims.iss, audience: claims.aud }

describe.each(['EdDSA', 'ES256'] as const)('an access token of %s, through /.well-known/jwks.json', (algorithm) => {
  it('is verified by jose, and by latchkey/jose', async () => {
    const { tokens, jwks } = await issued(algorithm)
    const options = { issuer: origin, audience: origin, typ: 'at+jwt' }
    for (const token of tokens) {
      expect((await jwtVerify(token, createLocalJWKSet(jwks), options)).payload['sid']).toBeTypeOf('string')
      expect(verifyJwt(token, jwks as Parameters<typeof verifyJwt>[1], options).payload['sid']).toBeTypeOf('string')
    }
  })

  it.skipIf(python === undefined)('is verified by PyJWT', async () => {
    const { tokens, jwks } = await issued(algorithm)
    const answers = verifyByPyJwt({ tokens, jwks, algorithms: [algorithm], issuer: origin, audience: origin })
    expect(answers).toEqual(tokens.map(() => expect.objectContaining({ iss: origin, sid: expect.any(String) as unknown })))
  })
})

it('an access token of ES256 is verified by jsonwebtoken, which knows no EdDSA', async () => {
  const { tokens, jwks } = await issued('ES256')
  const key = createPublicKey({ key: jwks.keys[0] as JsonWebKey, format: 'jwk' }) // the one key that there is
  const options = { algorithms: ['ES256'], issuer: origin, audience: origin }
  for (const token of tokens) expect(jsonwebtoken.verify(token, key, options)['iss']).toBe(origin)
})

describe('latchkey/jose beside jsonwebtoken', () => {
  it.each(known)('a JWT of $alg is verified by it, and we verify what it signs', ({ alg, key, secret, public: publicHalf }) => {
    expect(jsonwebtoken.verify(signJwt(claims, key), publicHalf, { algorithms: [alg], ...expected })).toEqual(claims)
    const theirs = jsonwebtoken.sign(claims, secret, { algorithm: alg, noTimestamp: true })
    expect(verifyJwt(theirs, publicHalf, { alg, ...expected }).payload).toEqual(claims)
  })
})

describe.skipIf(python === undefined)('latchkey/jose beside PyJWT', () => {
  const named = pairs.filter(({ alg }) => alg !== 'Ed25519')
  const kidOf = (publicHalf: KeyObject, alg: string) => `${alg}-${thumbprint(publicHalf)}`
  const jwks = { keys: named.map(({ alg, public: half }) => ({ ...half.export({ format: 'jwk' }), alg, use: 'sig', kid: kidOf(half, alg) })) }

  it('a JWT of every algorithm is verified by it, through a JWK Set', () => {
    const tokens = named.map(({ alg, key, public: half }) => signJwt(claims, key, { kid: kidOf(half, alg) }))
    const algorithms = named.map(({ alg }) => alg)
    expect(verifyByPyJwt({ tokens, jwks, algorithms, ...expected })).toEqual(tokens.map(() => claims))
  })

  it('we verify ES256 as it signs, with a high s half of the time', () => {
    const pair = pairs.find(({ alg }) => alg === 'ES256')
    const signing = `import json, sys, jwt
asked = json.load(sys.stdin)
print(json.dumps([jwt.encode(asked["claims"], asked["key"], algorithm="ES256") for _ in range(30)]))`
    const input = JSON.stringify({ claims, key: pair?.secret.export({ format: 'pem', type: 'pkcs8' }) })
    const { stdout } = spawnSync(python ?? '', ['-c', signing], { input, encoding: 'utf8' })
    const tokens = JSON.parse(stdout) as readonly string[] // of the script above
    expect(tokens).toHaveLength(30)
    const key = importKey(pair?.public ?? '')
    expect(tokens.filter((token) => codeOf(() => verifyJwt(token, key, expected)) !== null)).toEqual([])
    const high = tokens.filter((token) => Buffer.from(token.split('.')[2] ?? '', 'base64url').readUInt8(32) >= 0x80)
    expect(high.length).toBeGreaterThan(0)
  })
})
