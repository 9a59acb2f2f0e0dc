/** A credential where it does not belong: in an address, in a body, in another header, beside another one. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, asForm, asJson } from '../http/ask.ts'
import { addUser } from '../http/people.ts'
import { logIn, ownPage, type Login } from '../support/client.ts'
import { faults, startInstance, type Instance } from '../support/instance.ts'

const carriers = ['cookie', 'jwt', 'token'] as const

let instance: Instance
const logins = new Map<string, Login>()
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
  for (const carrier of carriers) logins.set(carrier, await logIn(instance.auth, carrier))
})

const credential = (carrier: string) => logins.get(carrier)?.credential ?? ''
const shown = (carrier: string) => logins.get(carrier)?.shown ?? {}
const meWith = (headers: Record<string, string> | [string, string][], query = '') => ask(
  instance.auth, `GET /auth/me${query}`, { headers },
)

describe.each(carriers)('B-25: a %s', (carrier) => {
  it.each([
    'token', 'access_token', 'sid', 'session', 'auth', '__Host-latchkey', 'x-auth-token', 'authorization',
  ])('is not read from ?%s=', async (name) => {
    const answer = await meWith({}, `?${name}=${credential(carrier)}`)
    expect(answer.code).toBe('credential_missing')
    expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(credential(carrier))
  })

  it('is no ticket', async () => {
    expect((await meWith({}, `?ticket=${credential(carrier)}`)).code).toBe('credential_invalid')
  })

  it.each([
    'access_token', 'token', 'sid', 'session', 'credential',
  ])('is not read from a body member %s', async (name) => {
    for (const [type, body] of [
      [asJson, JSON.stringify({ [name]: credential(carrier) })], [asForm, `${name}=${credential(carrier)}`],
    ] as const) {
      const answer = await ask(instance.auth, 'POST /auth/logout', { headers: { ...type, ...ownPage }, body })
      expect(answer.status).toBe(400)
      expect(answer.text).not.toContain(credential(carrier))
    }
    expect((await meWith(shown(carrier))).status).toBe(200)
  })

  it.each([
    'x-access-token', 'x-session', 'x-session-id', 'token', 'x-token', 'proxy-authorization', 'x-authorization',
    'x-api-key', 'x-forwarded-authorization',
    'cookie2', 'set-cookie', 'x-latchkey-subject', 'x-latchkey-session', 'referer', 'x-original-authorization',
  ])('is not read from the header %s', async (name) => {
    expect((await meWith({ [name]: credential(carrier) })).code).toBe('credential_missing')
    expect((await meWith({ [name]: `Bearer ${credential(carrier)}` })).code).toBe('credential_missing')
  })

  it('opens nothing in the place of another', async () => {
    const places: Readonly<Record<string, string>>[] = [
      { cookie: `__Host-latchkey=${credential(carrier)}` }, { authorization: `Bearer ${credential(carrier)}` },
      { 'x-auth-token': credential(carrier) },
    ]
    const statuses = await Promise.all(places.map(async (place) => (await meWith(place)).status))
    expect(statuses).toEqual({ cookie: [200, 401, 401], jwt: [401, 200, 401], token: [401, 200, 200] }[carrier])
  })

  it('is not taken under another scheme, or without one', async () => {
    for (const scheme of ['', 'Basic ', 'Token ', 'JWT ', 'BearerX ', 'Bearer: ', 'Bearer-', 'bearer=']) {
      const { status, code } = await meWith({ authorization: `${scheme}${credential(carrier)}` })
      expect([scheme, status, ['credential_missing', 'credential_invalid'].includes(code ?? '')])
        .toEqual([scheme, 401, true])
    }
  })
})

describe('C-24: the scheme', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER ', 'BeArEr  '])('%j is taken in any case', async (scheme) => {
    expect((await meWith({ authorization: scheme + credential('jwt') })).status).toBe(200)
  })
})

describe('B-25: two credentials on one request', () => {
  const pairs: readonly (readonly [string, () => Record<string, string> | [string, string][]])[] = [
    ['cookie and bearer', () => ({ ...shown('cookie'), ...shown('jwt') })],
    ['cookie and header', () => ({ ...shown('cookie'), 'x-auth-token': credential('token') })],
    ['bearer and header', () => ({ ...shown('token'), 'x-auth-token': credential('token') })],
    [
      'two Authorization lines',
      () => [['authorization', `Bearer ${credential('jwt')}`], ['authorization', `Bearer ${credential('token')}`]],
    ],
    [
      'the same line twice',
      () => [['authorization', `Bearer ${credential('jwt')}`], ['authorization', `Bearer ${credential('jwt')}`]],
    ],
    ['Basic and Bearer', () => [['authorization', 'Basic bWlyYTp4'], ['authorization', `Bearer ${credential('jwt')}`]]],
    ['two in one line', () => ({ authorization: `Bearer ${credential('jwt')}, Bearer ${credential('token')}` })],
    ['two X-Auth-Token lines', () => [['x-auth-token', credential('token')], ['x-auth-token', credential('token')]]],
    ['a good one and an empty one', () => ({ ...shown('jwt'), 'x-auth-token': '' })],
    ['a good one and a bad cookie', () => ({ ...shown('jwt'), cookie: '__Host-latchkey=x' })],
    ['all three', () => ({ ...shown('cookie'), ...shown('jwt'), 'x-auth-token': credential('token') })],
  ]

  it.each(pairs)('%s: 400, whoever they are', async (_, headers) => {
    const answer = await meWith(headers())
    expect([answer.status, answer.code]).toEqual([400, 'ambiguous_credentials'])
    expect(answer.headers.has('www-authenticate')).toBe(false)
  })

  it.each(pairs)('%s: nothing is ended, changed or renewed', async (_, headers) => {
    const all = new Headers([...new Headers(headers()), ['origin', ownPage.origin]])
    const pairsOf = [...all] as [string, string][] // Headers are pairs of texts
    for (const line of [
      'POST /auth/logout', 'DELETE /auth/sessions?all=true', 'POST /auth/password', 'POST /auth/reauthenticate',
    ]) {
      expect((await ask(instance.auth, line, { headers: pairsOf })).status).toBe(400)
    }
    for (const carrier of carriers) expect((await meWith(shown(carrier))).status).toBe(200)
  })
})

describe('another header is none of ours', () => {
  it('Basic beside a cookie is not a second credential', async () => {
    expect((await meWith({ ...shown('cookie'), authorization: 'Basic bWlyYTp4' })).status).toBe(200)
  })
})

describe('a broken credential', () => {
  const broken = [
    '', ' ', 'x', '.', '..', '...', 'a.b.c', 'a.b.c.d', 'null', 'undefined', 'true', '{}', '[]', 'lk_se_', 'lk_at_',
    'lk_rt_x', `lk_se_${'A'.repeat(43)}`,
    `lk_at_${'A'.repeat(200)}`, 'A'.repeat(8000), '%00', '../../etc/passwd', '\u00e9\u00ff', '"', '\'', '\\',
    '<script>', '__proto__', 'constructor',
    'eyJhbGciOiJub25lIn0.e30.', `${'a'.repeat(3000)}.${'b'.repeat(3000)}.c`, '${7*7}', 'Bearer', 'Bearer Bearer', '=',
    '==', 'a=b', 'a;b',
  ]
  it.each(broken)('%j is refused in every place, by every route, and is nobody’s fault', async (value) => {
    const places: Record<string, string>[] = [{ authorization: `Bearer ${value}` }, { 'x-auth-token': value }, {
      cookie: `__Host-latchkey=${value}`,
    }]
    for (const place of places) {
      for (const line of [
        'GET /auth/me', 'GET /auth/sessions', 'DELETE /auth/sessions', 'POST /auth/password',
        'POST /auth/reauthenticate',
      ]) {
        const answer = await ask(instance.auth, line, { headers: { ...place, ...ownPage } })
        expect([answer.status, answer.code]).toEqual([401, 'credential_invalid'])
        expect(value.length > 3 && answer.text.includes(value)).toBe(false)
      }
      expect((await ask(instance.auth, 'POST /auth/logout', { headers: { ...place, ...ownPage } })).status).toBe(204)
    }
    const body = JSON.stringify({ refresh_token: value })
    expect((await ask(instance.auth, 'POST /auth/refresh', { headers: asJson, body })).code).toBe('credential_invalid')
    expect(faults).toEqual([])
  })

  it('a refresh token, a device or a form cookie opens nothing as a credential', async () => {
    const { refreshToken, answer } = logins.get('jwt') ?? {}
    const device = answer?.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? ''
    for (const value of [refreshToken ?? '', device]) {
      expect((await meWith({ authorization: `Bearer ${value}` })).status).toBe(401)
      expect((await meWith({ cookie: `__Host-latchkey=${value}` })).status).toBe(401)
      expect((await meWith({ 'x-auth-token': value })).status).toBe(401)
    }
    for (const carrier of carriers) {
      const body = JSON.stringify({ refresh_token: credential(carrier) })
      expect((await ask(instance.auth, 'POST /auth/refresh', { headers: asJson, body })).code)
        .toBe('credential_invalid')
    }
  })
})
