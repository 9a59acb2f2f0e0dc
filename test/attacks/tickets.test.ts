/**
 * Tickets in addresses (D-07, D-08, D-11): whatever reads an address, a log, a history or a Referer, has one that was used, for
 * another path, or over.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuthenticateOptions } from '../../src/contracts.ts'
import { query } from '../../src/transports/query.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn, me, ownPage } from '../support/client.ts'
import { bearing, exchange, exchanged, newKey, roles, type Shown } from '../support/narrowing.ts'
import { faults, origin, startInstance, type Instance } from '../support/instance.ts'

const file = '/files/report.pdf'
let instance: Instance
let shown: Shown
let session: string

beforeEach(async () => {
  instance = await startInstance({ roles })
  await addUser(instance, 'mira', { roles: ['editor'] })
  const login = await logIn(instance.auth, 'jwt')
  shown = login.shown
  session = login.session
})

const ticketFor = (path = file, more: object = {}) => exchanged(instance.auth, shown, { carrier: 'ticket', path, ...more })

const unkept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

interface Got { readonly method?: string, readonly headers?: Shown, readonly options?: AuthenticateOptions }

/** What the application's route answers that takes tickets. */
async function get(target: string, { method = 'GET', headers = {}, options = {} }: Got = {}): Promise<string> {
  const [path = '', ...rest] = target.split('?')
  const view = { method, path, query: rest.join('?'), header: (name: string) => headers[name.toLowerCase()] }
  const outcome = await instance.auth.authenticate(view, { parameters: query(), ...options })
  const kept = outcome.status === 'authenticated' ? outcome.headers : unkept
  expect(kept).toEqual(unkept)
  return outcome.status === 'refused' ? outcome.reason : outcome.status
}

describe('a ticket', () => {
  it('opens its path once', async () => {
    const ticket = await ticketFor()
    expect([await get(`${file}?ticket=${ticket}`), await get(`${file}?ticket=${ticket}`)]).toEqual(['authenticated', 'credential_invalid'])
  })

  it('tells whose it is and no more than it may, and is no recent proof', async () => {
    const ticket = await ticketFor(file, { scope: 'orders:read' })
    const view = { method: 'GET', path: file, query: `a=1&ticket=${ticket}`, header: () => undefined }
    const outcome = await instance.auth.authenticate(view, { parameters: query() })
    expect(outcome).toMatchObject({ principal: { carrier: 'ticket', session, scope: ['orders:read'], roles: ['editor'] } })
    expect(JSON.stringify(outcome)).not.toContain(ticket.slice(6))
    expect(await get(`${file}?ticket=${await ticketFor()}`, { options: { recent: 300 } })).toBe('reauthentication_required')
    expect(await get(`${file}?ticket=${await ticketFor(file, { scope: 'orders:read' })}`, { options: { scope: 'orders:write' } })).toBe('insufficient_scope')
  })

  it.each([
    '/files/report.pdf/', '//files/report.pdf', '/files//report.pdf', '/files/./report.pdf', '/files/x/../report.pdf', '/FILES/report.pdf', '/files/Report.pdf',
    '/files/report%2epdf', '/files%2Freport.pdf', '/%66iles/report.pdf', '/files/report.pdf;x', '/files/report.pdf%00', '/files/report.pdf%20', '/files/report.pdf ',
    '/files\\report.pdf', '/files/report.pdf#', '/files/report', '/', '', 'files/report.pdf', 'http://localhost:3000/files/report.pdf', '*',
  ])('of another spelling of the path, %j, opens nothing and is still good for its own', async (path) => {
    const ticket = await ticketFor()
    expect(await get(`${path}?ticket=${ticket}`)).toBe('credential_invalid')
    expect(await get(`${file}?ticket=${ticket}`)).toBe('authenticated')
  })

  it('is bound to the path and not to the query', async () => {
    expect(await get(`${file}?page=2&ticket=${await ticketFor()}&x=%20`)).toBe('authenticated')
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'QUERY'])('is not read of a %s, and is still good', async (method) => {
    const ticket = await ticketFor()
    expect(await get(`${file}?ticket=${ticket}`, { method })).toBe('anonymous')
    expect(await get(`${file}?ticket=${ticket}`)).toBe('authenticated')
  })

  it.each([[0, 'authenticated'], [59, 'authenticated'], [60, 'credential_expired'], [61, 'credential_expired'], [3600, 'credential_expired']])('after %d s is told: %s', async (seconds, told) => {
    const ticket = await ticketFor()
    instance.pass(seconds)
    expect(await get(`${file}?ticket=${ticket}`)).toBe(told)
  })

  it('lives no longer than it was asked to', async () => {
    const ticket = await ticketFor(file, { expires_in: 5 })
    instance.pass(5)
    expect(await get(`${file}?ticket=${ticket}`)).toBe('credential_expired')
  })

  it.each([
    ['/files/report.pdf?x=1'], ['//evil.example/x'], ['/a/../b'], ['/a b'], ['/ä'], ['a'], [''], ['/%2e%2e/x'], ['/a\\b'], ['https://evil.example/x'], ['/a#b'], ['/a\u0000'], [`/${'x'.repeat(1024)}`],
  ])('is not made for %j, which has another spelling', async (path) => {
    expect((await exchange(instance.auth, shown, { carrier: 'ticket', path })).body['code']).toBe('malformed_request')
    const request = new Request(`${origin}/`, { headers: shown })
    await expect(instance.auth.exchange(request, { carrier: 'ticket', path })).rejects.toThrow(TypeError)
  })
})

describe('what ends a ticket', () => {
  const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['the logout', () => createClient(instance.auth).send('POST', '/auth/logout', { headers: shown })],
    ['the end of its session', () => createClient(instance.auth).send('DELETE', `/auth/sessions/${session}`, { headers: shown })],
    ['a logout everywhere', () => createClient(instance.auth).send('DELETE', '/auth/sessions?all=true', { headers: shown })],
    ['a disabled account', async () => instance.auth.users.disable((await mira()).id)],
    ['a deleted account', async () => instance.auth.users.delete((await mira()).id)],
  ]
  it.each(ends)('is %s', async (_, end) => {
    const ticket = await ticketFor()
    await end()
    expect(await get(`${file}?ticket=${ticket}`)).toMatch(/^(credential_invalid|session_revoked)$/)
  })

  it('for a ticket of an API key, is the end of the key, and no logout', async () => {
    const { id, key } = await newKey(instance.auth, shown)
    const make = () => exchanged(instance.auth, bearing(key), { carrier: 'ticket', path: file })
    const [one, another] = [await make(), await make()]
    await createClient(instance.auth).send('DELETE', '/auth/sessions?all=true', { headers: shown })
    expect(await get(`${file}?ticket=${one}`)).toBe('authenticated')
    await instance.auth.apiKeys.end((await mira()).id, id)
    expect(await get(`${file}?ticket=${another}`)).toBe('session_revoked')
  })
})

async function mira() {
  const user = await instance.auth.users.findByName('mira')
  if (user === null) throw new Error('there is mira')
  return user
}

describe('a parameter', () => {
  it('B-19: beside any other credential is one too many, and burns nothing', async () => {
    const [ticket, cookie] = [await ticketFor(), await logIn(instance.auth, 'cookie')]
    for (const headers of [shown, { 'x-auth-token': shown['authorization']?.slice(7) ?? '' }, cookie.shown]) {
      expect(await get(`${file}?ticket=${ticket}`, { headers })).toBe('ambiguous_credentials')
    }
    expect(await get(`${file}?ticket=${ticket}&ticket=${ticket}`)).toBe('ambiguous_credentials')
    expect(await get(`${file}?ticket=${ticket}&ticket=`)).toBe('ambiguous_credentials')
    expect(await get(`${file}?ticket=${ticket}`)).toBe('authenticated')
  })

  it('leaves a route that names its carriers to those: a cookie that comes along is not asked', async () => {
    const cookie = await logIn(instance.auth, 'cookie')
    expect(await get(`${file}?ticket=${await ticketFor()}`, { headers: cookie.shown, options: { carriers: ['jwt'] } })).toBe('authenticated')
  })

  it.each([
    ['an escape in the value', (value: string) => `ticket=${value.replace('_', '%5F')}`, 'credential_invalid'],
    ['an escape in the name', (value: string) => `%74icket=${value}`, 'anonymous'], ['capitals', (value: string) => `Ticket=${value}`, 'anonymous'],
    ['a blank before it', (value: string) => `ticket=+${value}`, 'credential_invalid'], ['a semicolon', (value: string) => `a=1;ticket=${value}`, 'anonymous'],
    ['brackets', (value: string) => `ticket[]=${value}`, 'anonymous'], ['nothing', () => 'ticket=', 'credential_invalid'], ['no sign', () => 'ticket', 'anonymous'],
    ['a padding', (value: string) => `ticket=${value}=`, 'credential_invalid'], ['another name', (value: string) => `token=${value}`, 'anonymous'],
  ])('D-06: with %s is not read', async (_, write, told) => {
    const ticket = await ticketFor()
    expect(await get(`${file}?${write(ticket)}`)).toBe(told)
    expect(await get(`${file}?ticket=${ticket}`)).toBe('authenticated')
  })

  it('D-07: takes a token where the route says loudly that it may, and nowhere else', async () => {
    const { credential } = await logIn(instance.auth, 'token')
    expect(await get(`${file}?token=${credential}`)).toBe('anonymous')
    expect((await createClient(instance.auth).send('GET', `/auth/me?token=${credential}`)).body['code']).toBe('credential_missing')
    const options = { parameters: query({ dangerouslyAllowToken: true }) }
    expect(await get(`${file}?token=${credential}`, { options })).toBe('authenticated')
    expect(await get(`${file}?token=${credential}`, { options: { ...options, carriers: ['jwt'] } })).toBe('anonymous')
    expect(await get(`${file}?token=${credential}`, { options, method: 'POST' })).toBe('anonymous')
    expect(await get(`${file}?token=${credential}&ticket=${await ticketFor()}`, { options })).toBe('ambiguous_credentials')
  })

  it.each(['cookie', 'jwt'])('takes no %s and no key, however loudly the route says so', async (carrier) => {
    const options = { parameters: query({ dangerouslyAllowToken: true }) }
    for (const value of [(await logIn(instance.auth, carrier)).credential, (await newKey(instance.auth, shown)).key]) {
      expect([await get(`${file}?token=${value}`, { options }), await get(`${file}?ticket=${value}`, { options })]).toEqual(['credential_invalid', 'credential_invalid'])
    }
  })

  it('on a route that takes none is not read at all', async () => {
    const ticket = await ticketFor('/auth/sessions')
    expect((await createClient(instance.auth).send('GET', `/auth/sessions?ticket=${ticket}`)).body['code']).toBe('credential_missing')
  })
})

describe('GET /auth/me', () => {
  it('takes a ticket of its path, and its answer is kept by nobody (D-08)', async () => {
    const ticket = await ticketFor('/auth/me')
    const [first, second] = [await createClient(instance.auth).send('GET', `/auth/me?ticket=${ticket}`), await createClient(instance.auth).send('GET', `/auth/me?ticket=${ticket}`)]
    expect([first.status, first.body['carrier'], second.status]).toEqual([200, 'ticket', 401])
    for (const { headers } of [first, second]) expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
  })

  it('is refused by HEAD, which burns nothing', async () => {
    const ticket = await ticketFor('/auth/me')
    const head = new Request(`${origin}/auth/me?ticket=${ticket}`, { method: 'HEAD' })
    expect((await instance.auth.handler(head)).status).toBe(401)
    expect((await createClient(instance.auth).send('GET', `/auth/me?ticket=${ticket}`)).status).toBe(200)
  })
})

it('a ticket cannot be exchanged, in the address or in a header', async () => {
  const ticket = await ticketFor('/auth/exchange')
  const send = (path: string, headers: Shown) => createClient(instance.auth).send('POST', path, { headers: { ...headers, ...ownPage }, json: { carrier: 'jwt' } })
  expect((await send(`/auth/exchange?ticket=${ticket}`, {})).body['code']).toBe('credential_missing')
  expect((await send('/auth/exchange', bearing(ticket))).body['code']).toBe('credential_invalid')
  expect((await me(instance.auth, bearing(ticket))).body['code']).toBe('credential_invalid')
})

it('D-08: a refusal too is kept by nobody and tells no other site', async () => {
  const response = instance.auth.challenge({ status: 'refused', reason: 'credential_invalid' })
  expect([response?.headers.get('cache-control'), response?.headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
})

it('nothing of all this was a fault', () => expect(faults).toEqual([]))
