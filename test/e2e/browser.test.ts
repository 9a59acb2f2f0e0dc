/** What people see, in a real Chromium: every page works without JavaScript, and no secret is in reach of a script. */
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { password } from '../support/instance.ts'
import { setupLink, startServer } from '../support/server.ts'
import { fetchFrom, signUp } from '../support/wire.ts'
import {
  enter, expectNoCookieInReach, fill, logInAt, pathOf, press, sessionCookie, titleOf, useBrowser,
} from './visits.ts'

describe.skipIf(!hasBrowser)('in Chromium', { timeout: 60_000 }, () => {
  const { newPage, server, at } = useBrowser()

  describe.each([true, false])('with JavaScript: %s', (javaScriptEnabled) => {
    it('B-01: a person signs up, logs in, logs out, and document.cookie is empty all the while', async () => {
      const page = await newPage({ javaScriptEnabled })
      const username = `noor-${javaScriptEnabled}`
      await page.goto(at('/'))
      await expectNoCookieInReach(page)
      await page.getByRole('link', { name: 'Create an account' }).click()
      await fill(page, { 'User name': username, 'Password': password })
      await press(page, 'Create account')
      expect(await page.getByRole('status').textContent()).toContain('Your account is ready')
      await expectNoCookieInReach(page)

      await press(page, 'Log out')
      expect(pathOf(page)).toBe('/auth/login')
      expect(await sessionCookie(page)).toBeUndefined()

      await fill(page, { 'User name': username, 'Password': password })
      await press(page, 'Log in')
      expect(await titleOf(page)).toBe('Account')
      expect(await page.locator('#profile').textContent()).toContain(username)
      await expectNoCookieInReach(page)

      await page.goto(at('/auth/account'))
      await press(page, 'Log out')
      await page.goto(at('/auth/account'))
      expect(page.url()).toBe(at('/auth/login?return_to=%2Fauth%2Faccount'))
      await expectNoCookieInReach(page)
    })

    it('a wrong password is told on the page itself, which keeps the name and not the password', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/login'))
      await fill(page, { 'User name': 'mira', 'Password': 'cobalt meadow wrench' })
      const answered = page.waitForResponse(/\/auth\/login$/)
      await press(page, 'Log in')
      expect((await answered).status()).toBe(401)
      expect(await page.getByRole('alert').textContent()).toContain('do not match')
      expect(await page.getByLabel('User name').inputValue()).toBe('mira')
      expect(await page.getByLabel('Password').inputValue()).toBe('')
      await page.getByLabel('Password').fill(password)
      await press(page, 'Log in')
      expect(await titleOf(page)).toBe('Account')
    })

    it('a person is led back to the page that asked for the login', async () => {
      const page = await newPage({ javaScriptEnabled })
      await page.goto(at('/auth/account?cursor=none'))
      await enter(page)
      expect(page.url()).toBe(at('/auth/account?cursor=none'))
    })

    it('another device is logged out from the list, and is asked to log in on its next click', async () => {
      const [here, there] = [await newPage({ javaScriptEnabled }), await newPage({ javaScriptEnabled })]
      for (const page of [here, there]) await logInAt(page, at('/auth/login'))
      await here.reload()
      await press(here, 'Log out all others')
      expect(await here.getByRole('status').textContent()).toContain('All other devices are logged out')
      expect(await here.getByRole('listitem').filter({ hasText: 'This device' }).count()).toBe(1)
      await there.reload()
      expect(pathOf(there)).toBe('/auth/login')

      await enter(there)
      await here.reload()
      const other = here.locator('#devices .things > li').filter({ hasNotText: 'This device' })
      await other.getByRole('button', { name: /^Log out / }).click()
      expect(await here.getByRole('status').textContent()).toContain('That device is logged out')
      await there.reload()
      expect(pathOf(there)).toBe('/auth/login')
    })

    it('a changed password logs out the other device, and the old one is refused', async () => {
      const who = { username: `ines-${javaScriptEnabled}`, password }
      await signUp(fetchFrom(server().origin), who)
      const [here, there] = [await newPage({ javaScriptEnabled }), await newPage({ javaScriptEnabled })]
      for (const page of [here, there]) await logInAt(page, at('/auth/login'), who)
      await fill(here, { 'Current password': 'cobalt meadow wrench', 'New password': 'lantern otter voyage' })
      await press(here, 'Change password')
      expect(await here.getByRole('alert').textContent()).toContain('Check your current password')
      await fill(here, { 'Current password': password, 'New password': 'lantern otter voyage' })
      await press(here, 'Change password')
      expect(await here.getByRole('status').textContent()).toContain('Your password is changed')
      await there.reload()
      expect(pathOf(there)).toBe('/auth/login')
      await enter(there, who)
      expect(await there.getByRole('alert').textContent()).toContain('do not match')
      await enter(there, { ...who, password: 'lantern otter voyage' })
      expect(await titleOf(there)).toBe('Account')
    })

    it('A-20: the setup link makes one administrator, once', async () => {
      const fresh = await startServer()
      const { link } = await setupLink(fresh)
      const page = await newPage({ javaScriptEnabled })
      await page.goto(link)
      expect(await titleOf(page)).toContain('administrator')
      await fill(page, { 'User name': 'ada', 'Password': password })
      await press(page, 'Create account')
      expect(await page.locator('#profile').textContent()).toContain('admin')
      const second = await newPage({ javaScriptEnabled })
      await second.goto(link)
      await fill(second, { 'User name': 'eve', 'Password': password })
      await press(second, 'Create account')
      expect(await titleOf(second)).toContain('This link was used')
      expect(await sessionCookie(second)).toBeUndefined()
      await fresh.stop()
    })
  })
})
