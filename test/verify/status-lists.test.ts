/** `revocations: { statusList }`: what a verifier fetches, believes and does without. */
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { signJws } from '../../src/jose.ts'
import type { Key } from '../../src/contracts.ts'
import { statusAt, type StatusList, writeStatusList } from '../../src/formats/status-list.ts'
import { createVerifier } from '../../src/verify.ts'
import { createClient, loginOf } from '../support/client.ts'
import { origin as latchkey, password, startInstance } from '../support/instance.ts'
import { now, ringOf } from '../formats/ring.ts'
import { checking, issue, newKey, publish, setOf, type Checking } from './issuer.ts'

const key = newKey()

/** A place of a real server, whose origin is the issuer. */
async function started(options: { key?: Key, revocations?: object } = {}) {
  const server = await publish({})
  const issuer = new URL(server.url).origin
  const uri = `${issuer}/auth/status/3`
  const bytes = new Uint8Array(2 ** 14)
  bytes[1] = 0b100 // place 10
  const list = (changes: Partial<StatusList> = {}): StatusList => ({ uri, issuedAt: now, expiresAt: now + 120, ttl: 15, bits: 1, bytes, ...changes })
  const say = (text: string | Buffer, type = 'application/statuslist+jwt') => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': type })
      response.end(text)
    })
  }
  const tell = (changes: Partial<StatusList> = {}, by: Key = key) => { say(writeStatusList(list(changes), ringOf(by))) }
  const { revocations = { statusList: true } } = options
  const checks = checking(setOf(key), { issuer, audience: issuer, revocations })
  const tokenAt = (index: number, at = uri, issuedAt = now) => issue(key, { issuer, audience: issuer, status: { uri: at, index }, issuedAt, expiresAt: issuedAt + 600, authTime: issuedAt })
  tell()
  return { server, issuer, uri, say, tell, list, tokenAt, ...checks } satisfies Checking & Record<string, unknown>
}

describe('a verifier with a status list', () => {
  it('refuses the session whose bit stands, and no other', async () => {
    const { ask, tokenAt, server } = await started()
    const answers = await Promise.all([9, 10, 11, 2].map(async (index) => ask(await tokenAt(index))))
    expect(answers).toEqual(['ok', 'session_revoked', 'ok', 'ok'])
    expect(server.asked()).toBe(1)
  })

  it('asks again behind the answers, and hears within the ttl', async () => {
    const { ask, tokenAt, server, tell, pass } = await started()
    const token = await tokenAt(0)
    expect(await ask(token)).toBe('ok')
    tell({ bytes: new Uint8Array([1]), issuedAt: now + 8 })
    pass(8)
    expect([await ask(token), server.asked()]).toEqual(['ok', 1])
    pass(7)
    expect([await ask(token), server.asked()]).toEqual(['session_revoked', 2])
    pass(9)
    expect(await ask(token)).toBe('session_revoked')
    await expect.poll(() => server.asked()).toBe(3)
  })

  it('uses a list until its end where no newer one is to be had, and then answers nothing', async () => {
    const { ask, tokenAt, server, tell, pass } = await started()
    expect(await ask(await tokenAt(0))).toBe('ok')
    await server.stop()
    pass(119)
    expect([await ask(await tokenAt(0)), await ask(await tokenAt(10))]).toEqual(['ok', 'session_revoked'])
    pass(1)
    expect([await ask(await tokenAt(0)), await ask(await tokenAt(10))]).toEqual(['RevocationsError', 'RevocationsError'])
    await server.start()
    tell({ issuedAt: now + 120, expiresAt: now + 240 })
    expect(await ask(await tokenAt(0))).toBe('RevocationsError')
    pass(5)
    expect([await ask(await tokenAt(0)), await ask(await tokenAt(10))]).toEqual(['ok', 'session_revoked'])
  })

  it('knows nothing of the first list that it cannot have; asks no more than every five seconds', async () => {
    const { ask, tokenAt, server, pass, faults } = await started()
    server.answer((_, response) => { response.writeHead(503).end() })
    for (let n = 0; n < 5; n++) expect(await ask(await tokenAt(0))).toBe('RevocationsError')
    expect(server.asked()).toBe(1)
    expect(faults).toEqual([expect.stringContaining('was answered with 503')])
    pass(5)
    await ask(await tokenAt(0))
    expect(server.asked()).toBe(2)
  })

  it('believes what nobody can tell only where that is asked for by its name', async () => {
    const { ask, tokenAt, server } = await started({ revocations: { statusList: { dangerouslyBelieveUnknown: true } } })
    expect([await ask(await tokenAt(0)), await ask(await tokenAt(10))]).toEqual(['ok', 'session_revoked'])
    await server.stop()
    expect(await ask(await tokenAt(0, server.url))).toBe('ok')
  })

  it('refuses a token that names no place, one beyond the list, and one that is not of the issuer, which it does not fetch', async () => {
    const { ask, tokenAt, issuer, server } = await started()
    const other = await publish({})
    const none = await issue(key, { issuer, audience: issuer })
    expect(await ask(none)).toBe('credential_invalid')
    expect(await ask(await tokenAt(2 ** 17))).toBe('credential_invalid')
    for (const uri of [other.url, 'not a url', issuer.replace('//', '//x@'), `${issuer}.evil.example/`]) {
      expect(await ask(await tokenAt(0, uri.includes('@') ? uri.replace('127', '126') : uri))).toBe('credential_invalid')
    }
    expect([server.asked(), other.asked()]).toEqual([1, 0])
  })

  it('asks once for all who wait', async () => {
    const { ask, tokenAt, server } = await started()
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, n) => tokenAt(n + 20)))
    expect(new Set(await Promise.all(tokens.map(ask)))).toEqual(new Set(['ok']))
    expect(server.asked()).toBe(1)
  })

  describe('takes for no list', () => {
    const stranger = { ...newKey(), kid: key.kid }
    const payload = (claims: object) => Buffer.from(JSON.stringify(claims))
    const good = { iat: now, exp: now + 120, ttl: 15 }
    const lst = deflateSync(new Uint8Array(8)).toString('base64url')
    const signed = (claims: object, typ = 'statuslist+jwt') => signJws(payload(claims), key.secret, { typ, kid: key.kid })

    it.each<[string, (scene: Awaited<ReturnType<typeof started>>) => unknown]>([
      ['one that another key signed', ({ tell }) => tell({}, stranger)],
      ['one of another place', ({ tell, uri }) => tell({ uri: `${uri}1` })],
      ['one that is over', ({ tell }) => tell({ issuedAt: now - 200, expiresAt: now - 30 })],
      ['one from the future', ({ tell }) => tell({ issuedAt: now + 31 })],
      ['one of another type', ({ say, uri }) => say(signed({ ...good, sub: uri, status_list: { bits: 1, lst } }, 'at+jwt'))],
      ['one without an end', ({ say, uri }) => say(signed({ iat: now, ttl: 15, sub: uri, status_list: { bits: 1, lst } }))],
      ['one of three bits', ({ say, uri }) => say(signed({ ...good, sub: uri, status_list: { bits: 3, lst } }))],
      ['one that is not compressed', ({ say, uri }) => say(signed({ ...good, sub: uri, status_list: { bits: 1, lst: 'AAAA' } }))],
      ['a bomb', ({ say, uri }) => say(signed({ ...good, sub: uri, status_list: { bits: 1, lst: deflateSync(new Uint8Array(2 ** 20 + 1)).toString('base64url') } }))],
      ['one of another media type', ({ say, list }) => say(writeStatusList(list(), ringOf(key)), 'application/jwt')],
      ['more than 256 KB', ({ say }) => say('x'.repeat(256 * 1024 + 1))],
      ['what is no JWT', ({ say }) => say('{}')],
      ['a redirect', ({ server }) => server.answer((_, response) => { response.writeHead(302, { location: '/elsewhere' }).end() })],
    ])('%s', async (_, arrange) => {
      const scene = await started()
      arrange(scene)
      expect(await scene.ask(await scene.tokenAt(0))).toBe('RevocationsError')
    })

    it('none of these, for comparison', async () => {
      const { say, uri, ask, tokenAt } = await started()
      say(signed({ ...good, sub: uri, status_list: { bits: 1, lst } }))
      expect(await ask(await tokenAt(0))).toBe('ok')
    })
  })

  it('reads statuses of two, four and eight bits, of which none but 0 is valid', () => {
    const of = (bits: 1 | 2 | 4 | 8) => ({ uri: '', issuedAt: 0, expiresAt: 0, ttl: 0, bits, bytes: new Uint8Array([0b11_00_10_01]) })
    expect([0, 1, 2, 3, 4].map((index) => statusAt(of(2), index))).toEqual([1, 2, 0, 3, undefined])
    expect([0, 1, 2].map((index) => statusAt(of(4), index))).toEqual([0b1001, 0b1100, undefined])
    expect([0, 1].map((index) => statusAt(of(8), index))).toEqual([0b11001001, undefined])
  })

  it('goes with no secret', () => {
    expect(() => createVerifier({ issuer: latchkey, audience: latchkey, keys: new Uint8Array(32).map((_, n) => n * 7 + 3), revocations: { statusList: true } })).toThrow(/^revocations.statusList/)
  })
})

describe('a verifier and a Latchkey', () => {
  it('agree within the bound on who has logged out', async () => {
    const instance = await startInstance({ statusList: true })
    const { auth, pass } = instance
    await auth.users.add({ username: 'mira', password, email: null, roles: [] })
    const logIn = async () => loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier: 'jwt' } })).credential
    const [kept, ended] = [await logIn(), await logIn()]
    const fetching = (url: string, init: RequestInit) => auth.handler(new Request(url, init))
    const verifier = createVerifier({
      issuer: latchkey, audience: latchkey, keys: `${latchkey}/.well-known/jwks.json`, clock: instance.now, fetch: fetching, revocations: { statusList: true },
    })
    const statuses = async () => [(await verifier.verify(kept)).status, (await verifier.verify(ended)).status]
    expect(await statuses()).toEqual(['authenticated', 'authenticated'])
    await auth.logout(new Request(latchkey, { method: 'POST', headers: { authorization: `Bearer ${ended}` } }))
    pass(20)
    expect(await statuses()).toEqual(['authenticated', 'refused'])
    await instance.close()
  })
})
