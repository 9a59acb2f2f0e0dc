/** The administration by a person in a real Chromium: without scripts, by keyboard alone, on a phone, in two languages. */
import { DatabaseSync } from 'node:sqlite'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { password } from '../support/instance.ts'
import { databaseIn } from '../support/server.ts'
import { fetchFrom, logIn, mira, signUp } from '../support/wire.ts'
import { expectNoCookieInReach, fill, logInAt, pathOf, press, titleOf, useBrowser } from './visits.ts'

const phone = { width: 320, height: 640 }
const chinese = { locale: 'zh-CN' }

describe.skipIf(!hasBrowser)('an administrator in Chromium', { timeout: 120_000 }, () => {
  const { newPage, server, at } = useBrowser()

  /** Behind the server's back: as an operator would make an administrator, and as if time had passed. */
  function tamper(sql: string): void {
    const database = new DatabaseSync(databaseIn(server().folder))
    database.exec('PRAGMA busy_timeout = 2000')
    database.exec(sql)
    database.close()
  }

  beforeAll(async () => {
    const fetch = fetchFrom(server().origin)
    await signUp(fetch, { username: 'odell', password })
    tamper(`UPDATE user SET roles = '["admin"]' WHERE canonical = 'mira'`)
  })

  async function openAt(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await newPage(options)
    await page.goto(at(path))
    // By their names, since the page may speak Chinese.
    await page.locator('[name=username]').fill(mira.username)
    await page.locator('[name=password]').fill(mira.password)
    await page.locator('main form button').click()
    await page.waitForURL(at(path))
    return page
  }

  const notice = (page: Page) => page.getByRole('status').first().textContent()

  it('manages an account without JavaScript: made, given a role, logged out, disabled, deleted', async () => {
    const page = await openAt('/auth/admin/users', { javaScriptEnabled: false })
    await page.locator('#create summary').click()
    await fill(page, { 'User name': 'nova', 'Roles (optional)': 'editor' })
    await press(page, 'Create account')
    const secret = await page.locator('code.cred').textContent() ?? ''
    expect([await titleOf(page), /^\w{5}(-\w{5}){3}$/.test(secret)]).toEqual(['nova', true])
    const { credential } = await logIn(fetchFrom(server().origin), 'token', { username: 'nova', password: secret })
    const asNova = async () => (await fetch(at('/auth/me'), { headers: { authorization: `Bearer ${credential}` } })).status
    expect(await asNova()).toBe(200)
    await page.goto(at('/auth/admin/users?search=NOV'))
    await page.getByRole('link', { name: 'Manage nova' }).click()
    expect(await page.content()).not.toContain(secret)
    await fill(page, { 'Add a role': 'clerk' })
    await press(page, 'Add role')
    expect(await notice(page)).toContain('The roles are changed')
    await press(page, 'Remove the role editor')
    expect(await page.locator('.roles').textContent()).not.toContain('editor')
    await press(page, 'End all sessions')
    expect([await notice(page), await asNova()]).toEqual([expect.stringContaining('All sessions of the account are ended'), 401])
    await press(page, 'Disable account')
    expect(await page.locator('#profile').textContent()).toContain('Disabled')
    await press(page, 'Enable account')
    await page.getByRole('link', { name: 'Delete account' }).click()
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Delete nova for good?')
    await press(page, 'Delete the account')
    expect([pathOf(page), await notice(page)]).toEqual(['/auth/admin/users', expect.stringContaining('The account is deleted')])
    await page.goto(at('/auth/admin/events?type=user_deleted'))
    expect(await page.getByRole('table').textContent()).toMatch(/Account deleted.*mira/s)
    await expectNoCookieInReach(page)
  })

  it('proves the password again before what cannot be taken back, and comes back to it', async () => {
    const page = await openAt('/auth/admin/keys', { javaScriptEnabled: false })
    tamper('UPDATE session SET "authTime" = "authTime" - 301')
    await page.getByRole('link', { name: 'Rotate the key for JWT', exact: true }).click()
    await press(page, 'Rotate the key')
    expect(await notice(page)).toContain('The next key is published')
    await page.locator('tr', { hasText: 'next' }).getByRole('link').click()
    expect(pathOf(page)).toBe('/auth/reauthenticate')
    await fill(page, { Password: password })
    await page.locator('main form button').click()
    expect(pathOf(page)).toMatch(/^\/auth\/admin\/keys\/[\w-]+\/drop$/)
    expect(await page.locator('.effects').textContent()).toContain('cannot be taken back')
    await press(page, 'Drop the key')
    expect([pathOf(page), await notice(page)]).toEqual(['/auth/admin/keys', expect.stringContaining('The key is dropped')])
  })

  /** Where the focus is, as it is read aloud. */
  const focused = (page: Page) => page.evaluate<string>(
    '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent).trim()',
  )

  async function tabTo(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      if (await focused(page) === name) return
    }
    throw new Error(`the tab key does not reach "${name}"`)
  }

  it('finds a user, ends their session and reads of it, by keyboard alone', async () => {
    await logIn(fetchFrom(server().origin), 'cookie', { username: 'odell', password })
    const page = await openAt('/auth/account')
    await tabTo(page, 'Admin')
    await page.keyboard.press('Enter')
    await page.waitForURL(/admin$/)
    await tabTo(page, 'Show as a table')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('table').isVisible()).toBe(true)
    await page.goto(at('/auth/admin'))
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to content')
    await tabTo(page, 'Users')
    await page.keyboard.press('Enter')
    await page.waitForURL(/users$/)
    await tabTo(page, 'Begins with')
    await page.keyboard.type('od')
    await page.keyboard.press('Enter')
    await page.waitForURL(/search=od/)
    await tabTo(page, 'Manage odell')
    const ring = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
    expect(ring).toBe('solid')
    await page.keyboard.press('Enter')
    await page.waitForURL(/users\/[\w-]{22}$/)
    // Only one of them first, and back to the page that it stands on.
    await tabTo(page, 'End the session of odell, node')
    await page.keyboard.press('Enter')
    await page.waitForURL(/users\/[\w-]{22}\?notice=session_ended/)
    await tabTo(page, 'End all sessions')
    await page.keyboard.press('Enter')
    await page.waitForURL(/notice=sessions_ended/)
    await tabTo(page, 'Events about this account')
    await page.keyboard.press('Enter')
    await page.waitForURL(/events\?subject=/)
    expect(await page.getByRole('table').textContent()).toContain('ended_by_administrator')
  })

  it('is turned away who is none, and finds no way there on a page', async () => {
    const page = await newPage()
    await logInAt(page, at('/auth/login'), { ...mira, username: 'odell' })
    const answer = await page.goto(at('/auth/admin'))
    expect([answer?.status(), await titleOf(page)]).toEqual([403, 'You may not do that'])
    await page.goto(at('/auth/account'))
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0)
  })

  const pages = ['', '/users', '/users?search=nobody', '/sessions', '/keys', '/events', '/visits', '/keys/rotate?use=jwt'] as const

  async function expectGood(page: Page, name: string): Promise<void> {
    const found = async (axe: AxeBuilder, scheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme: scheme })
      const { violations } = await axe.setLegacyMode().analyze()
      return violations.map(({ id, nodes }) => `${name}, ${scheme}: ${id} at ${nodes[0]?.target.join(' ')}`)
    }
    expect(await found(new AxeBuilder({ page }), 'light')).toEqual([])
    // The rest does not differ by colour.
    expect(await found(new AxeBuilder({ page }).withRules(['color-contrast']), 'dark')).toEqual([])
    expect([name, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([name, phone.width])
    // What a rule crushes overflows nothing: no cell of a card is narrower than a word.
    const narrow = await page.evaluate<number>('Math.min(...[...document.querySelectorAll(".cards :is(td > span, th[scope=row])")].map((one) => one.getBoundingClientRect().width))')
    expect([name, narrow > 30]).toEqual([name, true])
  }

  it.each([['English', {}], ['Chinese', chinese]])('axe finds nothing on a phone, light and dark, in %s', async (_name, language) => {
    const page = await openAt('/auth/admin', { viewport: phone, ...language })
    for (const path of pages) {
      await page.goto(at(`/auth/admin${path}`))
      await expectGood(page, path)
    }
    await page.goto(at('/auth/admin/users'))
    await page.locator('#create summary').click()
    await expectGood(page, 'create')
    await page.locator('td.act a').first().click()
    await expectGood(page, 'user')
    await page.goto(at('/auth/admin/users?search=odell'))
    await page.locator('td.act a').first().click()
    await page.locator('#access a').last().click()
    await expectGood(page, 'delete')
    await page.goBack()
    await page.locator('#access a').first().click()
    await expectGood(page, 'password')
  })
})
