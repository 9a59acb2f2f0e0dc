/** createAuth: wrong options stop the start, and what the store can tell surfaces at the first use and may heal. */
import { describe, expect, it } from 'vitest'
import { createAuth, type AuthOptions } from '../../src/create-auth.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { createClient, logIn, me } from '../support/client.ts'
import { countingHasher, origin, password, secret, startInstance } from '../support/instance.ts'
import { ask } from './ask.ts'
import { addUser } from './people.ts'

const create = (options: Partial<AuthOptions>) => () => createAuth({ origin, secret, store: memoryStore(), ...options })

describe('E-01, E-18: the origin', () => {
  it.each([
    'https://app.example.com', 'https://app.example.com:8443', 'http://localhost:3000', 'http://127.0.0.1:3000',
    'http://[::1]:3000', 'https://xn--caf-dma.example',
  ])('may be %s', (one) => {
    expect(create({ origin: one })).not.toThrow()
  })

  it.each([
    '', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/app', 'https://app.example.com:443',
    'https://APP.example.com',
    'https://user@app.example.com', 'https://app.example.com?a', 'http://app.example.com',
    'http://localhost.evil.example', 'http://10.0.0.1',
    'http://127.0.0.1.nip.io', 'ftp://localhost', 'javascript:alert(1)', 'null', 'https://café.example',
    ' https://app.example.com',
  ])('may not be %j', (one) => {
    expect(create({ origin: one })).toThrow(/^origin is /)
  })
})

describe('an option that is wrong', () => {
  it.each<[string, Partial<AuthOptions>, RegExp]>([
    ['a base without a slash', { base: 'auth' }, /^base is "auth"; expected/],
    ['a base that is the root', { base: '/' }, /^base is/],
    ['a base with a slash at its end', { base: '/auth/' }, /^base is/],
    ['a base with a parameter', { base: '/:a' }, /^base is/],
    ['a secret of 31 bytes', { secret: secret.slice(1) }, /^secret is 31 bytes long/],
    ['no secret', { secret: [] }, /^secret is empty/],
    ['a published secret', { secret: 'a-development-key-0123456789-xyz' }, /^secret contains/],
    ['a long leeway', { limits: { leeway: 3600 } }, /^limits\.leeway is 3600/],
  ])('is told at once: %s', (_, options, message) => {
    expect(create(options)).toThrow(message)
  })

  it('F-09: never tells the secret', () => {
    const weak = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'
    expect(create({ secret: weak })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('aaa') }))
  })
})

describe('an instance', () => {
  it.each([
    ['/auth', true], ['/auth/login', true], ['/auth/x/y', true], ['/.well-known/jwks.json', true], ['/', false],
    ['/authx', false], ['/author', false],
    ['/x/auth', false], ['/AUTH', false], ['/.well-known/other', false], ['', false],
  ])('owns %s: %s', async (path, owned) => {
    expect((await startInstance()).auth.owns(path)).toBe(owned)
  })

  it('F-03: answers 503 while its store cannot be opened, and heals', async () => {
    const store = memoryStore()
    let isAway = true
    const heard: unknown[] = []
    const auth = createAuth({
      origin, secret, passwordHasher: countingHasher(), onFault: (error, request) => { heard.push([error, request]) },
      store: { ...store, open: () => isAway ? Promise.reject(new StoreError('away')) : store.open() },
    })
    await expect(auth.ready()).rejects.toThrow('away')
    await expect(auth.authenticate(new Request(`${origin}/orders`))).rejects.toThrow(StoreError)
    const answer = await ask(auth, 'POST /auth/logout')
    expect([answer.status, answer.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(answer.text)).toMatchObject({ request_id: 'test' })
    expect(heard).toEqual([[expect.any(StoreError), 'test']])
    isAway = false
    expect((await ask(auth, 'GET /auth/login')).status).toBe(200)
  })

  it('opens its store once for all who come at the same time', async () => {
    const store = memoryStore()
    let opened = 0
    const open = () => {
      opened++
      return store.open()
    }
    const auth = createAuth({ origin, secret, store: { ...store, open } })
    await Promise.all([
      auth.ready(), ask(auth, 'GET /auth/me'), ask(auth, 'GET /auth/login'), auth.authenticate(new Request(origin)),
    ])
    expect(opened).toBe(1)
  })

  it('answers 503 once it is closed, and closing twice is once', async () => {
    const instance = await startInstance()
    await addUser(instance)
    const { shown } = await logIn(instance.auth, 'cookie')
    await instance.close()
    await instance.close()
    expect((await me(instance.auth, shown)).status).toBe(503)
  })

  it('has verbs that do what the routes do', async () => {
    const instance = await startInstance()
    const { auth } = instance
    const { id } = await addUser(instance)
    const login = await auth.login({ username: 'mira', password, carrier: 'jwt' })
    if (!login.ok) throw new Error(login.code)
    const shown = { authorization: `Bearer ${login.issued.credential}` }
    expect((await me(auth, shown)).status).toBe(200)
    expect(await auth.refresh(login.issued.refresh?.credential ?? '')).toMatchObject({ ok: true })
    expect(await auth.sessions.end(id, login.issued.session.id)).toBe(true)
    expect(await auth.sessions.end(id, login.issued.session.id)).toBe(false)
    expect((await me(auth, shown)).status).toBe(401)
    expect(await auth.logout(new Request(origin, { headers: shown }))).toEqual({ ok: true })
    await expect(
      auth.login({ username: 'mira', password, carrier: 'pigeon' }),
    ).rejects.toThrow(/^no carrier is named "pigeon"/)
  })

  it('serves no page and loads none where pages are switched off', async () => {
    const { auth } = await startInstance({ pages: null })
    expect((await createClient(auth).send('GET', '/auth')).status).toBe(406)
  })
})
