/** /auth/keys: made once, shown once, used by programs, ended by name. */
import { describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { createClient, logIn, me, ownPage } from '../support/client.ts'
import { bearing, exchange, exchanged, newKey, roles, type Shown } from '../support/narrowing.ts'
import { faults, origin, startInstance, type InstanceOptions } from '../support/instance.ts'
import { addUser } from './people.ts'
import { watchedStore, type Call } from './watched-store.ts'

async function start(options: InstanceOptions = {}) {
  const instance = await startInstance({ roles, ...options })
  const user = await addUser(instance, 'mira', { roles: ['editor'] })
  const { shown } = await logIn(instance.auth, 'jwt')
  const send = (line: string, json?: object, headers: Shown = shown) => {
    const [method = '', path = ''] = line.split(' ')
    return createClient(instance.auth).send(method, path, { headers: { ...headers, ...ownPage }, ...(json && { json }) })
  }
  return { ...instance, user, shown, send }
}

describe('a key', () => {
  it('is shown once, and stored as a digest', async () => {
    const { send, store, user } = await start()
    const made = await send('POST /auth/keys', { name: '  Nightly export ', scope: 'orders:read' })
    const { key, ...about } = made.body
    expect([made.status, String(key)]).toEqual([201, expect.stringMatching(/^lk_key_[\w-]{43}$/)])
    expect(about).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/), name: 'Nightly export', begins: String(key).slice(0, 11), scope: 'orders:read',
      created_at: 1_767_225_600, expires_at: 1_767_225_600 + 90 * 86_400, last_used_at: null,
    })
    const listed = await send('GET /auth/keys')
    expect(listed.body).toEqual({ keys: [about], next_cursor: null })
    const [row] = await store.listUserSecrets(user.id, 'key')
    expect(row?.digest).toBe(createHash('sha256').update(String(key)).digest('base64url'))
    expect(JSON.stringify(row)).not.toContain(String(key).slice(11))
  })

  it('opens what its user may, in both headers, and says what it is', async () => {
    const { auth, shown, user } = await start()
    const { id, key } = await newKey(auth, shown)
    for (const headers of [bearing(key), { 'x-auth-token': key }]) {
      expect((await me(auth, headers)).body).toEqual({ user: { id: user.id, username: 'mira', roles: ['editor'] }, carrier: 'key', scope: null, session: null })
      const outcome = await auth.authenticate(new Request(origin, { headers }), { freshness: 'stateless' })
      expect(outcome).toMatchObject({ principal: { subject: user.id, session: id, credential: id, carrier: 'key', authTime: 0 } })
    }
    expect((await me(auth, { cookie: `__Host-latchkey=${key}`, ...ownPage })).status).toBe(401)
  })

  it('is known with another spelling by nobody', async () => {
    const { auth, shown } = await start()
    const { key } = await newKey(auth, shown)
    for (const near of [key.toUpperCase(), `${key}A`, key.slice(0, -1), key.replace('lk_key_', 'lk_se_'), key.replace('lk_key_', 'lk_tk_'), `${key}=`]) {
      expect((await me(auth, bearing(near))).body['code']).toBe('credential_invalid')
    }
  })

  it.each([
    ['no name', {}], ['an empty name', { name: ' ' }], ['a long one', { name: 'x'.repeat(65) }], ['a line break', { name: 'a\nb' }], ['half a pair', { name: '\ud800' }],
    ['a day too much', { name: 'a', expires_in: 365 * 86_400 + 1 }], ['no life', { name: 'a', expires_in: 0 }], ['for ever', { name: 'a', expires_in: null }],
    ['a scope that is none', { name: 'a', scope: 'a  b' }], ['a user', { name: 'a', user: 'root' }], ['a key of its own', { name: 'a', key: 'lk_key_x' }],
  ])('is not made with %s', async (_, json) => {
    const { send } = await start()
    expect((await send('POST /auth/keys', json)).status).toBe(400)
    expect((await send('GET /auth/keys')).body['keys']).toEqual([])
  })

  it('can do no more than its user', async () => {
    const { send } = await start()
    for (const scope of ['latchkey:admin', 'orders:delete', '*']) expect((await send('POST /auth/keys', { name: 'a', scope })).body['code']).toBe('insufficient_scope')
  })

  it('B-14: is not made by another site', async () => {
    const { auth } = await start()
    const { shown } = await logIn(auth, 'cookie')
    const answer = await createClient(auth).send('POST', '/auth/keys', { headers: { ...shown, 'sec-fetch-site': 'cross-site' }, json: { name: 'a' } })
    expect([answer.status, answer.body['code']]).toEqual([403, 'csrf_rejected'])
  })

  it('is one of a hundred at most, of those that live', async () => {
    const { send, auth, user, pass } = await start()
    for (let n = 0; n < 100; n++) expect(await auth.apiKeys.create(user.id, { name: `key ${n}`, expiresIn: 600 })).not.toBeNull()
    expect((await send('POST /auth/keys', { name: 'One more' })).body['code']).toBe('forbidden')
    expect(await auth.apiKeys.create(user.id, { name: 'One more' })).toBeNull()
    expect((await send('GET /auth/keys')).body['keys']).toHaveLength(100)
    pass(600)
    expect((await send('POST /auth/keys', { name: 'One more' }, (await logIn(auth, 'jwt')).shown)).status).toBe(201)
  })
})

describe('what ends a key', () => {
  const ended = async (auth: Awaited<ReturnType<typeof start>>['auth'], key: string) => (await me(auth, bearing(key))).body['code']

  it('is its time, to the second', async () => {
    const { auth, shown, pass } = await start()
    const { key } = await newKey(auth, shown, { expires_in: 100 })
    pass(99)
    expect((await me(auth, bearing(key))).status).toBe(200)
    pass(1)
    expect(await ended(auth, key)).toBe('credential_expired')
  })

  it('is DELETE by its user, for it and all that was exchanged for it, at once', async () => {
    const { auth, send, shown } = await start()
    const { id, key } = await newKey(auth, shown)
    const derived = await Promise.all(['jwt', 'token'].map((carrier) => exchanged(auth, bearing(key), { carrier })))
    expect((await send(`DELETE /auth/keys/${id}`)).status).toBe(204)
    expect(await ended(auth, key)).toBe('credential_invalid')
    for (const one of derived) {
      expect(await ended(auth, one)).toBe('session_revoked')
      expect(await auth.authenticate(new Request(origin, { headers: bearing(one) }))).toEqual({ status: 'refused', reason: 'session_revoked' })
      // Less than a login, alive or over, ends none.
      expect((await createClient(auth).send('POST', '/auth/logout', { headers: bearing(one) })).status).toBe(403)
    }
    expect((await send(`DELETE /auth/keys/${id}`)).status).toBe(404)
    expect((await me(auth, shown)).status).toBe(200)
  })

  it('is whoever has it, by /auth/revoke (RFC 7009)', async () => {
    const { auth, shown } = await start()
    const { key } = await newKey(auth, shown)
    const derived = await exchanged(auth, bearing(key), { carrier: 'jwt' })
    expect((await createClient(auth).send('POST', '/auth/revoke', { form: { token: key } })).status).toBe(200)
    expect([await ended(auth, key), await ended(auth, derived)]).toEqual(['credential_invalid', 'session_revoked'])
  })

  it('is not somebody else', async () => {
    const instance = await start()
    const { auth, shown } = instance
    const { id, key } = await newKey(auth, shown)
    await addUser(instance, 'zoe')
    const zoe = await logIn(auth, 'jwt', { username: 'zoe' })
    expect((await instance.send(`DELETE /auth/keys/${id}`, undefined, zoe.shown)).status).toBe(404)
    expect((await me(auth, bearing(key))).status).toBe(200)
  })

  it.each(['logout', 'everywhere', 'others'])('is not a logout: %s', async (how) => {
    const { auth, send, shown } = await start()
    const { key } = await newKey(auth, shown)
    const line = how === 'logout' ? 'POST /auth/logout' : `DELETE /auth/sessions${how === 'everywhere' ? '?all=true' : ''}`
    expect((await send(line)).status).toBeLessThan(300)
    expect((await me(auth, bearing(key))).status).toBe(200)
    expect((await exchange(auth, bearing(key), { carrier: 'jwt' })).status).toBe(200)
  })

  it.each(['disable', 'delete'] as const)('is to %s the account, and it does not come back', async (how) => {
    const { auth, shown, user } = await start()
    const { key } = await newKey(auth, shown)
    const derived = await exchanged(auth, bearing(key), { carrier: 'token' })
    await auth.users[how](user.id)
    for (const one of [key, derived]) expect(await ended(auth, one)).toMatch(/^(credential_invalid|session_revoked)$/)
    await auth.users.enable(user.id)
    for (const one of [key, derived]) expect(await ended(auth, one)).toMatch(/^(credential_invalid|session_revoked)$/)
  })

  it('B-08: a logout in the middle of making one leaves none', async () => {
    let act: (() => Promise<unknown>) | null = null
    const store = watchedStore(async ({ writes }) => {
      if (act === null || !writes.some((write) => write.do === 'insert' && write.table === 'secret' && write.row.purpose === 'key')) return
      const acts = act
      act = null
      await acts()
    })
    const { auth, send, user } = await start({ store })
    act = () => send('POST /auth/logout')
    expect((await send('POST /auth/keys', { name: 'a' })).body['code']).toBe('session_revoked')
    expect(await auth.apiKeys.list(user.id)).toEqual([])
    const { shown } = await logIn(auth, 'jwt')
    act = () => auth.users.setRoles(user.id, ['clerk'])
    expect((await send('POST /auth/keys', { name: 'a' }, shown)).status).toBe(201)
  })
})

describe('last use', () => {
  it('is written once a minute, and no answer waits for it', async () => {
    const calls: Call[] = []
    const isTouch = ({ writes }: Call) => writes.some((write) => write.do === 'update' && write.table === 'secret' && 'lastUsed' in write.set)
    const { auth, shown, user, pass, now } = await start({ store: watchedStore((call) => { calls.push(call) }) })
    const { key } = await newKey(auth, shown)
    const touches = () => calls.filter(isTouch).length
    const uses = async (count: number) => { await Promise.all(Array.from({ length: count }, () => me(auth, bearing(key)))) }
    await uses(20)
    await expect.poll(async () => (await auth.apiKeys.list(user.id))[0]?.lastUsed).toBe(now())
    expect(touches()).toBe(1)
    pass(59)
    await uses(5)
    expect(touches()).toBe(1)
    pass(1)
    await uses(5)
    await expect.poll(touches).toBe(2)
  })

  it('that cannot be written fails no request', async () => {
    const store = watchedStore(({ writes }) => {
      if (writes.some((write) => write.do === 'update' && write.table === 'secret')) throw new Error('the disk is full')
    })
    const { auth, shown } = await start({ store })
    const { key } = await newKey(auth, shown)
    expect((await me(auth, bearing(key))).status).toBe(200)
    await auth.close()
    expect(faults.map(String)).toContain('Error: the disk is full')
  })
})

it.each([[0], [-1], [0.5], [Infinity]])('the verbs refuse a life of %d seconds', async (expiresIn) => {
  const { auth, user, shown } = await start()
  await expect(auth.apiKeys.create(user.id, { name: 'a', expiresIn })).rejects.toThrow(TypeError)
  await expect(auth.exchange(new Request(origin, { headers: shown }), { carrier: 'jwt', expiresIn })).rejects.toThrow(TypeError)
})

it('the verbs make no key for more than a year', async () => {
  const { auth, user } = await start()
  await expect(auth.apiKeys.create(user.id, { name: 'a', expiresIn: 365 * 86_400 + 1 })).rejects.toThrow(TypeError)
})
