/** The page of docs/client.md runs in a real Chromium, by each carrier. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from '../support/browser.ts'
import { useClientPages } from './client-pages.ts'

const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(readFileSync('docs/client.md', 'utf8')) ?? []

describe.skipIf(!hasBrowser)('the page of docs/client.md', { timeout: 60_000 }, () => {
  const { open } = useClientPages()

  it.each(['jwt', 'token', 'cookie'])('logs in and shows who it is, by %s', async (carrier) => {
    const [page] = await open(1, {})
    if (page === undefined) throw new Error('there is one')
    const content = code.replace('latchkey/client', '/app/client.js').replace('carrier: \'jwt\'', `carrier: '${carrier}'`)
    const said = page.waitForEvent('console', (message) => message.type() === 'log')
    await page.addScriptTag({ type: 'module', content })
    expect((await said).text()).toBe('200')
    expect(await page.title()).toBe('Orders of mira')
  })
})
