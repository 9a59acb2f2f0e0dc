/** A browser and a server for the tests of a file, and what people do on our pages. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterEach, beforeAll, expect } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { startServer, type Server } from '../support/server.ts'
import { fetchFrom, mira, signUp } from '../support/wire.ts'

export interface Visits {
  /** A page of a browser that knows nobody. */
  newPage(options?: BrowserContextOptions): Promise<Page>
  server(): Server
  /** The address of a path of ours. */
  at(path: string): string
}

/** Called in a describe. There is a user who is named mira. */
export function useBrowser(): Visits {
  let browser: Browser
  let server: Server
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    browser = await openBrowser()
    server = await startServer()
    await signUp(fetchFrom(server.origin))
  }, 60_000)
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  return {
    server: () => server,
    at: (path) => server.origin + path,
    async newPage(options = {}) {
      const context = await browser.newContext(options)
      contexts.push(context)
      context.setDefaultTimeout(10_000)
      return context.newPage()
    },
  }
}

export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click()
}

/** Fills in the login page that is open. */
export async function enter(page: Page, who = mira): Promise<void> {
  await fill(page, { 'User name': who.username, 'Password': who.password })
  await press(page, 'Log in')
}

export async function logInAt(page: Page, login: string, who = mira): Promise<void> {
  await page.goto(login)
  await enter(page, who)
  await page.waitForURL(/\/auth\/account/)
}

export async function sessionCookie(page: Page): Promise<string | undefined> {
  const cookies = await page.context().cookies()
  return cookies.find(({ name }) => name === '__Host-latchkey')?.value
}

/** No script can read one, and each is bound to this host alone. */
export async function expectNoCookieInReach(page: Page): Promise<void> {
  expect(await page.evaluate('document.cookie')).toBe('')
  for (const cookie of await page.context().cookies()) {
    expect(cookie.name).toMatch(/^__Host-(latchkey|preferences$|consent$|visitor$)/)
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, path: '/', domain: 'localhost' })
    expect(['Lax', 'Strict']).toContain(cookie.sameSite)
  }
}

/** Those that are no login's, by what is left of their names. */
export async function choiceCookiesOf(page: Page): Promise<readonly string[]> {
  const names = (await page.context().cookies()).map(({ name }) => name.replace('__Host-', ''))
  return names.filter((name) => !name.startsWith('latchkey')).toSorted()
}

export function titleOf(page: Page): Promise<string | null> {
  return page.getByRole('heading', { level: 1 }).textContent()
}

export function pathOf(page: Page): string {
  return new URL(page.url()).pathname
}
