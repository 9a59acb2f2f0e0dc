import { describe, expect, it } from 'vitest'
import { createClient, logIn, ownPage, signUp } from '../support/client.ts'
import { startInstance } from '../support/instance.ts'

const path = '/auth/session/data'

async function stage(carrier = 'jwt') {
  const instance = await startInstance({ sessionData: { clientKeys: ['basket', 'theme'] } })
  await signUp(instance.auth)
  const login = await logIn(instance.auth, carrier)
  const shown = carrier === 'cookie' ? { ...login.shown, ...ownPage } : login.shown
  const client = createClient(instance.auth)
  const patch = (json: unknown, version: string | null, headers: Readonly<Record<string, string>> = shown) => (
    client.send('PATCH', path, { json, headers: { ...headers, ...(version !== null && { 'if-match': version }) } })
  )
  const get = (headers: Readonly<Record<string, string>> = shown) => client.send('GET', path, { headers })
  const server = async () => instance.auth.session(new Request('http://localhost:3000/x', { method: 'POST', headers: shown }))
  return { instance, client, shown, patch, get, server }
}

describe.each(['cookie', 'jwt', 'token'])('GET and PATCH /auth/session/data, by %s', (carrier) => {
  it('show and change the members that are open to clients, and keep the others to the application', async () => {
    const { patch, get, server } = await stage(carrier)
    await (await server()).update(() => ({ basket: ['a'], plan: 'gold' }))
    const first = await get()
    expect([first.status, first.body, first.headers.get('etag')]).toEqual([200, { basket: ['a'] }, '"1"'])
    const changed = await patch({ basket: ['a', 'b'], theme: { dark: true } }, '"1"')
    expect([changed.status, changed.body, changed.headers.get('etag')]).toEqual([200, { basket: ['a', 'b'], theme: { dark: true } }, '"2"'])
    expect((await patch({ theme: null }, '"2"')).body).toEqual({ basket: ['a', 'b'] })
    expect(await (await server()).get()).toEqual({ basket: ['a', 'b'], plan: 'gold' })
  })
})

describe('PATCH /auth/session/data', () => {
  it('of two changes to one version takes one, and tells the other', async () => {
    const { patch } = await stage()
    const answers = await Promise.all([patch({ theme: 'a' }, '"0"'), patch({ theme: 'b' }, '"0"')])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    expect(answers.find(({ status }) => status === 412)?.body['code']).toBe('precondition_failed')
  })

  it.each<[string, unknown, string | null, number, string]>([
    ['without If-Match', { theme: 'a' }, null, 428, 'precondition_required'],
    ['with If-Match that is no ETag of ours', { theme: 'a' }, '0', 428, 'precondition_required'],
    ['of an old version', { theme: 'a' }, '"7"', 412, 'precondition_failed'],
    ['of a member that is not open', { plan: 'gold' }, '"0"', 403, 'key_not_writable'],
    ['of a member of Object.prototype', { toString: 'a' }, '"0"', 403, 'key_not_writable'],
    ['that is a list', ['a'], '"0"', 400, 'malformed_request'],
  ])('%s is refused and changes nothing', async (_, json, version, status, code) => {
    const { patch, server } = await stage()
    const answer = await patch(json, version)
    expect([answer.status, answer.body['code']]).toEqual([status, code])
    expect(await (await server()).get()).toEqual({})
  })

  it('beyond the bound of a visitor is refused', async () => {
    const { instance } = await stage()
    const client = createClient(instance.auth, { browser: true })
    const headers = { 'if-match': '"0"' }
    expect((await client.send('PATCH', path, { json: { theme: 'x'.repeat(17_000) }, headers })).status).toBe(413)
    expect(client.cookies.size).toBe(0)
  })

  it('by a visitor makes a session, whose cookie shows it again', async () => {
    const { instance } = await stage()
    const client = createClient(instance.auth, { browser: true })
    expect((await client.send('GET', path)).headers.getSetCookie()).toEqual([])
    const answer = await client.send('PATCH', path, { json: { basket: ['a'] }, headers: { 'if-match': '"0"' } })
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"'])
    expect((await client.send('GET', path)).body).toEqual({ basket: ['a'] })
  })

  it('B-14: from another site is refused, with a cookie and without', async () => {
    const { patch, shown } = await stage('cookie')
    for (const headers of [{ ...shown, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await patch({ theme: 'a' }, '"0"', headers)
      expect([answer.status, answer.body['code'], answer.headers.getSetCookie()]).toEqual([403, 'csrf_rejected', []])
    }
  })

  it('by a token in a header needs no check against other sites, wherever the header is', async () => {
    const { patch, shown } = await stage('token')
    const token = shown['authorization']?.replace('Bearer ', '') ?? ''
    const answer = await patch({ theme: 'a' }, '"0"', { 'x-auth-token': token, 'sec-fetch-site': 'cross-site' })
    expect(answer.status).toBe(200)
  })

  it('by a credential that is bad is refused, and makes no session', async () => {
    const { patch } = await stage()
    const answer = await patch({ theme: 'a' }, '"0"', { authorization: 'Bearer nonsense' })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
  })
})

describe('a remembered login', () => {
  it('B-23: gets its cookie again as its idle limit moves, once a minute, and never beyond its end', async () => {
    const { instance, client } = await stage()
    const { shown, answer } = await logIn(instance.auth, 'cookie', { remember: true })
    const maxAge = (lines: readonly string[]) => lines.map((line) => /^__Host-latchkey=.*Max-Age=(\d+)/.exec(line)?.[1]).filter(Boolean)
    expect(maxAge(answer.headers.getSetCookie())).toEqual([String(14 * 86_400)])
    const ask = async () => maxAge((await client.send('GET', '/auth/me', { headers: shown })).headers.getSetCookie())
    expect(await ask()).toEqual([])
    instance.pass(86_400)
    expect(await ask()).toEqual([String(14 * 86_400)])
    for (let day = 0; day < 28; day++) {
      instance.pass(86_400)
      await ask()
    }
    instance.pass(3600)
    expect(await ask()).toEqual([String(86_400 - 3600)])
  })

  it('that is not remembered gets no cookie again', async () => {
    const { instance, client } = await stage()
    const { shown } = await logIn(instance.auth, 'cookie')
    instance.pass(120)
    expect((await client.send('GET', '/auth/me', { headers: shown })).headers.getSetCookie()).toEqual([])
  })
})

describe('a route that asks for a recent proof', () => {
  it.each(['cookie', 'jwt', 'token'])('B-12: turns a login by %s away after it, with 403 and what to do', async (carrier) => {
    const { instance, shown } = await stage(carrier)
    const request = () => new Request('http://localhost:3000/payout', { headers: shown })
    const options = { recent: 300, freshness: 'authoritative' } as const
    instance.pass(300)
    expect((await instance.auth.authenticate(request(), options)).status).toBe('authenticated')
    instance.pass(1)
    const outcome = await instance.auth.authenticate(request(), options)
    expect(outcome).toEqual({ status: 'refused', reason: 'reauthentication_required' })
    const response = instance.auth.challenge(outcome)
    expect(response?.status).toBe(403)
    expect(response?.headers.get('www-authenticate')).toContain('insufficient_user_authentication')
  })
})
