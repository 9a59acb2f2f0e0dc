import { readFileSync } from 'node:fs'
import { encrypt, generateKeys } from 'paseto-ts/v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carrier, standardCarriers } from '../../../src/core/carriers.ts'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { formatFacts } from '../../../src/testing.ts'
import { bearer } from '../../../src/transports/bearer.ts'
import { createClient, logIn, me, signUp } from '../../support/client.ts'
import { type Instance, origin, start, startInstance } from '../../support/instance.ts'
import { pasetoFormat } from './paseto-format.ts'

describe('a foreign format: PASETO v4.local', () => {
  for (const { name, run } of formatFacts(pasetoFormat, { newKey: () => generateKey('token', 'HKDF') })) it(name, run)
})

describe('the page about formats of one\'s own', () => {
  it('shows the format as it is', () => {
    const [, ...lines] = readFileSync('test/formats/paseto/paseto-format.ts', 'utf8').split('\n')
    const shown = lines.join('\n').replace(`'../../../src/contracts.ts'`, `'latchkey'`)
    expect(readFileSync('docs/own-format.md', 'utf8')).toContain(`\`\`\`ts\n${shown}\`\`\`\n`)
  })
})

describe('an instance with a carrier of its own', () => {
  let now = start
  let instance: Instance

  beforeAll(async () => {
    const clock = () => now
    const format = pasetoFormat()
    // In front: the first format that accepts a credential decides it, and three parts look like a JWT.
    const carriers = [carrier('paseto', format, [bearer()]), ...standardCarriers({ origin, clock })]
    instance = await startInstance({ carriers, clock })
    await signUp(instance.auth)
  })
  afterAll(() => instance.close())

  it('logs in by it, and knows who shows it', async () => {
    const login = await logIn(instance.auth, 'paseto')
    expect(login.credential).toMatch(/^v4\.local\.[A-Za-z0-9_-]+$/)
    const answer = await me(instance.auth, login.shown)
    expect(answer).toMatchObject({ status: 200, body: { carrier: 'paseto', user: { username: 'mira' }, session: { id: login.session } } })
  })

  it('D-12: refuses it at once after its logout, and goes on with the others', async () => {
    const [login, other] = [await logIn(instance.auth, 'paseto'), await logIn(instance.auth, 'token')]
    const logout = await createClient(instance.auth).send('POST', '/auth/logout', { headers: login.shown })
    expect(logout.status).toBe(204)
    expect((await me(instance.auth, login.shown)).status).toBe(401)
    expect((await me(instance.auth, other.shown)).status).toBe(200)
  })

  it('renews it as it renews its own statements', async () => {
    const login = await logIn(instance.auth, 'paseto')
    const refreshed = await createClient(instance.auth).send('POST', '/auth/refresh', { json: { refresh_token: login.refreshToken } })
    expect(refreshed).toMatchObject({ status: 200, body: { carrier: 'paseto' } })
    expect((await me(instance.auth, { authorization: `Bearer ${String(refreshed.body['access_token'])}` })).status).toBe(200)
  })

  it('D-05: refuses it when its time is over', async () => {
    const login = await logIn(instance.auth, 'paseto')
    now += 86_400
    expect(await me(instance.auth, login.shown)).toMatchObject({ status: 401, body: { code: 'credential_expired' } })
    now = start
  })

  it('refuses one that somebody else made', async () => {
    const forged = encrypt(generateKeys('local'), { sub: 'mira' })
    expect((await me(instance.auth, { authorization: `Bearer ${forged}` })).status).toBe(401)
  })
})
