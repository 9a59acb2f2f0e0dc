/** The lab at the server: where it is, what it never touches, and what is never logged. */
import { afterEach, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../src/lab/lab.ts'
import { origin } from '../support/instance.ts'
import { readConfig } from '../../src/server/config.ts'
import { credentialIn } from '../lab/world.ts'
import { openListener, type OpenListener } from './listening.ts'

let opened: OpenListener | undefined
let lab: Lab | undefined
afterEach(async () => { await Promise.all([opened?.close(), lab?.close()]) })

const own = { 'origin': origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded', 'accept': 'text/html' }

async function openWithLab(): Promise<OpenListener> {
  lab = createLab({ origin, base: '/auth', clock: () => Math.floor(Date.now() / 1000), node: 'x', report: (error) => { throw error } })
  opened = await openListener({ lab })
  return opened
}

/** All that a person can do there. */
async function doEverything({ ask }: OpenListener): Promise<string> {
  const first = await ask('POST /auth/lab/logins', own)
  const cookie = (first.headers['set-cookie'] ?? []).map((line) => line.split(';', 1).join('')).join('; ')
  const headers = { ...own, cookie }
  for (const attempt of ['tamper', 'replay', 'rotate']) await ask('POST /auth/lab/attempts', headers, `attempt=${attempt}`)
  await ask('POST /auth/lab/measures', headers)
  await ask('POST /auth/lab/decode', headers, 'use=jwt')
  const { text } = await ask('GET /auth/lab', headers)
  await ask(`GET /auth/lab/resource?token=${credentialIn(text, 'token')}`)
  await ask('GET /auth/lab/resource', { authorization: `Bearer ${credentialIn(text, 'jwt')}` })
  await ask(`GET /auth/lab/${credentialIn(text, 'jwt')}`)
  return text
}

describe('the lab', () => {
  it('has no page on another host behind forward-auth', async () => {
    const wiki = 'https://wiki.example.com'
    lab = createLab({ origin, base: '/auth', clock: () => Math.floor(Date.now() / 1000), node: 'x', report: (error) => { throw error } })
    opened = await openListener({ lab, guardedOrigins: [wiki], instanceOptions: { guardedOrigins: [wiki] }, trustedProxies: { hops: 1 } })
    const headers = { 'host': 'wiki.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' }
    for (const path of ['', '/other-site', '/resource']) expect((await opened.ask(`GET /auth/lab${path}`, headers)).status).not.toBe(200)
  })

  it('asks nothing of the real store, and writes nothing to it', async () => {
    const listener = await openWithLab()
    await listener.instance.auth.ready()
    const touched: string[] = []
    const { store } = listener.instance
    for (const [name, verb] of Object.entries(store)) {
      if (typeof verb !== 'function' || name === 'close') continue
      Object.assign(store, {
        [name]: () => {
          touched.push(name)
          throw new Error('the real store was touched')
        },
      })
    }
    expect(await doEverything(listener)).toContain('Logged in as')
    // The instance reads its own log in the background, lab or not.
    expect(touched.filter((name) => name !== 'readRevocations' && name !== 'listKeys')).toEqual([])
    // And it would have been noticed.
    await listener.ask('GET /auth/me', { cookie: `__Host-latchkey=lk_se_${'A'.repeat(43)}` })
    expect(touched).toContain('findByDigest')
  })

  it('leaves no credential and no cookie in the log, and no path that was made up', async () => {
    const listener = await openWithLab()
    const page = await doEverything(listener)
    const log = JSON.stringify(listener.lines)
    for (const lane of ['cookie', 'jwt', 'token'] as const) {
      const credential = credentialIn(page, lane)
      expect(credential).not.toBe('')
      expect(log).not.toContain(credential)
    }
    expect(log).not.toMatch(/lk_|eyJ|__Host-|mira/)
    expect(new Set(listener.lines.map(({ route }) => route))).toEqual(new Set([
      '/auth/lab/logins', '/auth/lab/attempts', '/auth/lab/measures', '/auth/lab/decode', '/auth/lab', '/auth/lab/resource', '(unknown)',
    ]))
  })

  it('has one page and its style on the other name of this machine, and nothing else', async () => {
    const { ask } = await openWithLab()
    const host = new URL(origin).host.replace('localhost', '127.0.0.1')
    const page = await ask('GET /auth/lab/other-site?code=x', { host })
    expect([page.status, page.headers['content-security-policy']]).toEqual([200, expect.stringContaining(`form-action ${origin};`)])
    expect((await ask('GET /auth/lab/assets/other-site.css', { host })).status).toBe(200)
    expect((await ask('GET /auth/lab', { host })).status).toBe(307)
    expect((await ask('POST /auth/lab/logins', { host })).status).toBe(421)
  })

  it('is not there where it is off: its paths are 404, and 127.0.0.1 leads to localhost', async () => {
    opened = await openListener()
    for (const path of ['', '/resource', '/assets/lab.js', '/other-site']) expect((await opened.ask(`GET /auth/lab${path}`)).status).toBe(404)
    expect((await opened.ask('POST /auth/lab/logins', own)).status).toBe(404)
    const host = new URL(origin).host.replace('localhost', '127.0.0.1')
    expect((await opened.ask('GET /auth/lab/other-site', { host })).status).toBe(307)
  })
})

describe('LATCHKEY_LAB', () => {
  const secret = 'correct-horse-battery-staple-and-a-few-more-words-0123456789'
  const open = { LATCHKEY_ORIGIN: 'https://login.example.com', LATCHKEY_SECRET: secret }

  it.each([
    ['on, on loopback', {}, 'on'],
    ['off, with a public origin', open, 'off'],
    ['off, on every interface', { HOST: '0.0.0.0', LATCHKEY_ORIGIN: 'http://localhost:3000', LATCHKEY_SECRET: secret }, 'off'],
    ['on, where somebody wants it', { ...open, LATCHKEY_LAB: 'on' }, 'on'],
    ['off, where somebody does not', { LATCHKEY_LAB: 'off' }, 'off'],
  ])('is %s', (_, environment, expected) => expect(readConfig(environment).lab).toBe(expected))

  it('is one of two words', () => expect(() => readConfig({ LATCHKEY_LAB: 'yes' })).toThrow('LATCHKEY_LAB is "yes"; expected on or off.'))
})
