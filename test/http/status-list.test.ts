/** The status list as anybody reads it: with a reader of the test's own, from the draft alone. */
import { inflateSync } from 'node:zlib'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { createAuth, type Auth } from '../../src/create-auth.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createVerifier } from '../../src/verify.ts'
import { createClient, loginOf } from '../support/client.ts'
import { origin, password, secret, startInstance, stores, type Instance } from '../support/instance.ts'
import { ask } from './ask.ts'

const mira = { username: 'mira', password, email: null, roles: [] }

/** draft-ietf-oauth-status-list §8.3: fetch, validate, decompress, look. 0 is valid, 1 is invalid. */
async function statusOf(auth: Auth, token: string): Promise<number> {
  const { status } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Referenced
  const { idx, uri } = status.status_list
  const response = await auth.handler(new Request(uri, { headers: { accept: 'application/statuslist+jwt' } }))
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/statuslist+jwt'])
  const keys = createLocalJWKSet(await (await auth.handler(new Request(`${origin}/.well-known/jwks.json`))).json() as JSONWebKeySet)
  const options = { typ: 'statuslist+jwt', subject: uri, requiredClaims: ['iat', 'exp'], currentDate: new Date((claimsOf(token).iat) * 1000) }
  const { payload } = await jwtVerify(await response.text(), keys, options)
  const { bits, lst } = payload['status_list'] as { bits: number, lst: string }
  const list = inflateSync(Buffer.from(lst, 'base64url'))
  const perByte = 8 / bits
  return ((list[Math.floor(idx / perByte)] ?? NaN) >> idx % perByte * bits) & (1 << bits) - 1
}

interface Referenced {
  readonly iat: number
  readonly sid: string
  readonly status: { readonly status_list: { readonly idx: number, readonly uri: string } }
}

function claimsOf(token: string): Referenced {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Referenced
}

async function logIn({ auth }: Pick<Instance, 'auth'>, carrier = 'jwt') {
  return loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier } }))
}

async function started(options = {}) {
  const instance = await startInstance({ statusList: true, ...options })
  await instance.auth.users.add(mira)
  return instance
}

describe.each(stores)('on the $name store, the status of a session', ({ open }) => {
  it('is valid until its login ends, and invalid at once after that, of every JWT of it', async () => {
    const { store } = open()
    const instance = await started({ store })
    const { auth, pass } = instance
    const [kept, ended] = [await logIn(instance), await logIn(instance)]
    const renewed = await auth.refresh(ended.refreshToken)
    const later = renewed.ok ? renewed.issued.credential : ''
    expect(claimsOf(later).status).toEqual(claimsOf(ended.credential).status)
    for (const token of [kept.credential, ended.credential, later]) expect(await statusOf(auth, token)).toBe(0)
    await auth.logout(new Request(origin, { method: 'POST', headers: { authorization: `Bearer ${ended.credential}` } }))
    pass(5)
    expect([await statusOf(auth, kept.credential), await statusOf(auth, ended.credential), await statusOf(auth, later)]).toEqual([0, 1, 1])
    await instance.close()
  })

  it.each(['everywhere', 'others', 'disabled', 'deleted', 'password'] as const)('ends with %s, which touches no session', async (how) => {
    const instance = await started({ store: open().store })
    const { auth, pass } = instance
    const client = createClient(auth)
    const [acting, other] = [await logIn(instance), await logIn(instance)]
    const { id = '' } = await auth.users.findByName('mira') ?? {}
    const bearer = acting.credential
    if (how === 'everywhere') await auth.sessions.endAll(id)
    if (how === 'disabled') await auth.users.disable(id)
    if (how === 'deleted') await auth.users.delete(id)
    if (how === 'others') await client.send('DELETE', '/auth/sessions?keep=current', { bearer })
    if (how === 'password') await client.send('POST', '/auth/password', { bearer, json: { current_password: password, new_password: 'lantern orbit cobalt nine' } })
    pass(5)
    expect(await statusOf(auth, other.credential)).toBe(1)
    expect(await statusOf(auth, acting.credential)).toBe(how === 'others' || how === 'password' ? 0 : 1)
    await instance.close()
  })
})

describe('the status list', () => {
  it('may be kept for a quarter of a minute, says so itself, and says nothing after two minutes', async () => {
    const { auth, now } = await started()
    const response = await ask(auth, 'GET /auth/status/0')
    const claims = JSON.parse(Buffer.from(response.text.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
    expect(response.headers.get('cache-control')).toBe('public, max-age=15')
    expect(claims).toMatchObject({ sub: `${origin}/auth/status/0`, iat: now(), exp: now() + 120, ttl: 15, status_list: { bits: 1 } })
  })

  it('has 2^17 places and names no session', async () => {
    const instance = await started()
    await instance.auth.sessions.endAll((await instance.auth.users.findByName('mira'))?.id ?? '')
    const { text } = await ask(instance.auth, 'GET /auth/status/7')
    const { status_list: { lst } } = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) as { status_list: { lst: string } }
    expect(inflateSync(Buffer.from(lst, 'base64url'))).toHaveLength(2 ** 17 / 8)
    expect(text.length).toBeLessThan(500)
  })

  it('is at eight places and at no other', async () => {
    const { auth } = await started()
    const statuses = await Promise.all(['0', '7', '8', '00', 'x', '-1', '1e0'].map(async (n) => (await ask(auth, `GET /auth/status/${n}`)).status))
    expect(statuses).toEqual([200, 200, 404, 404, 404, 404, 404])
  })

  it('is not there, and no JWT names one, unless it is asked for', async () => {
    const instance = await started({ statusList: false })
    expect((await ask(instance.auth, 'GET /auth/status/0')).status).toBe(404)
    expect(claimsOf((await logIn(instance)).credential)).not.toHaveProperty('status')
  })

  it('D-01: is no access token, though the same key signed it', async () => {
    const { auth } = await started()
    const { text } = await ask(auth, 'GET /auth/status/0')
    const answer = await auth.authenticate(new Request(origin, { headers: { authorization: `Bearer ${text}` } }))
    expect(answer).toEqual({ status: 'refused', reason: 'credential_invalid' })
    const jwks = JSON.parse((await ask(auth, 'GET /.well-known/jwks.json')).text) as JSONWebKeySet
    const verifier = createVerifier({ issuer: origin, audience: origin, keys: jwks as never }) // checked when it is made
    expect(await verifier.verify(text)).toEqual({ status: 'refused', reason: 'credential_invalid' })
  })

  it('F-03: is 503 where nobody knows any more what was revoked, and no list without bits', async () => {
    const store = memoryStore()
    let isAway = false
    const away: typeof store = { ...store, readRevocations: (after) => isAway ? Promise.reject(new StoreError('away')) : store.readRevocations(after) }
    const { auth } = await started({ store: away, limits: { maxStaleness: 1 } })
    expect((await ask(auth, 'GET /auth/status/0')).status).toBe(200)
    isAway = true
    await expect.poll(async () => (await ask(auth, 'GET /auth/status/0')).status, { timeout: 5000 }).toBe(503)
  })

  it('goes with no secret, which nobody else could check', () => {
    expect(() => createAuth({ origin, secret, store: memoryStore(), statusList: true, jwtAlgorithm: 'HS256' })).toThrow(/^statusList /)
  })
})

describe('a place in the lists', () => {
  it('belongs to one living session at a time, and to none that begins while its bit stands', async () => {
    const instance = await started({ limits: { sessionsPerUser: 1000 } })
    const places = new Set<string>()
    for (let n = 0; n < 300; n++) {
      const { status: { status_list: { idx, uri } } } = claimsOf((await logIn(instance)).credential)
      places.add(`${uri} ${idx}`)
    }
    expect(places.size).toBe(300)
  })
})
