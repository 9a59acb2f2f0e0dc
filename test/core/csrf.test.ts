import { describe, expect, it } from 'vitest'
import { isSafe, isSameOriginRequest } from '../../src/core/csrf.ts'
import { origin } from '../support/instance.ts'
import { ask, openLogin, requestOf } from './logins.ts'
import { addUser, startSystem } from './system.ts'

const other = 'https://evil.example'
const ours = { origin }

/** Sec-Fetch-Site, Origin, and whether it passes with a cookie of ours and without: the table of DESIGN section 6. */
const matrix: readonly (readonly [string | undefined, string | undefined, boolean, boolean])[] = [
  ['same-origin', undefined, true, true],
  ['same-origin', origin, true, true],
  ['same-origin', other, true, true],
  ['same-origin', 'null', true, true],
  ['none', undefined, true, true],
  ['none', origin, false, false],
  ['none', other, false, false],
  ['none', 'null', false, false],
  ['same-site', undefined, false, false],
  ['same-site', origin, false, false],
  ['same-site', other, false, false],
  ['same-site', 'null', false, false],
  ['cross-site', undefined, false, false],
  ['cross-site', origin, false, false],
  ['cross-site', other, false, false],
  ['cross-site', 'null', false, false],
  [undefined, origin, true, true],
  [undefined, other, false, false],
  [undefined, 'null', false, false],
  [undefined, undefined, false, true],
]

/** What no browser sends is no reason to pass. */
const strange: readonly (readonly [string | undefined, string | undefined])[] = [
  ['Same-Origin', origin],
  ['same-origin, cross-site', origin],
  ['', origin],
  ['same-origin ', undefined],
  [undefined, ''],
  [undefined, `${origin}/`],
  [undefined, `${origin}.evil.example`],
  [undefined, `${origin}, ${origin}`],
  [undefined, origin.toUpperCase()],
  [undefined, origin.replace('http', 'https')],
  [undefined, `${origin}0`],
]

function headersOf(site: string | undefined, from: string | undefined) {
  return { ...(site !== undefined && { 'sec-fetch-site': site }), ...(from !== undefined && { origin: from }) }
}

describe('a request of our own origin', () => {
  it.each(matrix)(
    'B-14: with Sec-Fetch-Site %s and Origin %s: with our cookie %s, without %s',
    (site, from, withCookie, without) => {
      const request = requestOf(headersOf(site, from), 'POST')
      expect(isSameOriginRequest(request, ours, { hasCookie: true })).toBe(withCookie)
      expect(isSameOriginRequest(request, ours, { hasCookie: false })).toBe(without)
    },
  )

  it.each(strange)('B-14: is not one with Sec-Fetch-Site %j and Origin %j', (site, from) => {
    const request = requestOf(headersOf(site, from), 'POST')
    expect(isSameOriginRequest(request, ours, { hasCookie: true })).toBe(false)
  })

  it.each(['cross-site', 'same-site', 'none', undefined])(
    'is taken from an allowed origin with Sec-Fetch-Site %s',
    (site) => {
      const allowed = (cookies: boolean) => ({ origin, allowedOrigins: [{ origin: 'https://other.example', cookies }] })
      const policy = allowed(true)
      const from = (text: string) => requestOf(headersOf(site, text), 'POST')
      expect(isSameOriginRequest(from('https://other.example'), policy, { hasCookie: true })).toBe(true)
      expect(isSameOriginRequest(from('https://other.example.evil.example'), policy, { hasCookie: true })).toBe(false)
      // One that is listed without them may do all that needs no cookie of ours.
      expect(isSameOriginRequest(from('https://other.example'), allowed(false), { hasCookie: true })).toBe(false)
      expect(isSameOriginRequest(from('https://other.example'), allowed(false), { hasCookie: false })).toBe(true)
    },
  )
})

describe('a method', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('%s changes nothing', (method) => {
    expect(isSafe(method)).toBe(true)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'get', 'FOO', ''])('%s may change something', (method) => {
    expect(isSafe(method)).toBe(false)
  })
})

describe.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])('%s', (method) => {
  const isUnsafe = !isSafe(method)

  it.each(matrix)(
    'B-14: with a session cookie, Sec-Fetch-Site %s and Origin %s is believed only from our origin',
    async (site, from, passes) => {
      const system = await startSystem()
      const { credential } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
      const request = requestOf({ cookie: `__Host-latchkey=${credential}`, ...headersOf(site, from) }, method)
      expect(await ask(system, request)).toBe(passes || !isUnsafe ? 'ok' : 'csrf_rejected')
    },
  )

  it('needs no check where a client added the credential itself', async () => {
    const system = await startSystem()
    const { credential } = await openLogin(system, await addUser(system), { carrier: 'jwt' })
    const shown = { authorization: `Bearer ${credential}`, ...headersOf('cross-site', other) }
    expect(await ask(system, requestOf(shown, method))).toBe('ok')
  })
})

it('F-08: a refusal is told to the audit log', async () => {
  const system = await startSystem()
  const { credential } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
  await ask(system, requestOf({ cookie: `__Host-latchkey=${credential}`, origin: other }, 'POST'))
  await system.core.background.settled()
  const events = await system.store.listEvents({}, { limit: 10 })
  expect(events.filter(({ outcome }) => outcome === 'failure')).toMatchObject([
    { type: 'malicious_csrf', subject: null },
  ])
})
