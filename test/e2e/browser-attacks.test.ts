/** What other people's pages, and what is injected into ours, can do in a real Chromium: nothing. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { password } from '../support/instance.ts'
import { logInAt, sessionCookie, useBrowser } from './visits.ts'

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 60_000 }, () => {
  const { newPage, server, at } = useBrowser()

  describe('a page of another site', () => {
    it.each([
      ['127.0.0.1', 'another site'], ['localhost', 'another port of the same site'],
    ])('on %s, %s, can post no form that does anything', async (host) => {
      const page = await newPage()
      await logInAt(page, at('/auth/login'))
      const before = await sessionCookie(page)
      const elsewhere = await serveForms(server().origin, host)
      for (const [n, { action }] of forms.entries()) {
        await page.goto(elsewhere.url)
        const answered = page.waitForResponse((one) => one.url().endsWith(action))
        await page.locator('button').nth(n).click()
        const response = await answered
        // Who comes without a cookie is asked to log in; with one, the form is refused.
        const told = `${response.status()} ${response.headers()['location'] ?? ''}`.trim()
        expect(['303 /auth/login', '403', '415']).toContain(told)
      }
      expect(await sessionCookie(page)).toEqual(before)
      await page.goto(at('/auth/account'))
      expect(await page.locator('#profile').textContent(), 'still the same person').toContain('mira')
      elsewhere.close()
    })

    it('can put none of ours into a frame, and learns nothing by fetch', async () => {
      const page = await newPage()
      await logInAt(page, at('/auth/login'))
      const elsewhere = await serveForms(server().origin, '127.0.0.1')
      await page.goto(elsewhere.url)
      const me = JSON.stringify(at('/auth/me'))
      const seen = await page.evaluate(`(async () => {
        const frame = document.createElement('iframe')
        frame.src = ${JSON.stringify(at('/auth/account'))}
        document.body.append(frame)
        await new Promise((resolve) => { frame.onload = resolve })
        const ask = (mode) => fetch(${me}, { credentials: 'include', mode }).then(() => 'answered', () => 'refused')
        return { frame: frame.contentDocument, read: await ask('cors'), blind: await ask('no-cors') }
      })()`)
      expect(seen).toEqual({ frame: null, read: 'refused', blind: 'refused' })
      // A slow machine tells a moment later what became of the frame.
      const frame = () => page.frames().find((one) => one !== page.mainFrame())?.url()
      await expect.poll(frame).toBe('chrome-error://chromewebdata/')
      elsewhere.close()
    })
  })

  it('the policy of a page stops the scripts and the style that were injected into it', async () => {
    const page = await newPage()
    const refused: string[] = []
    page.on('console', (message) => { refused.push(message.text()) })
    await page.route(/\/auth\/login$/, async (route) => {
      const response = await route.fetch()
      const injected = '<script>document.title = "owned"</script><img src=x onerror="document.title = \'owned\'">'
        + '<script src="https://evil.example/x.js"></script><style>h1 { display: none }</style>'
      await route.fulfill({ response, body: (await response.text()).replace('</main>', `${injected}</main>`) })
    })
    await page.goto(at('/auth/login'))
    expect(await page.title()).toBe('Log in · Latchkey')
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
    expect(refused.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(4)
  })
})

/** Forms such as an attacker would have a person post, with everything right but where they come from. */
const forms = [
  { action: '/auth/login', fields: { username: 'mira', password } },
  { action: '/auth/signup', fields: { username: 'attacker', password } },
  { action: '/auth/logout', fields: {} },
  { action: '/auth/sessions/end', fields: { all: 'true' } },
  { action: '/auth/password', fields: { current_password: password, new_password: 'lantern otter voyage' } },
  { action: '/auth/reauthenticate', fields: { password } },
  // A form that spells JSON: text/plain needs no leave of ours to be sent.
  { action: '/auth/refresh', fields: { '{"refresh_token":"': '"}' }, enctype: 'text/plain' },
] as const

async function serveForms(origin: string, host: string): Promise<{ url: string, close(): void }> {
  const html = forms.map(({ action, fields, ...more }) => `
    <form method="post" action="${origin}${action}" ${'enctype' in more ? `enctype="${more.enctype}"` : ''}>
      ${Object.entries(fields).map(([name, value]) => `<input type="hidden" name='${name}' value='${value}'>`).join('')}
      <button>go</button>
    </form>`).join('')
  const http = createServer((_, response) => { response.writeHead(200, { 'content-type': 'text/html' }).end(html) })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const { port } = http.address() as AddressInfo // of a TCP server that listens
  return {
    url: `http://${host}:${port}/`,
    close() {
      http.closeAllConnections()
      http.close()
    },
  }
}
