/** The library jose is loaded with the first JWE and no sooner: whoever only signs and verifies never pays for it. */
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const entry = (name: string) => JSON.stringify(pathToFileURL(resolve(import.meta.dirname, '../../../src', name)).href)

/** Runs it in a process of its own and answers which files of node_modules/jose were loaded. */
function loadedBy(code: string): number {
  const hooks = `import { registerHooks } from 'node:module'
    let files = 0
    registerHooks({ load(url, context, next) { if (url.includes('/node_modules/jose/')) files++; return next(url, context) } })
    ${code}
    console.log(files)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', hooks], { encoding: 'utf8' }))
}

const signing = `const { importKey, signJwt, verifyJwt, encryptJwt } = await import(${entry('jose.ts')})
  const { generateKeyPairSync, randomBytes } = await import('node:crypto')
  const { privateKey } = generateKeyPairSync('ed25519')
  verifyJwt(signJwt({ sub: 'x' }, privateKey), privateKey)`

it('by latchkey/jose: not to sign and verify', () => {
  expect(loadedBy(signing)).toBe(0)
})

it('by latchkey/jose: to encrypt', () => {
  const encrypting = `await encryptJwt({ sub: 'x' }, { sign: privateKey, encrypt: importKey(randomBytes(32), { alg: 'A256GCM' }) })`
  expect(loadedBy(`${signing}\n${encrypting}`)).toBeGreaterThan(0)
})

it('by latchkey: not at all, though its JWTs be encrypted', () => {
  const using = `const { createAuth } = await import(${entry('index.ts')})
    const { memoryStore } = await import(${entry('stores/memory.ts')})
    const auth = createAuth({ origin: 'http://localhost:3000', secret: 'kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSa', store: memoryStore(), jwtEncrypt: true })
    await auth.ready()
    const request = new Request('http://localhost:3000/auth/signup', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'mira', password: 'harbour quilt seven', carrier: 'jwt' }),
    })
    const response = await auth.handler(request)
    if (response.status !== 201) throw new Error(await response.text())
    await auth.close()`
  expect(loadedBy(using)).toBe(0)
})
