/** docs/verify.md and docs/where-to-keep-it.md say what is so. The service of the first runs in test/e2e/verify.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClient, signUp } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const page = read('docs/verify.md')

describe('docs/verify.md', () => {
  it('has a row for each option, and for nothing else', () => {
    const [, members = ''] = /export interface VerifierOptions \{\n(.*?)^\}/ms.exec(read('src/verify/options.ts')) ?? []
    const options = [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name)
    const [, table = ''] = /## Options\n(.*?)\n\n\*\*/s.exec(page) ?? []
    const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(rows).toEqual(options)
    expect(rows.length).toBeGreaterThan(8)
  })
})

interface Kept {
  logIn(credentials: object): Promise<void>
  renew(): Promise<void>
  token(): string | null
}

describe('docs/where-to-keep-it.md', () => {
  const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(read('docs/where-to-keep-it.md')) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
  afterEach(() => {
    vi.unstubAllGlobals()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has a client that gets in again after a reload, and keeps nothing that a script can read', async () => {
    const { auth, close } = await startInstance()
    await signUp(auth)
    const browser = createClient(auth, { browser: true })
    const bodies: string[] = []
    vi.stubGlobal('fetch', async (path: string, init: { method: string, body?: string }) => {
      const sent = init.body === undefined ? {} : { json: init.body }
      const { status, text } = await browser.send(init.method, path, sent)
      bodies.push(text)
      return new Response(text, { status })
    })
    const load = async (name: string): Promise<Kept> => {
      const file = join(folder, name)
      writeFileSync(file, `${code}\nexport { logIn, renew }\nexport const token = () => access\n`)
      return await import(pathToFileURL(file).href) as Kept // the example's own functions
    }
    const first = await load('first.mjs')
    await first.logIn({ username: 'mira', password })
    expect(first.token()).toMatch(/^eyJ/)
    const reloaded = await load('second.mjs')
    expect(reloaded.token()).toBeNull()
    await reloaded.renew()
    expect(reloaded.token()).toMatch(/^eyJ/)
    expect([...browser.cookies.keys()]).toContain('__Host-latchkey-refresh')
    expect(bodies.join('')).not.toContain('lk_rt_')
    expect(code).not.toMatch(/Storage|indexedDB|document/)
    await close()
  })
})
