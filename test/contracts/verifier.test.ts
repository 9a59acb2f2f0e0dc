/** One table of requests, asked of a running Latchkey (`stateless`) and of a verifier that has its public keys: they agree. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Authentication, Keys, TokenFormat } from '../../src/contracts.ts'
import { carrier } from '../../src/core/carriers.ts'
import { writeClaims } from '../../src/formats/jwt/claims.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { bearer } from '../../src/transports/bearer.ts'
import { createVerifier, type Verifier } from '../../src/verify.ts'
import { forge, hmacWith, signedBy } from '../attacks/forge.ts'
import { grantWith } from '../formats/ring.ts'
import { createClient, logIn, signUp } from '../support/client.ts'
import { origin, start, startInstance, type Instance } from '../support/instance.ts'

const orders = 'https://orders.example.com'
let instance: Instance
let verifier: Verifier
let keys: Keys
let token = ''
let last: Authentication
const format = jwt()

/** The format as it is, and a look at the ring: what follows is signed by the issuer itself. */
const watched: TokenFormat = {
  ...format,
  issue(grant, ring) {
    keys = ring
    return format.issue(grant, ring)
  },
}

beforeAll(async () => {
  instance = await startInstance({ carriers: [carrier('jwt', watched, [bearer()])], audiences: [orders], roles: { '*': ['orders:read'] } })
  await signUp(instance.auth, 'mira', { carrier: 'jwt' })
  token = (await logIn(instance.auth, 'jwt')).credential
  const jwks = await createClient(instance.auth).send('GET', '/.well-known/jwks.json')
  const set = jwks.body as unknown as { keys: [] } // a JWK Set, as its own test holds
  verifier = createVerifier({ issuer: origin, audience: origin, keys: set, clock: instance.now })
})
afterAll(() => instance.close())

async function both(headers: [string, string][]): Promise<string> {
  const request = () => new Request(`${origin}/orders`, { headers })
  const [here, there] = [await verifier.verify(request()), await instance.auth.authenticate(request(), { freshness: 'stateless', carriers: ['jwt'] })]
  expect(here).toEqual(there)
  last = here
  return here.status === 'refused' ? here.reason : here.status
}

const bearing = (value: string): Promise<string> => both([['authorization', `Bearer ${value}`]])

interface Change { readonly header?: object, readonly claims?: object }

/** Signed by the key that the instance issues with. */
function signed({ header = {}, claims = {} }: Change): string {
  const key = keys.current('jwt')
  const grant = grantWith({ issuer: origin, audience: origin, issuedAt: start, authTime: start, expiresAt: start + 600 })
  const all = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid, ...header }
  return forge(all, JSON.stringify({ ...writeClaims(grant), ...claims }), signedBy('EdDSA', key.secret))
}

describe('a verifier and its issuer agree', () => {
  it('on a login, and on its principal', async () => {
    expect(await bearing(token)).toBe('authenticated')
    expect(last).toMatchObject({ principal: { carrier: 'jwt', scope: null, roles: [] } })
    expect(await bearing(signed({}))).toBe('authenticated')
  })

  it.each<[string, [string, string][]]>([
    ['nothing', []],
    ['another scheme', [['authorization', 'Basic eA==']]],
    ['a longer scheme', [['authorization', 'Bearers x']]],
    ['another place', [['x-auth-token', 'x'], ['cookie', '__Host-latchkey=x']]],
  ])('on %s: anonymous', async (_, headers) => expect(await both(headers)).toBe('anonymous'))

  it('C-24: on two of them: ambiguous', async () => {
    const line: [string, string] = ['authorization', `Bearer ${token}`]
    expect(await both([line, line])).toBe('ambiguous_credentials')
    expect(await both([line, ['authorization', 'Basic eA==']])).toBe('ambiguous_credentials')
    expect(await bearing(`${token}, Bearer ${token}`)).toBe('ambiguous_credentials')
  })

  it.each(['', 'x', '.', '..', 'a.b.c', 'a.b.c.d.e', 'lk_at_AAAA', `${'a'.repeat(3000)}.b.c`, `a.${'b'.repeat(9000)}.c`])(
    'C-05: on %j: invalid', async (value) => expect(await bearing(value)).toBe('credential_invalid'))

  it.each<[string, Change]>([
    ['C-03 another type', { header: { typ: 'JWT' } }],
    ['C-03 the type in capitals', { header: { typ: 'AT+JWT' } }],
    ['C-03 the type in full', { header: { typ: 'application/at+jwt' } }],
    ['C-03 no type', { header: { typ: undefined } }],
    ['C-02 another kid', { header: { kid: 'x' } }],
    ['C-02 no kid', { header: { kid: undefined } }],
    ['C-01 another alg', { header: { alg: 'ES256' } }],
    ['C-01 no alg', { header: { alg: undefined } }],
    ['C-08 crit', { header: { crit: ['exp'] } }],
    ['C-08 b64', { header: { b64: false } }],
    ['C-03 another issuer', { claims: { iss: 'https://evil.example' } }],
    ['C-03 the issuer with a slash', { claims: { iss: `${origin}/` } }],
    ['C-03 another audience', { claims: { aud: 'https://other.example' } }],
    ['C-03 two audiences', { claims: { aud: [origin, 'https://other.example'] } }],
    ['C-03 a list of one audience', { claims: { aud: [origin] } }],
    ...['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'sid', 'auth_time', 'epoch', 'ver'].map((name): [string, Change] =>
      [`C-03 no ${name}`, { claims: { [name]: undefined } }]),
    ['C-03 the end as text', { claims: { exp: String(start + 600) } }],
    ['C-03 a negative end', { claims: { exp: -1 } }],
    ['C-03 an end beyond numbers', { claims: { exp: 1e308 } }],
    ['C-03 issued in the future', { claims: { iat: start + 31, exp: start + 600 } }],
    ['C-03 a login after it was issued', { claims: { auth_time: start + 31 } }],
    ['C-03 good only later', { claims: { nbf: start + 1 } }],
    ['C-03 an end before it was issued', { claims: { iat: start, exp: start } }],
    ['C-04 an end in a year', { claims: { exp: start + 31_536_000 } }],
  ])('on what the issuer itself signed with %s: invalid', async (_, change) => {
    expect(await bearing(signed(change))).toBe('credential_invalid')
  })

  it.each<[string, number, number, string]>([
    ['in its last second', 660, 600 + 89, 'authenticated'],
    ['one second later', 660, 600 + 90, 'credential_expired'],
    ['of twelve hours, young', 12 * 3600, 929, 'authenticated'],
    ['C-04: of twelve hours, 15 minutes old', 12 * 3600, 930, 'credential_expired'],
  ])('on one %s', async (_, life, age, outcome) => {
    const iat = start - age
    expect(await bearing(signed({ claims: { iat, auth_time: iat, exp: iat + life } }))).toBe(outcome)
  })

  it('C-01: on one that is signed with nothing, or with what is public', async () => {
    const [, payload = ''] = token.split('.')
    const text = Buffer.from(payload, 'base64url').toString()
    const { kid, public: publicKey } = keys.current('jwt')
    const pem = String(publicKey?.export({ format: 'pem', type: 'spki' }))
    for (const alg of ['none', 'nOnE', 'HS256']) {
      expect(await bearing(forge({ alg, typ: 'at+jwt', kid }, text))).toBe('credential_invalid')
      expect(await bearing(forge({ alg, typ: 'at+jwt', kid }, text, hmacWith(pem)))).toBe('credential_invalid')
    }
  })

  it('C-03: on one that was exchanged for another service: it opens that one, and neither of these', async () => {
    const { body } = await createClient(instance.auth).send('POST', '/auth/exchange', {
      bearer: token, json: { carrier: 'jwt', audience: orders, scope: 'orders:read' },
    })
    const exchanged = String(body['access_token'])
    expect(await bearing(exchanged)).toBe('credential_invalid')
    const there = createVerifier({ issuer: origin, audience: orders, keys: await instance.auth.keys.jwks(), clock: instance.now })
    expect(await there.verify(exchanged)).toMatchObject({ status: 'authenticated', principal: { scope: ['orders:read'] } })
    expect(await there.verify(token)).toEqual({ status: 'refused', reason: 'credential_invalid' })
  })

  it('C-20: on one whose session was ended: both believe it, since `stateless` asks nobody', async () => {
    const login = await logIn(instance.auth, 'jwt')
    await createClient(instance.auth).send('POST', '/auth/logout', { headers: login.shown })
    expect(await bearing(login.credential)).toBe('authenticated')
    const asked = await instance.auth.authenticate(new Request(origin, { headers: login.shown }))
    expect(asked).toEqual({ status: 'refused', reason: 'session_revoked' })
  })
})
