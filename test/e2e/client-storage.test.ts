/** What a page of the client leaves where scripts can read: nothing, unless that was chosen. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { inPage, logInWith, useClientPages, whoIs } from './client-pages.ts'

describe.skipIf(!hasBrowser)('in Chromium, where a page keeps its login', { timeout: 60_000 }, () => {
  const { elsewhere, open, refreshes, server } = useClientPages()

  /** All places of the browser that any script of the page reads. */
  function inReach(page: Page): Promise<unknown> {
    return inPage(page, `return [
      { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(), document.cookie, window.name, history.state,
    ]`)
  }
  const nothing = [{}, {}, [], [], '', '', null]

  async function reload(page: Page): Promise<void> {
    await page.reload()
    await page.waitForFunction('globalThis.client !== undefined')
  }

  it.each(['cookie', 'jwt', 'token'] as const)('C-25: by %s, nothing is in reach of a script: after a login, a reload, and a logout', async (carrier) => {
    const [page] = await open(1, { carrier })
    if (page === undefined) throw new Error('there is one')
    expect(await whoIs(page)).toBeNull()
    await logInWith(page)
    expect(await inReach(page)).toEqual(nothing)
    await reload(page)
    expect(await whoIs(page)).toBe('mira')
    expect(await inReach(page)).toEqual(nothing)
    await inPage(page, 'await client.logout()')
    expect(await inReach(page)).toEqual(nothing)
    await reload(page)
    expect(await whoIs(page)).toBeNull()
    const cookies = (await page.context().cookies()).map(({ name }) => name)
    expect(cookies, 'which proves no login').toEqual(['__Host-latchkey-device'])
  })

  it.each(['sessionStorage', 'localStorage'] as const)('by choice in %s there is the refresh token, until the logout', async (storage) => {
    const [page] = await open(1, { carrier: 'jwt', storage })
    if (page === undefined) throw new Error('there is one')
    await logInWith(page)
    await reload(page)
    expect(await whoIs(page)).toBe('mira')
    expect(await inPage(page, `return Object.values(${storage})`)).toEqual([expect.stringMatching(/^lk_rt_/)])
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual(['__Host-latchkey-device'])
    await inPage(page, 'await client.logout()')
    expect(await inReach(page)).toEqual(nothing)
  })

  it('in memory, a reload is a logout of that page and of no other', async () => {
    const [one, other] = await open(2, { carrier: 'token', storage: 'memory' })
    if (one === undefined || other === undefined) throw new Error('there are two')
    await logInWith(one)
    expect([await whoIs(one), await whoIs(other)]).toEqual(['mira', null])
    await logInWith(other)
    await reload(one)
    expect([await whoIs(one), await whoIs(other)]).toEqual([null, 'mira'])
  })

  it('a tab that is doubled with its sessionStorage and the first one renew in turns, and neither is logged out', async () => {
    const [one] = await open(1, { carrier: 'jwt', storage: 'sessionStorage' })
    if (one === undefined) throw new Error('there is one')
    await logInWith(one)
    const { refused } = await refreshes()
    const opened = one.waitForEvent('popup')
    await inPage(one, 'window.open(location.href)')
    const other = await opened
    await other.waitForFunction('globalThis.client !== undefined')
    for (const page of [other, one, other, one]) {
      expect(await whoIs(page)).toBe('mira')
      await inPage(page, 'await sleep(2600)')
    }
    expect((await refreshes()).refused).toBe(refused)
    await inPage(other, 'await client.logout()')
    await one.waitForFunction('heard.length === 2')
    expect(await whoIs(one)).toBeNull()
  })

  it('a login by session cookie beside it is left alone', async () => {
    const [page] = await open(1, { carrier: 'jwt' })
    if (page === undefined) throw new Error('there is one')
    await inPage(page, `
      const { createClient } = await import('/app/client.js')
      globalThis.other = createClient({ carrier: 'cookie' })
      await other.login({ username: 'mira', password: 'harbour quilt seven' })`)
    const refused = 'const refused = (error) => error.code'
    expect(await inPage(page, `${refused}; return [await client.sessions.endAll().catch(refused), await client.sessions.list().catch(refused)]`))
      .toEqual(['credential_missing', 'credential_missing'])
    await logInWith(page)
    expect(await whoIs(page)).toBe('mira')
    expect(await inPage(page, 'return (await client.sessions.list()).sessions.length')).toBeGreaterThanOrEqual(2)
    await inPage(page, 'await client.logout()')
    expect(await whoIs(page)).toBeNull()
    expect(await inPage(page, 'return (await other.me()).user.username')).toBe('mira')
  })

  it('a page of another site logs in, renews and logs out with its tokens in memory, and the server\'s clock', async () => {
    const [page] = await open(1, { carrier: 'token', storage: 'memory', baseUrl: server().origin }, elsewhere())
    if (page === undefined) throw new Error('there is one')
    await page.clock.install({ time: Date.now() - 86_400_000 })
    const before = await refreshes()
    await logInWith(page)
    expect(await whoIs(page)).toBe('mira')
    expect((await refreshes()).asked - before.asked).toBe(0)
    await page.clock.fastForward(4000)
    await sleep(4000)
    expect(await whoIs(page)).toBe('mira')
    expect((await refreshes()).asked - before.asked).toBe(1)
    expect(await page.context().cookies()).toEqual([])
    await inPage(page, 'await client.logout()')
    expect(await whoIs(page)).toBeNull()
  })
})
