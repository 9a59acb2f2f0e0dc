/** What a copy of the database tells: nobody's password, and no credential that logs anybody in (invariant 1). */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { createSetup } from '../../src/accounts/setup.ts'
import { exportSecret } from '../../src/crypto/key-material.ts'
import { password, secret } from '../support/instance.ts'
import { ask, loginOfEach, nextOf, refreshTokenOf, withBearer, withCookie } from './logins.ts'
import { addUser, newFile, startOnFile, type System } from './system.ts'

/** Everything that opens something, and the bytes that it is spelt with. */
async function secretsOf(system: System): Promise<readonly string[]> {
  const { cookie, jwt, token } = await loginOfEach(system, await addUser(system))
  const next = await nextOf(system, refreshTokenOf(jwt))
  const opaque = [cookie.credential, refreshTokenOf(jwt), refreshTokenOf(token), refreshTokenOf(next)]
  const parts = opaque.map((one) => one.replace(/^lk_[a-z]+_/, ''))
  const raw = parts.map((one) => Buffer.from(one, 'base64url').toString('hex'))
  const code = await createSetup(system.core) ?? ''
  return [...parts, ...raw, code.slice(6), jwt.credential, token.credential, next.credential, password, secret]
}

it('B-02: no credential, no password and no key stands in the files of the database', async () => {
  const file = newFile()
  const system = await startOnFile(file)
  const secrets = await secretsOf(system)
  const uses = ['jwt', 'token', 'refresh', 'cookie', 'throttle'] as const
  const keys = uses.map((use) => exportSecret(system.core.keys().current(use)))
  await system.stop()
  const names = readdirSync(dirname(file))
  expect(names).toContain('test.db')
  for (const name of names) {
    const bytes = readFileSync(join(dirname(file), name))
    for (const one of [...secrets.map((text) => Buffer.from(text)), ...keys]) expect(bytes.includes(one)).toBe(false)
  }
})

it('B-02: what does stand there is shown in vain', async () => {
  const file = newFile()
  const system = await startOnFile(file)
  const { cookie, jwt } = await loginOfEach(system, await addUser(system))
  const rows = [cookie, jwt].map(({ session }) => system.store.listSecrets(session.id))
  for (const { digest } of (await Promise.all(rows)).flat()) {
    for (const text of [digest, `lk_se_${digest}`, `lk_rt_${digest}`]) {
      expect(await ask(system, withCookie(text))).toBe('credential_invalid')
      expect(await ask(system, withBearer(text))).toBe('credential_invalid')
    }
  }
})
