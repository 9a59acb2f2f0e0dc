/** A page of a sibling subdomain, and one without an origin: to browsers the one is of the same site, and neither may act. */
import type { Browser, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { certified, hasOpenssl } from '../support/certificate.ts'
import { password, secret } from '../support/instance.ts'
import { freePort, startServer, type Server } from '../support/server.ts'
import { choiceCookiesOf, fill, pathOf, press, sessionCookie } from './visits.ts'

const [own, sibling] = ['login.app.test', 'blog.app.test']

describe.skipIf(!hasBrowser || !hasOpenssl)('in Chromium, on names of one site', { timeout: 60_000 }, () => {
  let browser: Browser
  let server: Server
  const at = (path: string) => `https://${own}:${server.port}${path}`

  beforeAll(async () => {
    const port = await freePort()
    const { folder, settings } = certified(own)
    browser = await openBrowser(['--host-resolver-rules=MAP *.app.test 127.0.0.1'])
    server = await startServer({
      folder, port, settings: { ...settings, LATCHKEY_ORIGIN: `https://${own}:${port}`, LATCHKEY_SECRET: secret },
    })
  }, 60_000)

  /** Somebody who is logged in, in a browser of their own. */
  async function loggedIn(username: string): Promise<Page> {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
    await page.goto(at('/auth/signup'))
    await fill(page, { 'User name': username, 'Password': password })
    await press(page, 'Create account')
    await page.waitForURL(/\/auth\/account/)
    return page
  }

  /** A page that stands at this address, whoever would serve it. */
  async function openPage(page: Page, url: string, html: string): Promise<void> {
    await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }))
    await page.goto(url)
    // Else the headers that a form sends are not all to be seen.
    await page.unrouteAll()
  }

  /** Posts one form, whose button stands in a page or a frame, and looks whether anything came of it. */
  async function postInVain(page: Page, button: Locator, action: string) {
    const before = await sessionCookie(page)
    const answered = page.waitForResponse((one) => one.url() === at(action))
    await button.click()
    const response = await answered
    const headers = await response.request().allHeaders()
    expect([action, await sessionCookie(page)]).toEqual([action, before])
    const told = `${response.status()} ${response.headers()['location'] ?? ''}`.trim()
    return { told, site: headers['sec-fetch-site'], origin: headers['origin'], cookie: headers['cookie'] ?? '' }
  }

  /** In a page of its own: the other may still be on its way to what it was answered. */
  async function expectUnharmed(before: Page): Promise<void> {
    const page = await before.context().newPage()
    await page.goto(at('/auth/account'))
    expect(pathOf(page), 'still logged in').toBe('/auth/account')
    expect(await choiceCookiesOf(page)).toEqual([])
  }

  const formsFrom = (attributes = '') => forms.map(({ action, fields }) => `
    <form method="post" ${attributes} action="${at(action)}">
      ${Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('')}
      <button>go</button>
    </form>`).join('')

  it('B-14: every form is refused from a sibling, which sends the cookie along', async () => {
    const page = await loggedIn('mira')
    for (const [n, { action }] of forms.entries()) {
      await openPage(page, `https://${sibling}/`, formsFrom())
      const { told, site, origin, cookie } = await postInVain(page, page.locator('button').nth(n), action)
      expect([action, site, origin, told]).toEqual([action, 'same-site', `https://${sibling}`, '403'])
      expect(cookie).toContain('__Host-latchkey=')
    }
    await expectUnharmed(page)
  })

  it('B-14: every form is refused from a frame without an origin', async () => {
    const page = await loggedIn('noor')
    const srcdoc = formsFrom('target="_top"').replaceAll('"', '&quot;')
    for (const [n, { action }] of forms.entries()) {
      await openPage(page, `https://${sibling}/`, `<iframe sandbox="allow-forms allow-top-navigation" srcdoc="${srcdoc}"></iframe>`)
      const { told, origin } = await postInVain(page, page.frameLocator('iframe').locator('button').nth(n), action)
      // Who comes without a cookie is asked to log in.
      expect([action, origin, told]).toEqual([action, 'null', expect.stringMatching(/^403$|^303 \/auth\/login$/)])
    }
    await expectUnharmed(page)
  })

  it('B-19: a cookie of ours that a sibling sets for the whole domain is not taken, and shadows none', async () => {
    const page = await loggedIn('ines')
    const before = await sessionCookie(page)
    await openPage(page, `https://${sibling}/`, '<p>sibling</p>')
    await page.evaluate(`
      document.cookie = '__Host-latchkey=lk_se_planted; Domain=app.test; Path=/; Secure'
      document.cookie = '__Host-latchkey=lk_se_planted; Domain=app.test; Path=/auth; Secure'
      document.cookie = '__Host-latchkey-form=planted; Domain=app.test; Path=/; Secure'`)
    expect(await sessionCookie(page)).toBe(before)
    await page.goto(at('/auth/account'))
    expect(pathOf(page)).toBe('/auth/account')
  })
})

/** With everything right but where they come from. */
const forms = [
  { action: '/auth/login', fields: { username: 'mira', password } },
  { action: '/auth/logout', fields: {} },
  { action: '/auth/sessions/end', fields: { all: 'true' } },
  { action: '/auth/password', fields: { current_password: password, new_password: 'lantern otter voyage' } },
  { action: '/auth/preferences', fields: { theme: 'dark' } },
  { action: '/auth/consent', fields: { choice: 'all' } },
] as const
