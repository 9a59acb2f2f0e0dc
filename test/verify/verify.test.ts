/** `createVerifier` with keys that were written down: what it takes, and what it refuses to be made of. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SigningAlgorithm } from '../../src/contracts.ts'
import { importKey } from '../../src/crypto/key-material.ts'
import { createVerifier, type VerifierOptions } from '../../src/verify.ts'
import { grantWith, now, origin } from '../formats/ring.ts'
import { checking, issue, jwkOf, newKey, said, setOf } from './issuer.ts'

const key = newKey()
const set = setOf(key)

describe('a verifier', () => {
  it.each<SigningAlgorithm>(['EdDSA', 'ES256'])('says whom a token of %s speaks for', async (algorithm) => {
    const other = newKey(algorithm)
    const grant = grantWith({ roles: ['editor'], scope: ['orders:read'] })
    const outcome = await checking(setOf(key, other)).verifier.verify(await issue(other, grant))
    expect(outcome).toEqual({
      status: 'authenticated',
      principal: {
        subject: grant.subject, session: grant.session, carrier: 'jwt', credential: grant.credential,
        roles: ['editor'], scope: ['orders:read'], authTime: grant.authTime, expiresAt: grant.expiresAt,
      },
    })
  })

  it('C-24: reads the Authorization header of a Request, and nothing else of it', async () => {
    const { verifier } = checking(set)
    const token = await issue(key)
    const ask = async (headers: Record<string, string> | [string, string][], url = origin) => said(await verifier.verify(new Request(url, { headers })))
    expect(await ask({ authorization: `Bearer ${token}` })).toBe('ok')
    expect(await ask({ authorization: `bEARER ${token}` })).toBe('ok')
    expect(await ask({})).toBe('anonymous')
    expect(await ask({ authorization: 'Basic eA==' })).toBe('anonymous')
    expect(await ask({ 'x-auth-token': token, cookie: `__Host-latchkey=${token}` }, `${origin}/?access_token=${token}`)).toBe('anonymous')
    expect(await ask({ authorization: 'Bearer' })).toBe('credential_invalid')
    expect(await ask([['authorization', `Bearer ${token}`], ['authorization', `Bearer ${token}`]])).toBe('ambiguous_credentials')
  })

  it('C-03: believes a token from the leeway before it was issued to the leeway after its end, and in no second more', async () => {
    const token = await issue(key)
    const at = (seconds: number) => {
      const { pass, ask } = checking(set)
      pass(seconds)
      return ask(token)
    }
    expect([await at(-31), await at(-30)]).toEqual(['credential_invalid', 'ok'])
    expect([await at(629), await at(630)]).toEqual(['ok', 'credential_expired'])
  })

  it('C-04, C-20: believes nothing that is older than 15 minutes, whatever its end, and nothing with an absurd one', async () => {
    const token = await issue(key, { expiresAt: now + 12 * 3600 })
    const at = (seconds: number, options: Partial<VerifierOptions> = {}) => {
      const { pass, ask } = checking(set, options)
      pass(seconds)
      return ask(token)
    }
    expect([await at(929), await at(930)]).toEqual(['ok', 'credential_expired'])
    const short = { statelessAge: 60, leeway: 0 }
    expect([await at(59, short), await at(60, short)]).toEqual(['ok', 'credential_expired'])
    expect(await checking(set).ask(await issue(key, { expiresAt: now + 12 * 3600 + 1 }))).toBe('credential_invalid')
  })

  it('takes only the algorithms that it is told to take', async () => {
    const other = newKey('ES256')
    const { ask } = checking(setOf(other), { algorithms: ['ES256'] })
    expect(await ask(await issue(other))).toBe('ok')
    expect(() => checking(setOf(other), { algorithms: ['EdDSA'] })).toThrow('does not say alg as EdDSA')
  })

  it('C-15: asks times on every hit of what it remembers', async () => {
    const { pass, ask } = checking(set)
    const token = await issue(key)
    expect(await ask(token)).toBe('ok')
    pass(630)
    expect(await ask(token)).toBe('credential_expired')
  })

  it('hands out a principal that nobody can change for the next one', async () => {
    const { verifier } = checking(set)
    const token = await issue(key, { roles: ['editor'] })
    const first = await verifier.verify(token)
    const roles = first.status === 'authenticated' ? first.principal.roles : []
    expect(() => (roles as string[]).push('admin')).toThrow(TypeError) // as a program without types would
    expect(await verifier.verify(token)).toMatchObject({ principal: { roles: ['editor'] } })
  })
})

describe('a verifier with a secret', () => {
  const bytes = randomBytes(32)
  const shared = importKey({ kid: 'shared-1', use: 'jwt', algorithm: 'HS256' }, bytes)
  const jwk = { kty: 'oct', alg: 'HS256', kid: 'shared-1', k: bytes.toString('base64url') }

  it('takes what was signed with it, by its bytes under any name, by its JWK under that name alone', async () => {
    const token = await issue(shared)
    const renamed = await issue({ ...shared, kid: 'shared-2' })
    expect([await checking(bytes).ask(token), await checking(bytes).ask(renamed)]).toEqual(['ok', 'ok'])
    expect([await checking(jwk).ask(token), await checking(jwk).ask(renamed)]).toEqual(['ok', 'credential_invalid'])
  })

  it('C-01: takes no public-key algorithm beside it, and no token of one', async () => {
    expect(() => checking(bytes, { algorithms: ['HS256', 'EdDSA'] })).toThrow(TypeError)
    expect(() => checking(set, { algorithms: ['HS256'] })).toThrow(TypeError)
    expect(() => checking(set, { algorithms: [] })).toThrow(TypeError)
    expect(await checking(bytes).ask(await issue(newKey()))).toBe('credential_invalid')
    expect(await checking(set).ask(await issue(shared))).toBe('credential_invalid')
  })

  it.each<[string, VerifierOptions['keys']]>([
    ['fewer than 32 bytes', randomBytes(31)],
    ['one byte again and again', Buffer.alloc(32, 7)],
    ['the PEM of a public key', Buffer.from(newKey('ES256').public?.export({ format: 'pem', type: 'spki' }) ?? '')],
    ['the JWK Set of the issuer', Buffer.from(JSON.stringify(set))],
    ['a JWK without a kid', { kty: 'oct', alg: 'HS256', k: bytes.toString('base64url') }],
    ['a JWK without an alg', { kty: 'oct', kid: 'a', k: bytes.toString('base64url') }],
    ['a JWK of another alg', { ...jwk, alg: 'HS512', k: randomBytes(64).toString('base64url') }],
    ['a public JWK by itself', jwkOf(key)],
  ])('C-01: is not made with %s', (_, keys) => {
    expect(() => checking(keys)).toThrow(TypeError)
  })

  it('is told to put a public JWK into a set', () => {
    expect(() => checking(jwkOf(key))).toThrow('keys: the secret is a public key; expected a set')
  })

  it('says nothing of the secret where it refuses it', () => {
    expect(() => checking(Buffer.from('correct horse battery staple correct'))).toThrow(/^keys: the secret (?!.*horse)/)
  })
})

describe('a key set that was written down', () => {
  const [jwk] = set.keys
  const privateJwk = { ...jwk, ...key.secret.export({ format: 'jwk' }) }
  it.each<[string, readonly unknown[], string]>([
    ['without a kid', [{ ...jwk, kid: undefined }], 'key 1 has no kid'],
    ['with a kid that is no name', [{ ...jwk, kid: '../../dev/null' }], 'key 1 has no kid'],
    ['without an alg', [{ ...jwk, alg: undefined }], 'does not say alg as EdDSA or ES256'],
    ['of another alg', [{ ...jwk, alg: 'ES256' }], 'is not of ES256'],
    ['of an alg that is not offered', [{ ...jwk, alg: 'none' }], 'does not say alg'],
    ['for encryption', [{ ...jwk, use: 'enc' }], 'is for another use'],
    ['for signing alone', [{ ...jwk, key_ops: ['sign'] }], 'is not for verifying'],
    ['with a private member', [privateJwk], 'is private'],
    ['with a secret in it', [{ kty: 'oct', kid: 'a', alg: 'HS256', k: 'AAAA' }], 'is a secret'],
    ['with two keys of one kid', [jwk, { ...jwkOf(newKey()), kid: jwk?.kid }], 'is not the only one of its kid'],
    ['with one key twice', [jwk, jwk], 'is not the only one of its kid'],
    ['with something that is no key', [null], 'key 1 is no JWK'],
    ['without a key', [], 'empty'],
    ['of more than 100 keys', Array.from({ length: 101 }, () => jwkOf(newKey())), 'more than 100'],
  ])('C-01, C-02: is refused %s', (_, keys, why) => {
    const given = { keys } as VerifierOptions['keys'] // as a program without types gives it
    expect(() => checking(given)).toThrow(why)
    expect(() => checking(given)).toThrow(TypeError)
  })

  it('C-13: is no place for a private half, and none is in the message', () => {
    let message = ''
    try { checking({ keys: [privateJwk] as never }) } catch (error) { message = String(error) }
    expect(message).toContain('is private')
    expect(message).not.toContain(String(privateJwk.d))
  })

  it('is what it was when it was given', async () => {
    const given = structuredClone(set)
    const { ask } = checking(given)
    given.keys.splice(0)
    expect(await ask(await issue(key))).toBe('ok')
  })
})

describe('options', () => {
  it.each<[string, object]>([
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: undefined }],
    ['audience', { audience: [origin] }],
    ['audience', { audience: undefined }],
    ['leeway', { leeway: 61 }],
    ['leeway', { leeway: -1 }],
    ['leeway', { leeway: 0.5 }],
    ['statelessAge', { statelessAge: 901 }],
    ['statelessAge', { statelessAge: 0 }],
    ['staleIfError', { staleIfError: Infinity }],
    ['provedCredentials', { provedCredentials: -1 }],
    ['algorithms', { algorithms: ['none'] }],
    ['algorithms', { algorithms: ['RS256'] }],
    ['algorithms', { algorithms: [], keys: 'https://auth.example.com/jwks.json' }],
    ['keys', { keys: undefined }],
    ['keys', { keys: null }],
    ['keys', { keys: {} }],
    ['keys', { keys: 'some text that is no URL' }],
    ['keys', { keys: 'http://auth.example.com/.well-known/jwks.json' }],
    ['keys', { keys: 'http://127.0.0.1.example.com/jwks.json' }],
    ['keys', { keys: 'file:///etc/jwks.json' }],
    ['keys', { keys: 'data:application/json,{"keys":[]}' }],
    ['keys', { keys: 'https://user:hunter2@auth.example.com/jwks.json' }],
    ['keys', { keys: 'https://auth.example.com/jwks.json#fragment' }],
  ])('that are wrong are named: %s in %j', (name, wrong) => {
    const options = { issuer: origin, audience: origin, keys: set, ...wrong } as VerifierOptions // without types
    expect(() => createVerifier(options)).toThrow(new RegExp(`^${name} (?!.*hunter2)`))
    expect(() => createVerifier(options)).toThrow(TypeError)
  })

  it.each(['https://auth.example.com/jwks.json', 'http://localhost:3000/a?b=c', 'http://127.0.0.1/', 'http://[::1]:1/'])(
    'take %s for a URL', (url) => {
      expect(createVerifier({ issuer: origin, audience: origin, keys: url })).toBeDefined()
      expect(createVerifier({ issuer: origin, audience: origin, keys: new URL(url) })).toBeDefined()
    })

  it('leave the clock to the system', async () => {
    const issuedAt = Math.floor(Date.now() / 1000)
    const token = await issue(key, { issuedAt, expiresAt: issuedAt + 600, authTime: issuedAt })
    expect(said(await createVerifier({ issuer: origin, audience: origin, keys: set }).verify(token))).toBe('ok')
  })
})
