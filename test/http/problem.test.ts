/** Every code of the table, each provoked by a real request. `unknown_host` is the listener's, and tested there. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { BusyError } from '../../src/crypto/password-hash.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { createClient, logIn, loginOf, me, ownPage, signUp, type Answer, type Sent } from '../support/client.ts'
import { countingHasher, password, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { addUser } from './people.ts'

const none = 'Bearer realm="latchkey"'
const invalid = 'Bearer realm="latchkey", error="invalid_token"'

let instance: Instance
afterEach(() => instance.close())

async function open(options: InstanceOptions = {}): Promise<Instance> {
  instance = await startInstance(options)
  await addUser(instance)
  return instance
}

const send = (line: string, sent: Sent = {}): Promise<Answer> => {
  const [method = '', path = ''] = line.split(' ')
  return createClient(instance.auth).send(method, path, sent)
}
const tryLogin = (sent: Record<string, unknown> = {}) => send('POST /auth/login', {
  json: { username: 'mira', password, ...sent },
})
const userId = async () => (await instance.auth.users.findByName('mira'))?.id ?? ''

interface Provocation {
  readonly status: number
  readonly challenge?: string
  readonly retryAfter?: string
  readonly options?: InstanceOptions
  by(): Promise<Answer>
}

const failing = (error: Error): Store => ({ ...memoryStore(), findUserByName: async () => { throw error } })

/** What provokes each code, its status, and the headers that go with it. */
const provoked: Readonly<Record<string, Provocation>> = {
  malformed_request: { status: 400, by: () => send('POST /auth/login', { json: '{' }) },
  unknown_field: { status: 400, by: () => tryLogin({ role: 'admin' }) },
  ambiguous_credentials: {
    status: 400,
    by: async () => me(instance.auth, {
      ...(await logIn(instance.auth, 'cookie')).shown, ...(await logIn(instance.auth, 'jwt')).shown,
    }),
  },
  invalid_credentials: { status: 401, challenge: none, by: () => tryLogin({ password: 'wrong' }) },
  credential_missing: { status: 401, challenge: none, by: () => me(instance.auth, {}) },
  credential_invalid: { status: 401, challenge: invalid, by: () => me(instance.auth, { authorization: 'Bearer x' }) },
  credential_expired: {
    status: 401, challenge: invalid,
    async by() {
      const { shown } = await logIn(instance.auth, 'cookie')
      instance.pass(7200)
      return me(instance.auth, shown)
    },
  },
  credential_stale: {
    status: 401, challenge: invalid,
    async by() {
      const { shown } = await logIn(instance.auth, 'jwt')
      await instance.auth.users.setRoles(await userId(), ['editor'])
      return me(instance.auth, shown)
    },
  },
  session_revoked: {
    status: 401, challenge: invalid,
    async by() {
      const { shown, session } = await logIn(instance.auth, 'jwt')
      await instance.auth.sessions.end(await userId(), session)
      return me(instance.auth, shown)
    },
  },
  token_reused: {
    status: 401, challenge: invalid,
    async by() {
      const json = { refresh_token: (await logIn(instance.auth, 'jwt')).refreshToken }
      await send('POST /auth/refresh', { json })
      instance.pass(31)
      return send('POST /auth/refresh', { json })
    },
  },
  csrf_rejected: { status: 403, by: () => send('POST /auth/logout', { headers: { origin: 'https://evil.example' } }) },
  signup_closed: { status: 403, options: { signup: 'closed' }, by: () => signUp(instance.auth, 'anna') },
  not_found: { status: 404, by: () => send('GET /auth/nowhere') },
  method_not_allowed: { status: 405, by: () => send('PUT /auth/me') },
  not_acceptable: { status: 406, options: { pages: null }, by: () => send('GET /auth/login') },
  username_taken: { status: 409, by: () => signUp(instance.auth, 'mira') },
  body_too_large: { status: 413, by: () => tryLogin({ password: 'x'.repeat(17_000) }) },
  unsupported_media_type: {
    status: 415, by: () => send('POST /auth/login', { json: '{}', headers: { 'content-type': 'text/plain' } }),
  },
  username_rejected: { status: 422, by: () => signUp(instance.auth, 'a b') },
  password_rejected: { status: 422, by: () => signUp(instance.auth, 'anna', { password: 'short' }) },
  throttled: {
    status: 429, retryAfter: '30',
    async by() {
      for (let failure = 0; failure < 5; failure++) await tryLogin({ password: 'wrong' })
      return tryLogin()
    },
  },
  internal_error: { status: 500, options: { store: failing(new Error('a fault')) }, by: () => tryLogin() },
  unavailable: {
    status: 503, retryAfter: '5', options: { store: failing(new StoreError('away')) }, by: () => tryLogin(),
  },
  busy: {
    status: 503, retryAfter: '1', by: () => tryLogin(),
    options: { passwordHasher: { ...countingHasher(), verify: () => Promise.reject(new BusyError(1)) } },
  },
}

describe.each(Object.entries(provoked))('E-16: %s', (code, { status, challenge, retryAfter, options, by }) => {
  it(`is ${status}, as a problem that names it and the request, and nothing else`, async () => {
    await open(options)
    const { status: answered, body, headers } = await by()
    expect([answered, headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(body).toMatchObject({ status, code, request_id: 'test', title: expect.stringMatching(/^[A-Z][^<>{}]+\.$/) })
    const members = ['title', 'status', 'code', 'detail', 'reasons', 'request_id']
    expect(Object.keys(body).filter((name) => !members.includes(name))).toEqual([])
    expect(headers.get('www-authenticate')).toBe(challenge ?? null)
    expect(headers.get('retry-after')).toBe(retryAfter ?? null)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.getSetCookie()).toEqual([])
  })
})

it('a login that failed because hashing was busy is no failure of the person', async () => {
  const hasher = countingHasher()
  let isBusy = true
  await open({
    passwordHasher: {
      ...hasher, verify: (text, phc) => isBusy ? Promise.reject(new BusyError(1)) : hasher.verify(text, phc),
    },
  })
  for (let attempt = 0; attempt < 8; attempt++) expect((await tryLogin()).status).toBe(503)
  isBusy = false
  expect(loginOf(await tryLogin()).session).not.toBe('')
})

it('E-16: a fault of ours tells the sender no path, no name of a file and no version', async () => {
  await open({ store: failing(new Error('a fault')) })
  const { text } = await tryLogin()
  expect(text).not.toMatch(/node_modules|src\/|\.ts|\bat \w|Error:|SQL|\d+\.\d+\.\d+/)
})

it('a request by someone else’s page tells what to do about it', async () => {
  await open()
  const { shown } = await logIn(instance.auth, 'cookie')
  const { status, body } = await send('DELETE /auth/sessions', { headers: shown })
  expect([status, body['detail']]).toEqual([403, expect.stringContaining('Origin')])
  expect((await send('DELETE /auth/sessions', { headers: { ...shown, ...ownPage } })).status).toBe(204)
})
