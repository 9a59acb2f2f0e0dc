/** A machine that sleeps runs no timer, and wakes with an access token that is over: the first request renews it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { latchkeyListener } from '../../src/adapters/node.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { startInstance } from '../support/instance.ts'
import { freePort, hasSignals } from '../support/server.ts'
import { fetchFrom, meStatus, mira, signUp } from '../support/wire.ts'
import { inPage, logInWith, openPage, serveFiles, useClientPages, whoIs } from './client-pages.ts'

/** The header that showed the login last. */
function watchBearer(page: Page): () => Promise<string> {
  let last: Promise<string | null> = Promise.resolve(null)
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/me')) last = request.headerValue('authorization')
  })
  return async () => await last ?? ''
}

/** Every process of the browser stops, as it does when the lid is closed. */
async function suspend(page: Page, milliseconds: number): Promise<void> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('a page that was opened here has a browser')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const send = (name: NodeJS.Signals) => { for (const { id } of processInfo) process.kill(id, name) }
  try {
    send('SIGSTOP')
    await sleep(milliseconds)
  } finally {
    send('SIGCONT')
  }
}

describe.skipIf(!hasBrowser)('in Chromium, after a sleep', { timeout: 90_000 }, () => {
  const { open, refreshes, server } = useClientPages()

  it.skipIf(!hasSignals)('of 20 seconds, in which the whole browser is stopped, the login goes on by one renewal', async () => {
    const [page] = await open(1, { carrier: 'jwt' })
    if (page === undefined) throw new Error('there is one')
    const bearer = watchBearer(page)
    await logInWith(page)
    expect(await whoIs(page)).toBe('mira')
    const before = await bearer()
    await inPage(page, 'globalThis.ticks = 0; setInterval(() => { ticks++ }, 100)')
    await suspend(page, 20_000)
    expect(await inPage(page, 'return ticks'), 'its timers slept too').toBeLessThan(50)
    expect(await meStatus(fetchFrom(server().origin), { authorization: before }), 'it is over').toBe(401)
    expect(await whoIs(page)).toBe('mira')
    expect(await bearer()).not.toBe(before)
    expect(await refreshes()).toEqual({ asked: 1, refused: 0 })
    expect(await inPage(page, 'return heard.map(({ who }) => who)')).toEqual(['mira'])
  })

  it.each([{ withoutLocks: false, most: 1 }, { withoutLocks: true, most: 3 }])('of ten minutes, three tabs that wake at once are still logged in: %j', async ({ most, ...locks }) => {
    const house = await startHouse()
    const browser = await openBrowser()
    const context = await browser.newContext()
    await context.clock.install()
    await serveFiles(context)
    const options = { carrier: 'jwt', ...locks } as const
    const pages = await Promise.all([1, 2, 3].map(() => openPage(context, house.origin, options)))
    const [page] = pages
    if (page === undefined) throw new Error('there are three')
    const bearer = watchBearer(page)
    await logInWith(page)
    for (const one of pages) expect(await whoIs(one)).toBe('mira')
    const before = await bearer()

    house.pass(631) // the life of an access token, and the leeway
    await context.clock.fastForward(631_000)
    expect(await meStatus(fetchFrom(house.origin), { authorization: before }), 'it is over').toBe(401)
    expect(await Promise.all(pages.map(whoIs))).toEqual(['mira', 'mira', 'mira'])
    expect(await bearer()).not.toBe(before)
    expect(house.refreshes()).toBeGreaterThanOrEqual(1)
    expect(house.refreshes()).toBeLessThanOrEqual(most)
    for (const one of pages) expect(await inPage(one, 'return heard.map(({ who }) => who)')).toEqual(['mira'])
    await context.close()
  })
})

const ends: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(ends.map((end) => end())))

/** An instance whose clock can be put on; it stands behind a listener, so that a browser reaches it. */
async function startHouse() {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  let ahead = 0
  let refreshes = 0
  const now = () => Math.floor(Date.now() / 1000) + ahead
  const { auth } = await startInstance({ origin, clock: now })
  const routes = latchkeyListener(auth, (_, outgoing) => { outgoing.writeHead(404).end() })
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/auth/refresh') refreshes++
    outgoing.setHeader('date', new Date(now() * 1000).toUTCString())
    routes(incoming, outgoing)
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  ends.push(async () => {
    server.close()
    server.closeAllConnections()
    await auth.close()
  })
  await signUp(fetchFrom(origin), mira)
  return { origin, pass: (seconds: number) => { ahead += seconds }, refreshes: () => refreshes }
}
