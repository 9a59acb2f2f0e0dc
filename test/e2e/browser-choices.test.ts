/** Preferences and consent in a real Chromium: what is in its jar, before anybody agrees and after they change their mind. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { password } from '../support/instance.ts'
import { setupLink } from '../support/server.ts'
import { bodyOf, fetchFrom } from '../support/wire.ts'
import { choiceCookiesOf, expectNoCookieInReach, logInAt, pathOf, press, useBrowser } from './visits.ts'

const pages = ['/', '/auth/login', '/auth/signup', '/auth/consent', '/auth/preferences']

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 60_000 }, () => {
  const { newPage, server, at } = useBrowser()

  async function visitAll(page: Page): Promise<void> {
    for (const path of pages) await page.goto(at(path))
  }
  const choose = async (page: Page, button: string) => {
    await page.goto(at('/auth/consent'))
    await press(page, button)
    expect(await page.getByRole('status').textContent()).toContain('Your choice is saved')
  }

  describe.each([true, false])('with JavaScript: %s', (javaScriptEnabled) => {
    it('a visitor is named after consent and not before, and forgotten when it is withdrawn', async () => {
      const page = await newPage({ javaScriptEnabled })
      await visitAll(page)
      expect(await choiceCookiesOf(page), 'nobody was asked').toEqual([])
      await choose(page, 'Refuse all')
      await visitAll(page)
      expect(await choiceCookiesOf(page), 'consent is withheld').toEqual(['consent'])
      await choose(page, 'Accept all')
      expect(await choiceCookiesOf(page), 'consent is given').toEqual(['consent', 'visitor'])
      await visitAll(page)
      await expectNoCookieInReach(page)
      await choose(page, 'Refuse all')
      expect(await choiceCookiesOf(page), 'consent is withdrawn').toEqual(['consent'])
      await visitAll(page)
      expect(await choiceCookiesOf(page)).toEqual(['consent'])
    })

    it('a person ticks what they agree to, finds it ticked, and finds it again on the account page', async () => {
      const page = await newPage({ javaScriptEnabled })
      await logInAt(page, at('/auth/login'))
      const analytics = page.getByRole('checkbox', { name: 'Analytics' })
      expect(await analytics.isChecked()).toBe(false)
      await analytics.check()
      await press(page, 'Save choices')
      expect(pathOf(page)).toBe('/auth/account')
      expect(await analytics.isChecked()).toBe(true)
      expect(await choiceCookiesOf(page)).toEqual(['consent', 'visitor'])
    })

    it('who chooses dark has dark pages, for the session, and for a year with consent to it', async () => {
      const page = await newPage({ javaScriptEnabled, colorScheme: 'light' })
      const keptUntil = async () => (
        (await page.context().cookies()).find(({ name }) => name === '__Host-preferences')?.expires
      )
      await page.goto(at('/auth/preferences'))
      await page.getByLabel('Appearance').selectOption('dark')
      await press(page, 'Save preferences')
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
      expect(await keptUntil()).toBe(-1)
      await choose(page, 'Accept all')
      expect(await keptUntil()).toBeGreaterThan(Date.now() / 1000 + 364 * 86_400)
      await choose(page, 'Refuse all')
      expect(await keptUntil()).toBe(-1)
    })
  })

  it('a theme that was chosen goes before the system’s, and every colour of it can be read', async () => {
    const themes = [['dark', 'light', 'dark'], ['light', 'dark', 'light'], ['system', 'dark', 'dark']] as const
    for (const [theme, colorScheme, seen] of themes) {
      const page = await newPage({ colorScheme, viewport: { width: 320, height: 640 } })
      await page.goto(at('/auth/consent'))
      await page.getByLabel('Appearance').selectOption(theme)
      await press(page, 'Save preferences')
      expect([theme, await page.evaluate('getComputedStyle(document.documentElement).colorScheme')]).toEqual([theme, seen])
      const axe = new AxeBuilder({ page }).setLegacyMode().withRules('color-contrast')
      expect((await axe.analyze()).violations.map(({ id, nodes }) => [theme, id, nodes[0]?.target])).toEqual([])
    }
  })

  it('who asks for more contrast has it in the dark too', async () => {
    const page = await newPage({ colorScheme: 'dark', contrast: 'more' })
    await page.goto(at('/auth/consent'))
    const [line, edge] = ['--line', '--edge'].map((name) => `getComputedStyle(document.documentElement).getPropertyValue('${name}')`)
    expect(await page.evaluate(`${line} === ${edge}`)).toBe(true)
  })

  it('a browser that says Sec-GPC is offered no marketing, and told why', async () => {
    const page = await newPage({ extraHTTPHeaders: { 'sec-gpc': '1' } })
    await choose(page, 'Accept all')
    const marketing = page.getByRole('checkbox', { name: 'Marketing' })
    expect([await marketing.isChecked(), await marketing.isDisabled()]).toEqual([false, true])
    expect(await page.textContent('main')).toContain('Global Privacy Control')
  })

  it('an administrator sees how many came, and from which campaign', async () => {
    const ask = fetchFrom(server().origin)
    const { code } = await setupLink(server())
    const made = await ask('POST /auth/signup', { json: { username: 'ada', password, carrier: 'token', setup: code } })
    const authorization = `Bearer ${String(bodyOf(made)['access_token'])}`
    const campaigns = async () => {
      const { visits } = bodyOf(await ask('GET /auth/admin/visits', { headers: { authorization } })) as { visits: { source: string | null }[] } // http/visits.test.ts holds the shape
      return visits.map(({ source }) => source)
    }
    const landed = await newPage()
    await landed.goto(at('/?utm_source=Flyer'))
    await landed.getByRole('link', { name: 'Preferences and cookies' }).click()
    await press(landed, 'Accept all')
    expect(landed.url()).toBe(at('/?utm_source=Flyer'))
    await expect.poll(campaigns).toContain('flyer')

    const page = await newPage()
    await choose(page, 'Accept all')
    // As if the last page was long ago: a browser's clock is not ours to turn, its jar is.
    const [name, value] = ['__Host-visitor', JSON.stringify({ id: 'A'.repeat(22), since: 1, last: 1 })]
    const encoded = Buffer.from(value).toString('base64url')
    await page.context().addCookies([{ name, value: encoded, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }])
    await page.goto(at('/auth/login?utm_source=Letter'))
    await expect.poll(campaigns).toContain('letter')
  })
})
