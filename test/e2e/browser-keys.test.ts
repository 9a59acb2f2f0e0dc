/** An API key from its making to its end, by a person in a real Chromium without JavaScript and a program with curl. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { DatabaseSync } from 'node:sqlite'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { password } from '../support/instance.ts'
import { databaseIn } from '../support/server.ts'
import { fetchFrom, logIn } from '../support/wire.ts'
import { expectNoCookieInReach, fill, logInAt, pathOf, press, titleOf, useBrowser } from './visits.ts'

const run = promisify(execFile)

describe.skipIf(!hasBrowser)('in Chromium without JavaScript', { timeout: 60_000 }, () => {
  const { newPage, server, at } = useBrowser()
  const open = () => newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })

  /** As if the person had logged in so long ago. */
  function passSince(seconds: number): void {
    const database = new DatabaseSync(databaseIn(server().folder))
    database.exec('PRAGMA busy_timeout = 2000')
    database.prepare('UPDATE session SET "authTime" = "authTime" - ?').run(seconds)
    database.close()
  }

  async function statusWith(key: string): Promise<string> {
    const { stdout } = await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Authorization: Bearer ${key}`, at('/auth/me')])
    return stdout
  }

  /** What axe finds needs its script; the page itself runs none. */
  async function expectGood(page: Page): Promise<void> {
    const width = await page.locator('html').evaluate((root: { scrollWidth: number }) => root.scrollWidth)
    expect(width).toBe(320)
  }

  it('a key is asked for, the password confirmed, the key shown once, used with curl, revoked and refused', async () => {
    const page = await open()
    await logInAt(page, at('/auth/login'))
    passSince(301)
    await page.getByLabel('New key').fill('Nightly export')
    await press(page, 'Create key')
    expect(await page.getByRole('alert').textContent()).toContain('Your last login is too long ago')
    await expectGood(page)
    await page.getByRole('link', { name: 'Confirm your password' }).click()
    expect([pathOf(page), await titleOf(page)]).toEqual(['/auth/reauthenticate', 'Confirm that it is you'])
    await expectGood(page)
    await fill(page, { Password: password })
    await press(page, 'Confirm')
    expect(pathOf(page)).toBe('/auth/account')
    await page.getByLabel('New key').fill('Nightly export')
    await press(page, 'Create key')
    const key = await page.locator('#keys code.cred').textContent() ?? ''
    expect(key).toMatch(/^lk_key_[\w-]{43}$/)
    await expectGood(page)
    expect(await statusWith(key)).toBe('200')
    await page.goto(at('/auth/account'))
    expect(await page.content()).not.toContain(key)
    expect(await page.locator('#keys').textContent()).toContain('Used')
    await press(page, 'Revoke Nightly export')
    expect(await page.getByRole('status').first().textContent()).toContain('That key is revoked')
    expect(await statusWith(key)).toBe('401')
  })

  it('a token is inspected, and stands neither in the page nor in the address', async () => {
    const page = await open()
    await logInAt(page, at('/auth/login'))
    const { credential } = await logIn(fetchFrom(server().origin), 'token')
    await page.getByLabel('Token', { exact: true }).fill(credential)
    await press(page, 'Inspect')
    const section = page.locator('#inspect')
    expect(await section.textContent()).toContain('A sealed token. It would be accepted now.')
    await expectGood(page)
    expect([await page.content(), page.url()].join()).not.toContain(credential)
  })

  it('neither page has a fault that axe finds, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await newPage({ colorScheme, viewport: { width: 320, height: 640 } })
      await logInAt(page, at('/auth/login'))
      await page.getByLabel('New key').fill(`Key for the ${colorScheme}`)
      await press(page, 'Create key')
      const check = async (name: string) => {
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        expect(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.target.join(' ')}`)).toEqual([])
        await expectGood(page)
      }
      await check('keys')
      await page.getByLabel('Token', { exact: true }).fill('eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.')
      await press(page, 'Inspect')
      await check('inspect')
      await page.goto(at('/auth/reauthenticate?return_to=%2F%2Fevil.example'))
      await check('reauthenticate')
      await fill(page, { Password: 'cobalt meadow wrench' })
      await press(page, 'Confirm')
      await check('reauthenticate, refused')
      await fill(page, { Password: password })
      await press(page, 'Confirm')
      expect(page.url()).toBe(at('/auth/account'))
      await expectNoCookieInReach(page)
    }
  })
})
