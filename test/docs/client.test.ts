/** docs/client.md says what is so: its program runs against a real instance. Its page runs in test/e2e/client-docs.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { latchkeyListener } from '../../src/adapters/node.ts'
import { password, startInstance } from '../support/instance.ts'
import { freePort } from '../support/server.ts'
import { fetchFrom, signUp } from '../support/wire.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

it('the program logs in, lists, exchanges and logs out', async () => {
  const origin = `http://localhost:${await freePort()}`
  const [, code = ''] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, 'docs/client.md'), 'utf8')) ?? []
  const file = join(folder, 'program.ts')
  writeFileSync(file, code.replace('latchkey/client', pathToFileURL(join(root, 'src/client.ts')).href).replace('http://localhost:3000', origin))
  const { report } = await import(/* @vite-ignore */ file) as { report(password: string): Promise<string> } // the block exports it

  expect(await report(password), 'nobody listens there yet').toBe('later, in 1 s')
  const { auth } = await startInstance({ origin })
  const server = createServer(latchkeyListener(auth, (_, outgoing) => { outgoing.end() }))
  await once(server.listen(Number(new URL(origin).port), '127.0.0.1'), 'listening')
  await signUp(fetchFrom(origin))
  expect(await report(password)).toMatch(/^2 logins, and a ticket of \d+ characters$/)
  await expect(report('cobalt meadow wrench')).rejects.toMatchObject({ code: 'invalid_credentials' })
  server.close()
  server.closeAllConnections()
  await auth.close()
})
