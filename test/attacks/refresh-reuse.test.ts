/**
 * Reuse: a refresh token was stolen, and thief and owner both go on with the family. Whoever comes second shows it, and
 * the family ends (RFC 9700 §4.14.2; CVE-2026-1035 was a check and then a write).
 */
import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createClient, logIn, loginOf, me, signUp, type Answer, type Login } from '../support/client.ts'
import { password, startInstance, stores, type Instance } from '../support/instance.ts'

function send(auth: Authenticator, token: string): Promise<Answer> {
  return createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: token } })
}

async function next(auth: Authenticator, login: Login): Promise<Login> {
  const answer = await send(auth, login.refreshToken)
  expect(answer.status).toBe(200)
  return loginOf(answer)
}

async function expectOver({ auth }: Instance, logins: readonly Login[]): Promise<void> {
  for (const login of logins) {
    expect((await me(auth, login.shown)).status).toBe(401)
    expect((await send(auth, login.refreshToken)).status).toBe(401)
  }
}

async function begin({ open }: (typeof stores)[number]): Promise<Instance> {
  const instance = await startInstance({ store: open().store })
  await signUp(instance.auth)
  return instance
}

describe.each(stores)('on the $name store, a stolen refresh token', (store) => {
  it.each(['jwt', 'token'])('C-16: that the thief uses first is found out by the owner, by %s', async (carrier) => {
    const instance = await begin(store)
    const owner = await logIn(instance.auth, carrier)
    const thief = await next(instance.auth, owner)
    instance.pass(31)
    expect((await send(instance.auth, owner.refreshToken)).body).toMatchObject({ status: 401, code: 'token_reused' })
    await expectOver(instance, [owner, thief])
    await instance.close()
  })

  it.each(['jwt', 'token'])('C-16: that the owner used first is worth nothing to the thief, by %s', async (carrier) => {
    const instance = await begin(store)
    const stolen = await logIn(instance.auth, carrier)
    const second = await next(instance.auth, stolen)
    const third = await next(instance.auth, second)
    expect((await send(instance.auth, stolen.refreshToken)).body).toMatchObject({ code: 'token_reused' })
    await expectOver(instance, [stolen, second, third])
    await instance.close()
  })

  it('C-17: within the grace gives the thief the same successor, and its second use ends the family', async () => {
    const instance = await begin(store)
    const stolen = await logIn(instance.auth, 'jwt')
    const [owner, thief] = [await next(instance.auth, stolen), await next(instance.auth, stolen)]
    expect(thief.refreshToken).toBe(owner.refreshToken)
    const later = await next(instance.auth, thief)
    instance.pass(31)
    expect((await send(instance.auth, owner.refreshToken)).body).toMatchObject({ code: 'token_reused' })
    await expectOver(instance, [owner, thief, later])
    await instance.close()
  })

  it('takes no other login of the owner with it', async () => {
    const instance = await begin(store)
    const [stolen, other] = [await logIn(instance.auth, 'jwt'), await logIn(instance.auth, 'cookie')]
    await next(instance.auth, stolen)
    instance.pass(31)
    await send(instance.auth, stolen.refreshToken)
    expect((await me(instance.auth, other.shown)).status).toBe(200)
    await instance.close()
  })
})

const onMemory = { name: 'memory', open: () => ({ store: memoryStore(), remove: () => undefined }) }

describe('tabs of one browser that refresh at once', () => {
  it('C-17: are all logged in, a hundred rounds long, and no answer clears a cookie', async () => {
    const { auth, pass } = await begin(onMemory)
    const login = createClient(auth, { browser: true })
    const json = { username: 'mira', password, carrier: 'jwt', refresh: 'cookie' }
    const first = loginOf(await login.send('POST', '/auth/login', { json }))
    for (let round = 0; round < 100; round++) {
      const answers = await Promise.all(Array.from({ length: 3 }, () => login.send('POST', '/auth/refresh')))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(
        answers.flatMap(({ headers }) => headers.getSetCookie()).filter((line) => line.includes('Max-Age=0')),
      ).toEqual([])
      expect((await me(auth, loginOf(answers[round % 3] ?? first.answer).shown)).status).toBe(200)
      pass(60)
    }
  })

  it('C-17: lose no login where the answer was lost and the request is sent again', async () => {
    const { auth, pass } = await begin(onMemory)
    let login = await logIn(auth, 'token')
    for (let round = 0; round < 20; round++) {
      await send(auth, login.refreshToken)
      pass(30)
      login = await next(auth, login)
      pass(600)
    }
  })
})
