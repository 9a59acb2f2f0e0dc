/** The audit log: each flow leaves exactly these events: who did what to whom, from where, in which request (F-08). */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/contracts.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn, ownPage, signUp, type Sent } from '../support/client.ts'
import { password, start, startInstance, type Instance } from '../support/instance.ts'

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0'
const newPassword = 'lantern orbit cobalt'

let instance: Instance
let mira: string
const seen = new Set<string>()
beforeEach(async () => {
  instance = await startInstance()
  mira = (await addUser(instance)).id
  seen.clear()
})

const send = (line: string, { headers, ...sent }: Sent = {}) => {
  const [method = '', path = ''] = line.split(' ')
  return createClient(instance.auth).send(method, path, { ...sent, headers: { 'user-agent': agent, ...headers } })
}
const tryLogin = (json: Record<string, unknown> = {}) => send('POST /auth/login', {
  json: { username: 'mira', password, ...json },
})

/** The events since the last time, once the background is done. By type, since all are of one second. */
async function newEvents(): Promise<readonly AuditEvent[]> {
  await instance.close()
  await instance.store.open()
  const events = (await instance.store.listEvents({}, { limit: 200 })).filter(({ id }) => !seen.has(id))
  for (const { id } of events) seen.add(id)
  return events.toSorted((a, b) => a.type < b.type ? -1 : 1)
}

/** A login of mira whose own events are not looked at. */
async function loggedIn(carrier = 'jwt') {
  const login = await logIn(instance.auth, carrier)
  await newEvents()
  return { ...login, headers: { ...login.shown, ...ownPage } }
}

const event = (type: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id: expect.stringMatching(/^[\w-]{22}$/) as string, // a matcher stands for the text
  at: start, type, outcome: 'success', schema: 1, actor: mira, subject: mira, session: null, address: '198.51.100.7',
  agent, request: 'test', detail: {}, ...more,
})
const refused = (type: string, more: Partial<AuditEvent> = {}) => event(type, {
  outcome: 'failure', actor: null, ...more,
})

describe('F-08: a flow leaves exactly its events', () => {
  it.each(['cookie', 'jwt', 'token'])('a login by %s', async (carrier) => {
    const { body } = await tryLogin({ carrier })
    const { id: session } = body['session'] as { id: string } // login.test.ts holds the shape
    expect(await newEvents()).toEqual([
      event('authn_login_success', { session, detail: { method: 'password' } }),
      event('session_created', { session, detail: { carrier } }),
    ])
  })

  it('a login that takes the place of another', async () => {
    const { headers, session: before } = await loggedIn('cookie')
    await send('POST /auth/login', { json: { username: 'mira', password }, headers })
    const events = await newEvents()
    expect(events.map(({ type }) => type)).toEqual(['authn_login_success', 'session_created', 'session_revoked'])
    expect(events[2]).toEqual(event('session_revoked', { session: before, detail: { reason: 'replaced' } }))
  })

  it('a login that makes room', async () => {
    instance = await startInstance({ store: instance.store, limits: { sessionsPerUser: 1 } })
    const { session: oldest } = await loggedIn()
    await tryLogin()
    const events = await newEvents()
    expect(events.map(({ type }) => type)).toEqual(['authn_login_success', 'session_created', 'session_revoked'])
    expect(events[2]).toEqual(event('session_revoked', { session: oldest, detail: { reason: 'session_limit' } }))
  })

  it('a failed login: of a known name with its subject, of an unknown one without, never with the name', async () => {
    await tryLogin({ password: 'wrong' })
    expect(await newEvents()).toEqual([refused('authn_login_fail', { detail: { method: 'password', failures: 1 } })])
    await tryLogin({ username: 'c4nary' })
    const [unknown] = await newEvents()
    expect(unknown).toEqual(refused('authn_login_fail', { subject: null, detail: { method: 'password', failures: 1 } }))
  })

  it('the failure with which waiting begins', async () => {
    for (let failure = 0; failure < 5; failure++) await tryLogin({ password: 'wrong' })
    const events = await newEvents()
    expect(events.map(({ type }) => type)).toEqual([...Array<string>(4).fill('authn_login_fail'), 'authn_login_lock'])
    expect(events[4]).toEqual(refused('authn_login_lock', { detail: { method: 'password', failures: 5 } }))
  })

  it('an attempt that meets a limit', async () => {
    for (let failure = 0; failure < 5; failure++) await tryLogin({ password: 'wrong' })
    await newEvents()
    expect((await tryLogin()).status).toBe(429)
    expect((await newEvents()).map(({ type, outcome }) => [type, outcome]))
      .toEqual([['excess_rate_limit_exceeded', 'failure']])
  })

  it('a sign-up', async () => {
    const { body } = await send('POST /auth/signup', { json: { username: 'anna', password } })
    const [
      { id: subject }, { id: session },
    ] = [body['user'], body['session']] as [{ id: string }, { id: string }] // signup.test.ts holds the shape
    const by = { actor: subject, subject }
    expect(await newEvents()).toEqual([
      event('authn_login_success', { ...by, session, detail: { method: 'password' } }),
      event('session_created', { ...by, session, detail: { carrier: 'cookie' } }), event('user_created', by),
    ])
  })

  it('a sign-up that makes the first administrator', async () => {
    const setup = await instance.auth.createSetup()
    const { body } = await send('POST /auth/signup', { json: { username: 'anna', password, setup } })
    const { id } = body['user'] as { id: string } // signup.test.ts holds the shape
    const events = await newEvents()
    expect(events.map(({ type }) => type))
      .toEqual(['authn_login_success', 'privilege_permissions_changed', 'session_created', 'user_created'])
    expect(events[1])
      .toEqual(
        event('privilege_permissions_changed', { actor: id, subject: id, detail: { role: 'admin', by: 'setup' } }),
      )
  })

  it('a logout', async () => {
    const { headers, session } = await loggedIn()
    await send('POST /auth/logout', { headers })
    expect(await newEvents()).toEqual([event('session_revoked', { session, detail: { reason: 'logout' } })])
  })

  it('a refresh, a race within the grace, and a reuse after it', async () => {
    const { refreshToken, session } = await loggedIn()
    const json = { refresh_token: refreshToken }
    await send('POST /auth/refresh', { json })
    expect(await newEvents()).toEqual([event('session_renewed', { session })])
    await send('POST /auth/refresh', { json })
    expect(await newEvents()).toEqual([])
    instance.pass(31)
    await send('POST /auth/refresh', { json })
    const at = start + 31
    expect(await newEvents()).toEqual([
      event('authn_token_reuse', { at, session, outcome: 'failure', detail: { generation: 1 } }),
      event('session_revoked', { at, session, detail: { reason: 'token_reused' } }),
    ])
  })

  it('a re-authentication', async () => {
    const { headers, session } = await loggedIn('cookie')
    await send('POST /auth/reauthenticate', { headers, json: { password } })
    expect(await newEvents()).toEqual([event('session_renewed', { session, detail: { reason: 'reauthenticated' } })])
  })

  it('a password change', async () => {
    const { headers, session } = await loggedIn()
    await send('POST /auth/password', { headers, json: { current_password: password, new_password: newPassword } })
    expect(await newEvents()).toEqual([
      event('authn_password_change', { session }), event('session_revoked', { detail: { reason: 'password_changed' } }),
    ])
  })

  it.each([
    ['', 'others_ended'], ['?all=true', 'all_ended'],
  ])('ending sessions by DELETE /auth/sessions%s', async (query, reason) => {
    const { headers } = await loggedIn()
    await send(`DELETE /auth/sessions${query}`, { headers })
    expect(await newEvents()).toEqual([event('session_revoked', { detail: { reason } })])
  })

  it('ending one session', async () => {
    const { session } = await loggedIn()
    const { headers } = await loggedIn()
    await send(`DELETE /auth/sessions/${session}`, { headers })
    expect(await newEvents()).toEqual([event('session_revoked', { session, detail: { reason: 'ended_by_user' } })])
  })

  it('a forged request', async () => {
    const { shown } = await loggedIn('cookie')
    await send('DELETE /auth/sessions', { headers: { ...shown, origin: 'https://evil.example' } })
    expect(await newEvents()).toEqual([refused('malicious_csrf', { subject: null })])
  })

  describe('what an operator does', () => {
    const by = { actor: null, address: null, agent: null, request: null }
    it.each<[string, () => Promise<unknown>, AuditEvent]>([
      ['sets roles', () => instance.auth.users.setRoles(mira, ['editor']),
        event('privilege_permissions_changed', { ...by, detail: { roles: 'editor' } })],
      ['disables', () => instance.auth.users.disable(mira),
        event('session_revoked', { ...by, detail: { reason: 'disabled' } })],
      ['enables', () => instance.auth.users.enable(mira), event('user_updated', { ...by, detail: { enabled: true } })],
      ['unlocks', () => instance.auth.users.unlock('mira'),
        event('user_updated', { ...by, detail: { unlocked: true } })],
    ])('%s', async (_, act, expected) => {
      await act()
      expect(await newEvents()).toEqual([{ ...expected, subject: mira }])
    })
  })

  it('what only looks, or is refused for its form, leaves none', async () => {
    const { headers } = await loggedIn('cookie')
    for (const line of [
      'GET /auth/me', 'GET /auth/sessions', 'GET /auth/account', 'GET /auth/login', 'GET /auth/nowhere',
      'POST /auth/logout?x',
    ]) {
      await send(line, line.startsWith('GET') ? { headers } : { json: '{' })
    }
    await signUp(instance.auth, 'a b')
    expect(await newEvents()).toEqual([])
  })
})

describe('F-10: what a stranger writes', () => {
  it('is cut to 256 characters, and is one text', async () => {
    await send('POST /auth/login', {
      json: { username: 'mira', password }, headers: { 'user-agent': `${'\u00e9'.repeat(255)}${'x'.repeat(5000)}` },
    })
    for (const { agent: written } of await newEvents()) {
      expect(written?.length).toBe(256)
      expect(written?.isWellFormed()).toBe(true)
    }
  })

  it('ends no line: a header with one is no request', () => {
    for (const end of ['\n', '\r', '\u0000']) expect(() => new Headers({ 'user-agent': `a${end}b` })).toThrow(TypeError)
  })
})
