/** Pages of an application that use the built `latchkey/client`, on the origin of a real server and on one of another site. */
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { ClientOptions } from '../../src/client.ts'
import { openBrowser } from '../support/browser.ts'
import { newFolder, startServer, type Server } from '../support/server.ts'
import { fetchFrom, mira, signUp } from '../support/wire.ts'

const built = fileURLToPath(new URL('../../dist/', import.meta.url))

/** The page and its script; what it is told to do stands behind the `#`. Everything that a test looks at is global. */
const files: Readonly<Record<string, string>> = {
  '/app/': '<!doctype html><title>An application</title><script type="module" src="/app/page.js"></script>',
  '/app/page.js': `
    import { createClient } from '/app/client.js'
    const { withoutLocks, ...options } = JSON.parse(decodeURIComponent(location.hash.slice(1)))
    if (withoutLocks) Object.defineProperty(navigator, 'locks', { value: undefined })
    globalThis.client = createClient(options)
    globalThis.heard = []
    client.onChange((login) => { heard.push({ at: Date.now(), who: login && login.user.username }) })
    globalThis.sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds) })
  `,
}

/** Short enough to wait for, and with as little leeway as there may be. */
export const shortLife = { accessLife: 3, leeway: 1 }
const configuration = `export default { limits: ${JSON.stringify(shortLife)} }\n`

export type PageOptions = ClientOptions & { readonly withoutLocks?: boolean }

export interface ClientPages {
  server(): Server
  /** The origin of another site, which serves the same pages and may ask the server. */
  elsewhere(): string
  /** The pages of one browser, side by side; on the server's origin where no other is named. */
  open(count: number, options: PageOptions, origin?: string): Promise<Page[]>
  /** How often the server was asked to renew, ever, and what it answered. */
  refreshes(): Promise<{ readonly asked: number, readonly refused: number }>
}

/** Called in a describe. There is a user who is named mira; access tokens live three seconds. */
export function useClientPages(): ClientPages {
  let browser: Browser
  let server: Server
  let other: { readonly origin: string, close(): void }
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    browser = await openBrowser()
    const folder = newFolder()
    writeFileSync(join(folder, 'latchkey.config.mjs'), configuration)
    other = await serveElsewhere()
    server = await startServer({ folder, settings: { LATCHKEY_ALLOWED_ORIGINS: other.origin } })
    await signUp(fetchFrom(server.origin))
  }, 60_000)
  afterAll(() => { other?.close() })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  return {
    server: () => server,
    elsewhere: () => other.origin,
    async open(count, options, origin = server.origin) {
      const context = await browser.newContext()
      contexts.push(context)
      await serveFiles(context)
      return Promise.all(Array.from({ length: count }, () => openPage(context, origin, options)))
    },
    async refreshes() {
      await sleep(200) // the line is written when the answer has been sent
      const lines = server.stdout().split('\n').filter((line) => line.includes('"/auth/refresh"'))
      return { asked: lines.length, refused: lines.filter((line) => !line.includes('"status":200')).length }
    },
  }
}

export async function serveFiles(context: BrowserContext): Promise<void> {
  await context.route(/localhost(:\d+)?\/app\//, (route) => route.fulfill(fileAt(new URL(route.request().url()).pathname)))
}

function fileAt(pathname: string): { readonly contentType: string, readonly body: string } {
  const body = files[pathname] ?? readFileSync(join(built, pathname.slice('/app/'.length)), 'utf8')
  return { contentType: pathname.endsWith('.js') ? 'text/javascript' : 'text/html', body }
}

/** A real one: Chromium asks its user before a page that came from no address may ask one of this machine. */
async function serveElsewhere(): Promise<{ readonly origin: string, close(): void }> {
  const serving = createServer(({ url = '/' }, outgoing) => {
    if (!url.startsWith('/app/')) {
      outgoing.writeHead(404).end()
      return
    }
    const { contentType, body } = fileAt(url)
    outgoing.setHeader('content-type', contentType).end(body)
  })
  await once(serving.listen(0, '127.0.0.1'), 'listening')
  const { port } = serving.address() as AddressInfo // of a TCP server that listens
  return { origin: `http://127.0.0.1:${port}`, close: () => { serving.closeAllConnections(); serving.close() } }
}

export async function openPage(context: BrowserContext, origin: string, options: PageOptions): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${origin}/app/#${encodeURIComponent(JSON.stringify(options))}`)
  await page.waitForFunction('globalThis.client !== undefined')
  return page
}

/** Runs in the page, as the body of an async function that answers JSON. */
export function inPage<T>(page: Page, code: string): Promise<T> {
  return page.evaluate<T>(`(async () => { ${code} })()`)
}

export async function logInWith(page: Page, who = mira): Promise<void> {
  await inPage(page, `await client.login(${JSON.stringify(who)})`)
}

/** The name of who is logged in, as the page is told by the server. */
export function whoIs(page: Page): Promise<string | null> {
  return inPage(page, 'const me = await client.me(); return me && me.user.username')
}
