/** What the client does for its caller is the same for all three carriers. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ClientError, type CarrierName, type Login, type StorageName } from '../../src/client.ts'
import { password } from '../support/instance.ts'
import { carriers, mira, openHouse, type House, type Program } from './programs.ts'

let house: House
beforeEach(async () => { house = await openHouse({ roles: { '*': ['orders:read'] } }) })

/** The error that a promise rejects with. */
async function fault(promise: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason)
  if (error instanceof ClientError) return error
  throw new Error('it was to reject with a ClientError', { cause: error })
}

const ways: readonly { readonly carrier: CarrierName, readonly storage?: StorageName }[] = [
  ...carriers.map((carrier) => ({ carrier })), { carrier: 'jwt', storage: 'cookie' }, { carrier: 'token', storage: 'cookie' },
]

describe.each(ways)('a client: %j', (way) => {
  const { carrier } = way
  let program: Program
  beforeEach(() => { program = house.program(way) })
  const another = () => house.program(way)

  it('knows nobody before a login, and a logout of nobody is none', async () => {
    expect(await program.client.me()).toBeNull()
    await program.client.logout()
    expect(await program.client.me()).toBeNull()
    expect(program.asked.filter((line) => !/^GET .* 401$|refresh 401$|logout 204$/.test(line))).toEqual([])
  })

  it('signs up, and is logged in', async () => {
    const login = await program.client.signup({ ...mira, email: 'mira@example.org' })
    expect(login).toEqual({
      carrier, user: { id: expect.any(String), username: 'mira', roles: [] },
      session: { id: expect.any(String), createdAt: house.instance.now(), authTime: house.instance.now(), expiresAt: expect.any(Number) },
    })
    expect(await program.client.me()).toEqual({ ...login, scope: null })
  })

  it('logs in, asks as somebody, logs out, and asks as nobody', async () => {
    await another().client.signup(mira)
    const { user } = await program.client.login(mira)
    expect(await (await program.client.fetch('/orders')).json()).toEqual({ for: user.id, body: '' })
    await program.client.logout()
    expect(await program.client.me()).toBeNull()
    expect((await program.client.fetch('/orders')).status).toBe(401)
    expect((await house.instance.store.listSessions(user.id, 0, { limit: 10 })).length).toBe(1)
  })

  it('tells who listens of a login and a logout, once each', async () => {
    const heard: (string | null)[] = []
    const stop = program.client.onChange((login) => { heard.push(login?.user.username ?? null) })
    await program.client.signup(mira)
    await program.client.me()
    await program.client.logout()
    await program.client.me()
    stop()
    await program.client.login(mira)
    expect(heard).toEqual(['mira', null])
  })

  it('tells who listens that the login was ended elsewhere, when it next asks', async () => {
    const { user } = await program.client.signup(mira)
    const heard: (Login | null)[] = []
    program.client.onChange((login) => { heard.push(login) })
    await house.instance.auth.users.disable(user.id)
    expect((await program.client.fetch('/orders')).status).toBe(401)
    expect(heard).toEqual([null])
    expect(await program.client.me()).toBeNull()
  })

  it('lists devices, ends one, the others, and all', async () => {
    await program.client.signup(mira)
    const [second, third] = [another(), another()]
    const { session } = await second.client.login(mira)
    await third.client.login(mira)
    const { sessions, nextCursor } = await program.client.sessions.list()
    expect([sessions.length, nextCursor, sessions.filter(({ current }) => current).length]).toEqual([3, null, 1])
    expect(sessions[0]).toMatchObject({ carrier, lastSeenAt: house.instance.now() })
    await program.client.sessions.end(session.id)
    expect([await second.client.me(), await third.client.me()]).toEqual([null, expect.anything()])
    await program.client.sessions.endOthers()
    expect([await program.client.me(), await third.client.me()]).toEqual([expect.anything(), null])
    await program.client.sessions.endAll()
    expect(await program.client.me()).toBeNull()
  })

  it('pages through devices', async () => {
    await program.client.signup(mira)
    await another().client.login(mira)
    const first = await program.client.sessions.list({ limit: 1 })
    const second = await program.client.sessions.list({ limit: 1, cursor: first.nextCursor ?? '' })
    expect([first.sessions.length, second.sessions.length, second.nextCursor]).toEqual([1, 1, null])
  })

  it('ends its own session by its id, which is a logout', async () => {
    const { session } = await program.client.signup(mira)
    await program.client.sessions.end(session.id)
    expect(program.asked.at(-1)).toBe('POST /auth/logout 204')
    expect(await program.client.me()).toBeNull()
  })

  it('exchanges the login for a JWT and for a ticket', async () => {
    await program.client.signup(mira)
    const { accessToken, expiresIn, scope } = await program.client.exchange({ carrier: 'jwt', scope: 'orders:read', expiresIn: 60 })
    expect([accessToken.split('.').length, expiresIn, scope]).toEqual([3, 60, 'orders:read'])
    expect(await program.client.exchange({ carrier: 'ticket', path: '/files/a' })).toMatchObject({
      carrier: 'ticket', ticket: expect.any(String), path: '/files/a', method: 'GET',
    })
  })

  it('proves the password again, changes it, and stays logged in', async () => {
    await program.client.signup(mira)
    house.instance.pass(60)
    await program.client.reauthenticate(password)
    expect((await program.client.me())?.session.authTime).toBe(house.instance.now())
    await program.client.changePassword({ current: password, next: 'lantern otter voyage' })
    expect(await program.client.me()).not.toBeNull()
    house.instance.pass(1000)
    expect(await program.client.me()).not.toBeNull()
    await another().client.login({ username: 'mira', password: 'lantern otter voyage' })
  })

  it('asks once with a wrong password, and stays logged in', async () => {
    await program.client.signup(mira)
    const before = program.asked.length
    expect((await fault(program.client.reauthenticate('cobalt meadow wrench'))).code).toBe('invalid_credentials')
    expect(program.asked.slice(before)).toEqual(['POST /auth/reauthenticate 401'])
    expect(await program.client.me()).not.toBeNull()
  })

  it('tells a refusal by its code, status and reasons', async () => {
    const weak = await fault(program.client.signup({ username: 'mira', password: 'short' }))
    expect(weak).toMatchObject({ code: 'password_rejected', status: 422, reasons: ['too_short'], retryAfter: null, retryable: false })
    const unknown = await fault(program.client.login(mira))
    expect(unknown).toMatchObject({ code: 'invalid_credentials', status: 401, retryable: false })
    expect(`${unknown.message}${JSON.stringify(unknown)}`).not.toContain(password)
  })

  it('tells trouble as retryable, and keeps the login', async () => {
    await program.client.signup(mira)
    for (const [path, call] of [['/auth/me', program.client.me], ['/auth/logout', program.client.logout], ['/auth/sessions', program.client.sessions.list]] as const) {
      program.instead(path, () => { throw new TypeError('fetch failed') })
      expect(await fault(call())).toMatchObject({ code: 'network', status: 0, retryable: true })
      program.instead(path, () => new Response('Bad gateway', { status: 502 }))
      expect(await fault(call())).toMatchObject({ code: 'unexpected_answer', status: 502, retryable: true })
      program.instead(path, () => Response.json({ code: 'throttled' }, { status: 429, headers: { 'retry-after': '7' } }))
      expect(await fault(call())).toMatchObject({ code: 'throttled', retryAfter: 7, retryable: true })
    }
    expect(await program.client.me()).not.toBeNull()
  })

  it('is still logged in after hours of use', async () => {
    await program.client.signup(mira)
    for (let hour = 0; hour < 11; hour++) {
      house.instance.pass(3600)
      expect((await program.client.fetch('/orders')).status).toBe(200)
      expect(await program.client.me()).not.toBeNull()
    }
    house.instance.pass(3600)
    expect(await program.client.me()).toBeNull()
  })
})
