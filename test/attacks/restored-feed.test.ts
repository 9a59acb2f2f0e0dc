/** A backup is put back that knows nothing of a logout: who verifies by the feed does not let the token in again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { backUp, restore } from '../../src/stores/sqlite/backup.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { createVerifier } from '../../src/verify.ts'
import { createClient, loginOf } from '../support/client.ts'
import { origin, password, startInstance } from '../support/instance.ts'

it('what was revoked before a restore stays so at a verifier that follows the feed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-restored-'))
  const [file, copy] = [join(folder, 'latchkey.db'), join(folder, 'copy.db')]
  const clock = () => Math.floor(Date.now() / 1000)
  const { auth } = await startInstance({ store: sqliteStore({ file }), clock })
  await auth.users.add({ username: 'mira', password, email: null, roles: [] })
  const added = await auth.users.add({ username: 'root', password, email: null, roles: ['admin'] })
  const root = added.ok ? added.user.id : ''
  const newKey = async () => (await auth.apiKeys.create(root, { name: 'feed' }))?.key ?? ''
  let key = await newKey()
  const verifier = createVerifier({
    issuer: origin, audience: origin, keys: `${origin}/.well-known/jwks.json`, onFault: () => undefined,
    revocations: { feed: { url: `${origin}/auth/revocations`, credential: () => key } },
    fetch: (url, init) => auth.handler(new Request(url, init)),
  })
  try {
    const token = loginOf(await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier: 'jwt' } })).credential
    const ask = () => verifier.verify(token).then((told) => told.status === 'refused' ? told.reason : told.status, (error: Error) => error.name)
    expect(await ask()).toBe('authenticated')
    await backUp(file, copy)
    await auth.logout(new Request(origin, { method: 'POST', headers: { authorization: `Bearer ${token}` } }))
    await expect.poll(ask, { timeout: 3000 }).toBe('session_revoked')
    const at = clock()
    await restore(copy, file, { at, event: { id: 'r'.repeat(22), at, type: 'sys_restored', outcome: 'success', actor: null, subject: null, session: null, address: null, agent: null, request: null, schema: 1, detail: {} } })
    key = await newKey()
    const said = new Set<string>()
    for (const end = Date.now() + 4000; Date.now() < end; await sleep(100)) said.add(await ask())
    expect([...said]).not.toContain('authenticated')
  } finally {
    verifier.close()
    await auth.close()
    rmSync(folder, { recursive: true })
  }
})
