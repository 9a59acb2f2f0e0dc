/** The page on leaving shows how our hashes are checked elsewhere; here the code of the page checks them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import crypto from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { normalPassword } from '../../src/accounts/password-policy.ts'
import { createPasswordHasher } from '../../src/crypto/password-hash.ts'

interface Page { matches(password: string, phc: string): boolean }

async function codeOfThePage(): Promise<Page> {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readFileSync(new URL('../../docs/leaving.md', import.meta.url), 'utf8')) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-leaving-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  writeFileSync(join(folder, 'page.mjs'), code)
  return await import(pathToFileURL(join(folder, 'page.mjs')).href) as Page // what the page exports
}

describe.skipIf(!('argon2Sync' in crypto))('docs/leaving.md (its code needs Node 24.7)', () => {
  it('checks our hashes by Node alone', async () => {
    const { matches } = await codeOfThePage()
    const password = 'Cafe\u0301 au lait, seven times'
    const phc = await createPasswordHasher().hash(normalPassword(password) ?? '')
    expect([matches(password, phc), matches(password.normalize('NFC'), phc), matches(`${password}!`, phc)]).toEqual([true, true, false])
  })
})
