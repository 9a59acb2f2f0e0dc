/** `revocations: { feed }`: a verifier that follows the issuer's log. */
import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createVerifier } from '../../src/verify.ts'
import { createClient, loginOf } from '../support/client.ts'
import { origin as latchkey, password, startInstance } from '../support/instance.ts'
import { now, origin } from '../formats/ring.ts'
import { checking, issue, newKey, publish, setOf } from './issuer.ts'

const key = newKey()
const entry = (changes: object = {}) => JSON.stringify({ kind: 'session', id: 'none', value: 0, at: now, until: now + 600, ...changes })
const revoked = (changes: object = {}, id = '') => `event: revoked\n${id}data: ${entry(changes)}\n\n`
const live = (id = 'inc.1', at = now) => `event: live\nid: ${id}\ndata: {"at":${at}}\n\n`
const reset = 'event: reset\ndata: {}\n\n'

/** A feed that says what a test says. */
async function started(options: object = {}) {
  const streams: ServerResponse[] = []
  const positions: (string | undefined)[] = []
  const credentials: (string | undefined)[] = []
  let greeting = reset + live()
  const server = await publish((request, response) => {
    positions.push(request.headers['last-event-id'] as string | undefined) // one line
    credentials.push(request.headers.authorization)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(greeting)
    streams.push(response)
  })
  const feed = { url: server.url, credential: 'lk_key_c4nary', maxStaleness: 2, ...options }
  const checks = checking(setOf(key), { revocations: { feed } })
  onTestFinished(() => { checks.verifier.close() })
  return {
    ...checks, server, streams, positions, credentials,
    greet: (text: string) => { greeting = text },
    say: (text: string) => { streams.at(-1)?.write(text) },
    token: (changes = {}) => issue(key, { issuer: origin, audience: origin, ...changes }),
  }
}

describe('a verifier with a feed', () => {
  it('refuses what the feed tells of: sessions, tokens, epochs and versions', async () => {
    const { ask, token, say } = await started()
    const good = await token({ session: 's', credential: 'c', subject: 'u', epoch: 3, version: 5 })
    expect(await ask(good)).toBe('ok')
    say(revoked({ id: 'other' }) + revoked({ kind: 'epoch', id: 'u', value: 3 }) + revoked({ kind: 'version', id: 'u', value: 5 }) + live('inc.4'))
    expect(await ask(good)).toBe('ok')
    const tokens = [
      await token({ session: 'a' }), await token({ credential: 'b' }), await token({ subject: 'e', epoch: 1 }), await token({ subject: 'v', version: 1 }),
    ]
    say(revoked({ id: 'a' }) + revoked({ kind: 'credential', id: 'b' }) + revoked({ kind: 'epoch', id: 'e', value: 2 }) + revoked({ kind: 'version', id: 'v', value: 2 }))
    await expect.poll(() => Promise.all(tokens.map(ask))).toEqual(['session_revoked', 'session_revoked', 'session_revoked', 'credential_stale'])
    expect(await ask(good)).toBe('ok')
  })

  it('connects once, at the first token, and shows its credential', async () => {
    const { ask, token, server, credentials } = await started({ credential: () => Promise.resolve('lk_key_c4nary') })
    expect(server.asked()).toBe(0)
    const good = await token()
    await Promise.all(Array.from({ length: 20 }, () => ask(good)))
    expect([server.asked(), credentials]).toEqual([1, ['Bearer lk_key_c4nary']])
  })

  it('knows nothing before all is told', async () => {
    const { ask, token, greet, say, server } = await started()
    greet(reset + revoked({ id: 'a' }))
    const answer = ask(await token({ session: 'a' }))
    await expect.poll(() => server.asked()).toBe(1)
    say(live())
    expect(await answer).toBe('session_revoked')
  })

  it('answers nothing once the feed has been silent for too long, and goes on when it speaks', async () => {
    const { ask, token, say } = await started()
    const good = await token()
    expect(await ask(good)).toBe('ok')
    await new Promise((resolve) => { setTimeout(resolve, 2100) })
    expect(await ask(good)).toBe('RevocationsError')
    say(live())
    await expect.poll(() => ask(good)).toBe('ok')
  })

  it('takes what was held back on the way for as old as it is', async () => {
    const { ask, token, greet } = await started()
    greet(reset + live('inc.1', now - 33))
    expect(await ask(await token())).toBe('RevocationsError')
  })

  it('takes up where it was when the connection breaks, and forgets nothing', async () => {
    const { ask, token, say, greet, streams, positions } = await started()
    const over = await token({ session: 'a' })
    expect(await ask(over)).toBe('ok')
    say(revoked({ id: 'a' }, 'id: inc.2\n') + live('inc.2'))
    await expect.poll(() => ask(over)).toBe('session_revoked')
    greet(live('inc.2'))
    streams.at(-1)?.destroy()
    await expect.poll(() => positions, { timeout: 3000 }).toEqual([undefined, 'inc.2'])
    expect(await ask(over)).toBe('session_revoked')
  })

  it('begins anew with another log; and what broke off within that is told again from the start', async () => {
    const { ask, token, say, greet, streams, positions } = await started()
    const [old, next] = [await token({ session: 'a' }), await token({ session: 'b' })]
    await ask(old)
    say(revoked({ id: 'a' }, 'id: inc.2\n') + live('inc.2'))
    await expect.poll(() => ask(old)).toBe('session_revoked')
    greet(live('inc.2'))
    say(reset + revoked({ id: 'b' }))
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    expect([await ask(old), await ask(next)]).toEqual(['session_revoked', 'ok'])
    streams.at(-1)?.destroy()
    await expect.poll(() => positions, { timeout: 3000 }).toEqual([undefined, 'inc.2'])
    await expect.poll(() => ask(old)).toBe('session_revoked')
    say(reset + revoked({ id: 'b' }) + live('other.9'))
    await expect.poll(async () => [await ask(old), await ask(next)]).toEqual(['session_revoked', 'session_revoked'])
  })

  it.each([
    ['an entry that is none', 'event: revoked\ndata: {"kind":"session"}\n\n'],
    ['an entry of a kind that is not known', `event: revoked\ndata: ${entry({ kind: 'all' })}\n\n`],
    ['what is no JSON', 'event: revoked\ndata: x\n\n'],
    ['an event without end', 'x'.repeat(70_000)],
    ['a sign of life without its time', 'event: live\ndata: {}\n\n'],
  ])('ends the connection over %s, and says so without the credential', async (_, text) => {
    const { ask, token, say, faults, server } = await started()
    await ask(await token())
    say(text)
    await expect.poll(() => server.asked(), { timeout: 3000 }).toBe(2)
    expect(faults).toEqual([expect.stringMatching(/^RevocationsError: revocation feed http:\/\/127/)])
    expect(faults.join()).not.toContain('c4nary')
  })

  it('is refused its feed: a system error, and no word about the token', async () => {
    const { ask, token, server, faults } = await started()
    server.answer((_, response) => { response.writeHead(403).end() })
    expect(await ask(await token())).toBe('RevocationsError')
    expect(faults[0]).toContain('was answered with 403')
  }, 10_000)

  it('wants https, or loopback, for the credential that it shows', () => {
    const made = (url: string) => () => createVerifier({ issuer: origin, audience: origin, keys: setOf(key), revocations: { feed: { url, credential: 'x' } } })
    expect(made('http://auth.example.com/auth/revocations')).toThrow(/^revocations.feed.url is a URL at auth.example.com/)
    expect(made('nonsense')).toThrow(TypeError)
  })
})

describe('a verifier and the feed of a Latchkey', () => {
  it('refuses a token, a session, an old role and a disabled account within the bound', async () => {
    const { auth, close } = await startInstance({ clock: () => Math.floor(Date.now() / 1000) })
    onTestFinished(close)
    for (const [username, roles] of [['mira', []], ['probe', ['admin']]] as const) await auth.users.add({ username, password, email: null, roles })
    const [mira, probe] = [await auth.users.findByName('mira'), await auth.users.findByName('probe')]
    const credential = (await auth.apiKeys.create(probe?.id ?? '', { name: 'feed' }))?.key ?? ''
    const verifier = createVerifier({
      issuer: latchkey, audience: latchkey, keys: `${latchkey}/.well-known/jwks.json`, fetch: (url, init) => auth.handler(new Request(url, init)),
      revocations: { feed: { url: `${latchkey}/auth/revocations`, credential } },
    })
    onTestFinished(() => { verifier.close() })
    const logIn = async () => loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier: 'jwt' } })).credential
    const acts: [string, (token: string) => Promise<unknown>][] = [
      ['session_revoked', (token) => auth.revoke(token)],
      ['session_revoked', (token) => auth.logout(new Request(latchkey, { method: 'POST', headers: { authorization: `Bearer ${token}` } }))],
      ['credential_stale', () => auth.users.setRoles(mira?.id ?? '', ['editor'])],
      ['session_revoked', () => auth.users.disable(mira?.id ?? '')],
    ]
    for (const [reason, act] of acts) {
      const token = await logIn()
      expect(await verifier.verify(token)).toMatchObject({ status: 'authenticated' })
      await act(token)
      const start = performance.now()
      while ((await verifier.verify(token)).status !== 'refused') {
        expect(performance.now() - start).toBeLessThan(1500)
        await new Promise((resolve) => { setTimeout(resolve, 5) })
      }
      expect(await verifier.verify(token)).toEqual({ status: 'refused', reason })
    }
  })
})
