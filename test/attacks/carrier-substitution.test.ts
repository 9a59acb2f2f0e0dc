/**
 * Substitution: a credential of one kind is shown in the place of another (RFC 8725 §3.11; invariant 4). Each opens its
 * own place and no other.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { createClient, logIn, ownPage, signUp, type Answer } from '../support/client.ts'
import { exchanged, newKey } from '../support/narrowing.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

const kinds = [
  'session cookie',
  'JWT',
  'sealed token',
  'refresh token of jwt',
  'refresh token of token',
  'setup code',
  'API key',
  'ticket',
  'device cookie',
  'form cookie',
] as const
type Kind = (typeof kinds)[number]

interface Place {
  readonly name: string
  readonly takes: readonly Kind[]
  /** Whether what was shown there opened it. */
  open(instance: Instance, value: string): Promise<boolean>
}

function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

async function me({ auth }: Instance, headers: Readonly<Record<string, string>>): Promise<boolean> {
  return isOk(await createClient(auth).send('GET', '/auth/me', { headers }))
}

const places: readonly Place[] = [
  {
    name: 'the session cookie',
    takes: ['session cookie'],
    open: (at, value) => me(at, { cookie: `__Host-latchkey=${value}` }),
  },
  {
    name: 'Authorization: Bearer',
    takes: ['JWT', 'sealed token', 'API key'],
    open: (at, value) => me(at, { authorization: `Bearer ${value}` }),
  },
  { name: 'Authorization: Basic', takes: [], open: (at, value) => me(at, { authorization: `Basic ${value}` }) },
  { name: 'X-Auth-Token', takes: ['sealed token', 'API key'], open: (at, value) => me(at, { 'x-auth-token': value }) },
  {
    name: 'a parameter',
    takes: [],
    open: async ({ auth }, value) => isOk(await createClient(auth).send('GET', `/auth/me?token=${value}&access_token=${value}&key=${value}`)),
  },
  {
    name: 'the ticket in an address',
    takes: ['ticket'],
    open: async ({ auth }, value) => isOk(await createClient(auth).send('GET', `/auth/me?ticket=${value}`)),
  },
  {
    name: 'another cookie',
    takes: [],
    open: (at, value) =>
      me(at, {
        cookie: `__Host-latchkey-refresh=${value}; __Host-latchkey-device=${value}; __Host-latchkey-form=${value}`,
      }),
  },
  {
    name: 'the body of a refresh',
    takes: ['refresh token of jwt', 'refresh token of token'],
    open: async ({ auth }, value) =>
      isOk(await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: value } })),
  },
  {
    name: 'the refresh cookie',
    takes: ['refresh token of jwt', 'refresh token of token'],
    open: async ({ auth }, value) => {
      const headers = { cookie: `__Host-latchkey-refresh=${value}`, ...ownPage }
      return isOk(await createClient(auth).send('POST', '/auth/refresh', { headers }))
    },
  },
  {
    name: 'the setup code',
    takes: ['setup code'],
    open: async ({ auth }, value) => {
      const json = { username: 'first', password, setup: value }
      return isOk(await createClient(auth).send('POST', '/auth/signup', { json }))
    },
  },
  {
    name: 'the password',
    takes: [],
    open: async ({ auth, pass }, value) => {
      pass(3600)
      return isOk(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password: value } }))
    },
  },
]

/** One of each kind, all good, all of mira. */
async function oneOfEach({ auth }: Instance): Promise<Readonly<Record<Kind, string>>> {
  const [cookie, jwt, token] = [await logIn(auth, 'cookie'), await logIn(auth, 'jwt'), await logIn(auth, 'token')]
  const browser = createClient(auth, { browser: true })
  await browser.send('GET', '/auth/login', { headers: { accept: 'text/html' } })
  const device = cookie.answer.headers.getSetCookie().find((line) => line.startsWith('__Host-latchkey-device='))
  return {
    'session cookie': cookie.credential,
    JWT: jwt.credential,
    'sealed token': token.credential,
    'refresh token of jwt': jwt.refreshToken,
    'refresh token of token': token.refreshToken,
    'setup code': (await auth.createSetup()) ?? '',
    'API key': (await newKey(auth, jwt.shown)).key,
    ticket: await exchanged(auth, jwt.shown, { carrier: 'ticket', path: '/auth/me' }),
    'device cookie': device?.split(/[=;]/)[1] ?? '',
    'form cookie': browser.cookies.get('__Host-latchkey-form') ?? '',
  }
}

describe.each(places)('in the place of $name', ({ takes, open }) => {
  let instance: Instance
  let values: Readonly<Record<Kind, string>>

  beforeAll(async () => {
    instance = await startInstance()
    await signUp(instance.auth)
    values = await oneOfEach(instance)
    if (Object.values(values).includes('')) throw new Error('one of the kinds was not given')
  })

  // What it takes comes last, since it may be used up by that.
  it.each(kinds.toSorted((a, b) => Number(takes.includes(a)) - Number(takes.includes(b))))(
    'a %s opens what it is for, and nothing else',
    async (kind) => {
      expect(await open(instance, values[kind])).toBe(takes.includes(kind))
    },
  )

  it.each(kinds)('a %s with another prefix or another name before it opens nothing', async (kind) => {
    const value = values[kind]
    const bare = value.replace(/^lk_[a-z]+_/, '')
    const dressed = ['lk_se_', 'lk_rt_', 'lk_at_', 'lk_su_', 'lk_key_', 'lk_tk_', 'Bearer '].map((prefix) => prefix + bare)
    for (const text of dressed.filter((one) => one !== value))
      expect([text, await open(instance, text)]).toEqual([text, false])
  })
})

describe('another instance', () => {
  it('C-03: takes no credential of this one, though both have the same users', async () => {
    const instance = await startInstance()
    await signUp(instance.auth)
    const values = await oneOfEach(instance)
    const other = await startInstance()
    await signUp(other.auth)
    for (const { name, open } of places) {
      for (const kind of kinds) expect([name, kind, await open(other, values[kind])]).toEqual([name, kind, false])
    }
  })

  it('C-03: of another origin takes no statement of this one, though both have one store and one secret', async () => {
    const here = await startInstance()
    await signUp(here.auth)
    const there = await startInstance({ store: here.store, origin: 'http://localhost:4000' })
    for (const carrier of ['jwt', 'token']) {
      const { shown } = await logIn(here.auth, carrier)
      expect(await here.auth.authenticate(new Request('http://localhost:3000/', { headers: shown }))).toMatchObject({
        status: 'authenticated',
      })
      expect(await there.auth.authenticate(new Request('http://localhost:4000/', { headers: shown }))).toEqual({
        status: 'refused',
        reason: 'credential_invalid',
      })
    }
  })
})
