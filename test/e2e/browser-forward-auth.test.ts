/** Two hosts behind a real proxy, in a real browser: its cookies, its redirects, and what its pages let a form lead to. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { password, secret } from '../support/instance.ts'
import { proxyPrograms, type ProxyServer } from '../support/proxies.ts'
import { startServer, type Server } from '../support/server.ts'
import { openUpstream, type Upstream } from '../support/upstream.ts'
import { fill, press } from './visits.ts'

const program = proxyPrograms.find(({ isHere }) => isHere)
const [login, wiki, shop] = ['https://login.example.com', 'https://wiki.example.com', 'https://shop.example.com']

if (program === undefined) {
  // oxlint-disable-next-line no-console -- a test that did not run must be heard of
  console.warn('SKIPPED: forward-auth in a browser: neither nginx nor Caddy is installed.')
}

describe.skipIf(!hasBrowser || program === undefined)('in Chromium, behind a proxy', { timeout: 60_000 }, () => {
  let browser: Browser
  let server: Server
  let proxy: ProxyServer | undefined
  let upstream: Upstream

  beforeAll(async () => {
    upstream = await openUpstream()
    server = await startServer({
      settings: {
        LATCHKEY_ORIGIN: login, LATCHKEY_GUARDED_ORIGINS: `${wiki},${shop}`, LATCHKEY_TRUSTED_PROXIES: '127.0.0.1', LATCHKEY_SECRET: secret, LATCHKEY_DATABASE_URL: 'memory:',
      },
    })
    proxy = await program?.start('several-hosts', { latchkey: server.port, upstream: upstream.port })
    browser = await openBrowser([`--host-resolver-rules=MAP *.example.com 127.0.0.1:${proxy?.port}`])
  }, 60_000)
  afterAll(async () => {
    await proxy?.stop()
    await server.stop()
    upstream.close()
  })

  it('one login enters two hosts, and one logout leaves both', async () => {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
    await page.goto(`${login}/auth/signup`)
    await fill(page, { 'User name': 'mira', 'Password': password })
    await press(page, 'Create account')
    await page.waitForURL(`${login}/auth/account*`)
    await page.context().clearCookies()

    await page.goto(`${wiki}/page?x=1`)
    expect(new URL(page.url()).origin).toBe(login)
    await fill(page, { 'User name': 'mira', 'Password': password })
    await press(page, 'Log in')
    await page.waitForURL(`${wiki}/page?x=1`)
    expect(await page.textContent('body')).toBe('the upstream\'s answer')
    await page.goto(`${shop}/cart`)
    expect(page.url()).toBe(`${shop}/cart`)

    const left = await page.evaluate(async () => (await fetch('/auth/logout', { method: 'POST' })).status)
    expect(left).toBe(204)
    await page.goto(`${wiki}/page`)
    expect(new URL(page.url()).origin).toBe(login)
  })
})
