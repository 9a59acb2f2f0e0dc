/** Ten pages of one browser are one login: one renewal for all, one logout for all, and a lost race logs nobody out. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { effort } from '../support/effort.ts'
import { inPage, logInWith, type PageOptions, shortLife, useClientPages, whoIs } from './client-pages.ts'

const rounds = effort({ short: 3, full: 100 })
const tabs = 10
/** Milliseconds from a renewal to the moment at which the next is due: four fifths of a life, and a little. */
const due = shortLife.accessLife * 800 + 200

describe.skipIf(!hasBrowser)('ten tabs in Chromium', { timeout: 60_000 + rounds * 15_000 }, () => {
  const { open, refreshes } = useClientPages()

  /** Ten tabs that hold one login, all of them with the same access token. */
  async function loggedIn(options: PageOptions): Promise<Page[]> {
    const pages = await open(tabs, options)
    const [first, ...others] = pages
    if (first === undefined) throw new Error('there are ten of them')
    await logInWith(first)
    for (const page of others) await page.waitForFunction('heard.length === 1')
    return pages
  }

  /** Every tab asks at the same moment, when the access token is nearly over. Answers how often the server was asked to renew. */
  async function round(pages: readonly Page[]): Promise<number> {
    const before = await refreshes()
    const moment = Date.now() + due
    const ask = `await sleep(${moment} - Date.now()); const answer = await client.fetch('/auth/me'); return answer.status`
    const statuses = await Promise.all(pages.map((page) => inPage<number>(page, ask)))
    expect(statuses).toEqual(pages.map(() => 200))
    return (await refreshes()).asked - before.asked
  }

  async function expectNoLogout(pages: readonly Page[]): Promise<void> {
    for (const page of pages) expect(await inPage(page, 'return heard.map(({ who }) => who)')).toEqual(['mira'])
    expect((await refreshes()).refused).toBe(0)
  }

  it.each([
    { options: { carrier: 'jwt' }, rounds },
    { options: { carrier: 'token', storage: 'localStorage' }, rounds: effort({ short: 1, full: rounds }) },
  ] as const)('renew once for all, $rounds times, and nobody is logged out: $options', async ({ options, rounds: times }) => {
    const pages = await loggedIn(options)
    const counted: number[] = []
    for (let n = 0; n < times; n++) counted.push(await round(pages))
    expect(counted).toEqual(counted.map(() => 1))
    await expectNoLogout(pages)
  })

  it(`without Web Locks, ${rounds} times, nobody is logged out`, async () => {
    const pages = await loggedIn({ carrier: 'jwt', withoutLocks: true })
    for (let n = 0; n < rounds; n++) expect(await round(pages)).toBeGreaterThanOrEqual(1)
    await expectNoLogout(pages)
  })

  it.each(['cookie', 'jwt', 'token'] as const)('by %s: a logout in one tab is known in the nine others within a second', async (carrier) => {
    const pages = await loggedIn({ carrier })
    const [first, ...others] = pages
    if (first === undefined) throw new Error('there are ten of them')
    const start = Date.now()
    await inPage(first, 'await client.logout()')
    for (const page of others) await page.waitForFunction('heard.length === 2')
    const heard = await Promise.all(others.map((page) => inPage<{ at: number, who: string | null }>(page, 'return heard[1]')))
    expect(heard.map(({ who }) => who)).toEqual(others.map(() => null))
    expect(Math.max(...heard.map(({ at }) => at)) - start).toBeLessThan(1000)
    for (const page of others) expect(await whoIs(page)).toBeNull()
  })

  it('a page that opens beside them is logged in by one renewal of its own', async () => {
    const [first] = await loggedIn({ carrier: 'jwt' })
    const before = await refreshes()
    await first?.reload()
    await first?.waitForFunction('globalThis.client !== undefined')
    expect(first && await whoIs(first)).toBe('mira')
    expect((await refreshes()).asked - before.asked).toBe(1)
  })

  it('somebody else who logs in in one tab is who is logged in in all', async () => {
    const pages = await loggedIn({ carrier: 'jwt' })
    const [first, ...others] = pages
    const who = { username: 'noor', password: 'harbour quilt seven' }
    await (first && inPage(first, `await client.signup(${JSON.stringify(who)})`))
    for (const page of others) await page.waitForFunction('heard.length === 2')
    for (const page of pages) expect(await whoIs(page)).toBe('noor')
  })
})
