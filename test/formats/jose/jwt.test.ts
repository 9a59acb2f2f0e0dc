import { generateKeyPairSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Claims, VerifyJwtOptions } from '../../../src/formats/jose/jwt.ts'
import { signJws } from '../../../src/formats/jose/jws.ts'
import { signJwt, verifyJwt } from '../../../src/jose.ts'
import { JoseError } from '../../../src/formats/jose/error.ts'
import { now } from '../ring.ts'
import { codeOf, errorOf } from './codes.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const claims = { iss: 'https://as.example', aud: 'https://api.example', sub: 'mira', iat: now, exp: now + 600, jti: 'x', n: { a: [1] } }
const expected = { issuer: 'https://as.example', audience: 'https://api.example', clock: () => now } satisfies VerifyJwtOptions

/** What becomes of a token with these claims in place of others; undefined takes one away. */
function judged(changes: Claims, options: VerifyJwtOptions = {}): string | null {
  const text = JSON.stringify({ ...claims, ...changes })
  try {
    verifyJwt(signJws(text, privateKey), publicKey, { ...expected, ...options })
    return null
  } catch (error) {
    if (!(error instanceof JoseError)) throw error
    return error.claim === undefined ? error.code : `${error.code} ${error.claim}`
  }
}

const raw = (text: string) => codeOf(() => verifyJwt(signJws(text, privateKey), publicKey, { clock: () => now }))

describe('a JWT', () => {
  it('gives back its claims and its header', () => {
    const token = signJwt(claims, privateKey, { kid: 'k', typ: 'at+jwt' })
    const verified = verifyJwt(token, publicKey, { ...expected, typ: 'at+jwt' })
    expect(verified).toEqual({ payload: claims, header: { alg: 'ES256', typ: 'at+jwt', kid: 'k' } })
  })

  it('is verified by jose, and verifies what jose signs', async () => {
    const currentDate = new Date(now * 1000)
    const answer = await jwtVerify(signJwt(claims, privateKey), publicKey, { issuer: claims.iss, audience: claims.aud, currentDate })
    expect(answer.payload).toEqual(claims)
    const theirs = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    expect(verifyJwt(theirs, publicKey, expected).payload).toEqual(claims)
  })

  it('is judged by the clock of the system where no other is given', () => {
    const time = Math.floor(Date.now() / 1000)
    const token = (exp: number) => signJwt({ exp }, privateKey)
    expect(codeOf(() => verifyJwt(token(time + 60), publicKey))).toBeNull()
    expect(codeOf(() => verifyJwt(token(time - 60), publicKey))).toBe('expired')
    expect(codeOf(() => verifyJwt(token(time - 60), publicKey, { clock: undefined as unknown as () => number }))).toBe('expired')
  })

  it.each([0, 30, 60])(
    'C-03: with a leeway of %d s ends that much later, to the second',
    (leeway) => {
      expect(judged({ exp: now - leeway + 1 }, { leeway })).toBeNull()
      expect(judged({ exp: now - leeway }, { leeway })).toBe('expired exp')
      expect(judged({ nbf: now + leeway }, { leeway })).toBeNull()
      expect(judged({ nbf: now + leeway + 1 }, { leeway })).toBe('not_yet_valid nbf')
      expect(judged({ iat: now + leeway }, { leeway })).toBeNull()
      expect(judged({ iat: now + leeway + 1 }, { leeway })).toBe('not_yet_valid iat')
    },
  )

  it('C-03: has a leeway of 30 s unless it is told another, and of 60 at most', () => {
    expect([judged({ exp: now - 29 }), judged({ exp: now - 30 })]).toEqual([null, 'expired exp'])
    for (const leeway of [61, -1, NaN, Infinity]) expect(() => judged({}, { leeway })).toThrow(TypeError)
  })

  it('C-04: is too old by its iat, whatever its exp says', () => {
    expect(judged({ iat: now - 629 }, { maxAge: 600 })).toBeNull()
    expect(judged({ iat: now - 630, exp: now + 9e9 }, { maxAge: 600 })).toBe('expired iat')
    expect(judged({ iat: undefined }, { maxAge: 600 })).toBe('claim_missing iat')
  })

  it('C-03: has times that are numbers', () => {
    for (const name of ['exp', 'nbf', 'iat']) {
      for (const value of [String(now), null, true, [now], {}, -1, 2 ** 53]) expect(judged({ [name]: value })).toBe(`claim_invalid ${name}`)
    }
    expect(raw('{"exp":1e999}')).toBe('claim_invalid')
    expect(raw('{"exp":1e308}')).toBe('claim_invalid')
    expect(raw(`{"exp":${now}.5}`)).toBeNull()
  })

  it('C-03: has names that are texts', () => {
    for (const name of ['iss', 'sub', 'jti']) {
      for (const value of [null, 7, [''], {}]) expect(judged({ [name]: value })).toBe(`claim_invalid ${name}`)
    }
    for (const value of [null, 7, {}, ['x', 7], [['x']]]) expect(judged({ aud: value })).toBe('claim_invalid aud')
  })

  it('C-03: is for one of the audiences of whoever verifies it', () => {
    expect(judged({ aud: ['other', claims.aud] })).toBeNull()
    expect(judged({}, { audience: ['other', claims.aud] })).toBeNull()
    for (const aud of ['', 'https://api.example/', ['other'], [], 'HTTPS://API.EXAMPLE']) expect(judged({ aud })).toBe('claim_invalid aud')
    expect(judged({ aud: undefined })).toBe('claim_missing aud')
    expect(judged({}, { audience: [] })).toBe('claim_invalid aud')
    // RFC 7519 §4.1.3: whoever does not say who they are is no audience.
    expect(raw(JSON.stringify({ aud: 'x' }))).toBe('claim_invalid')
    expect(raw('{}')).toBeNull()
  })

  it('C-03: is of the issuer and the subject that are expected, and has the claims that are', () => {
    expect(judged({}, { issuer: ['other', claims.iss], subject: 'mira', requiredClaims: ['jti', 'n'] })).toBeNull()
    expect(judged({ iss: 'https://as.example.evil' })).toBe('claim_invalid iss')
    expect(judged({ iss: undefined })).toBe('claim_missing iss')
    expect(judged({ iss: 'undefined' }, { issuer: 'x' })).toBe('claim_invalid iss')
    expect(judged({}, { subject: 'nina' })).toBe('claim_invalid sub')
    expect(judged({ sub: undefined }, { subject: 'mira' })).toBe('claim_missing sub')
    expect(judged({}, { requiredClaims: ['toString'] })).toBe('claim_missing toString')
  })

  it('C-03: is of the type that is expected, exactly', () => {
    const typed = (typ: unknown) => codeOf(() =>
      verifyJwt(signJws('{}', privateKey, typ === undefined ? {} : { typ: typ as string }), publicKey, { typ: 'at+jwt' }))
    expect(typed('at+jwt')).toBeNull()
    for (const typ of [undefined, 'JWT', 'AT+JWT', 'application/at+jwt', '', 'logout+jwt', 7, ['at+jwt']]) expect(typed(typ)).toBe('header_refused')
  })

  it('C-07: has claims that mean the same to every reader', () => {
    const others = [
      '{"sub":"a","sub":"b"}', '{"sub":"a","\\u0073ub":"b"}', '{"__proto__":{}}', '{"x":"\\ud800"}', '\ufeff{}', '{} x', '[]', '"x"', '',
      'null', `{"x":${'['.repeat(20)}${']'.repeat(20)}}`, "{'a':1}", '{"a":1,}',
    ]
    expect(others.map(raw)).toEqual(others.map(() => 'malformed'))
    const latin = signJws(Buffer.from('{"sub":"\u00e9"}', 'latin1'), privateKey)
    expect(codeOf(() => verifyJwt(latin, publicKey))).toBe('malformed')
  })

  it('is judged by its signature before its claims', () => {
    const token = signJwt({ exp: 1 }, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    expect(codeOf(() => verifyJwt(token, publicKey))).toBe('signature_invalid')
  })

  it('is not signed with claims that nobody may read', () => {
    for (const bad of [{ exp: 'x' }, { exp: NaN }, { sub: 7 }, { aud: [1] }, { x: '\ud800' }, [], null, 'x', 7]) {
      expect(codeOf(() => signJwt(bad as Claims, privateKey))).toMatch(/^(claim_invalid|malformed)$/)
    }
  })

  it('names the claim that it is refused for, and neither its value nor the token', () => {
    const error = errorOf(() => verifyJwt(signJwt({ ...claims, aud: 'somebody-else' }, privateKey), publicKey, expected))
    expect(error).toMatchObject({ name: 'JoseError', code: 'claim_invalid', claim: 'aud' })
    expect(error.stack).not.toContain('somebody-else')
  })
})
