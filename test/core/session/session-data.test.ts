import * as z from 'zod'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuth } from '../../../src/create-auth.ts'
import { SessionDataError } from '../../../src/core/session/session-data.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { createClient, logIn, loginOf, ownPage, signUp } from '../../support/client.ts'
import { origin, password, secret, startInstance, stores, type Instance } from '../../support/instance.ts'

const visit = (headers: Readonly<Record<string, string>> = {}) => new Request(`${origin}/shop`, { headers })
const act = (headers: Readonly<Record<string, string>> = {}) => new Request(`${origin}/shop`, { method: 'POST', headers: { ...ownPage, ...headers } })

/** A visitor who has written something: the header that brings the cookie back. */
async function visitor({ auth }: Instance, data: Readonly<Record<string, unknown>>) {
  const session = await auth.session(act())
  await session.update(() => data)
  return { cookie: session.cookies[0]?.split(';')[0] ?? '' }
}

const dataOf = async ({ auth }: Instance, headers: Readonly<Record<string, string>>) => (await auth.session(visit(headers))).get()

describe.each(stores)('on the $name store, session data', ({ open }) => {
  let instance: Instance
  let remove: () => void

  beforeEach(async () => {
    const opened = open()
    remove = opened.remove
    instance = await startInstance({ store: opened.store })
    await signUp(instance.auth)
  })
  afterEach(async () => {
    await instance.close()
    remove()
  })

  it.each(['cookie', 'jwt', 'token'])('rides with a login by %s, and dies with it', async (carrier) => {
    const { shown } = await logIn(instance.auth, carrier)
    const session = await instance.auth.session(act(shown))
    expect(await session.update((data) => ({ ...data, basket: ['a'] }))).toEqual({ basket: ['a'] })
    expect(session.cookies).toEqual([])
    expect(await dataOf(instance, shown)).toEqual({ basket: ['a'] })
    await instance.auth.logout(act(shown))
    expect(await dataOf(instance, shown)).toEqual({})
    await expect(session.update(() => ({ basket: ['b'] }))).rejects.toThrow(SessionDataError)
    expect(await dataOf(instance, shown)).toEqual({})
  })

  it('keeps all of 200 increments that are made at once', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const increment = async () => {
      const session = await instance.auth.session(act(shown))
      await session.update((data) => ({ count: Number(data['count'] ?? 0) + 1 }))
    }
    await Promise.all(Array.from({ length: 200 }, increment))
    expect(await dataOf(instance, shown)).toEqual({ count: 200 })
  })

  it('is a visitor\'s from the first write on: nothing is stored and no cookie is set before', async () => {
    const session = await instance.auth.session(visit())
    expect(await session.get()).toEqual({})
    expect(session.cookies).toEqual([])
    const shown = await visitor(instance, { basket: ['a'] })
    expect(await dataOf(instance, shown)).toEqual({ basket: ['a'] })
    expect(await instance.auth.authenticate(visit(shown))).toMatchObject({ status: 'anonymous', visitor: { session: expect.any(String) } })
  })

  it.each([-1, 0])('B-05: of a visitor ends with the idle limit, %d s from it', async (seconds) => {
    const shown = await visitor(instance, { basket: ['a'] })
    instance.pass(2 * 3600 + seconds)
    expect(await dataOf(instance, shown)).toEqual(seconds < 0 ? { basket: ['a'] } : {})
    expect((await instance.auth.authenticate(visit(shown))).status).toBe('anonymous')
  })

  it.each(['cookie', 'jwt', 'token'])('B-03: is kept by a login by %s, which gives it a new secret; the old one is dead', async (carrier) => {
    const shown = await visitor(instance, { basket: ['a'] })
    const answer = await createClient(instance.auth).send('POST', '/auth/login', {
      json: { username: 'mira', password, carrier }, headers: { ...shown, ...ownPage },
    })
    const login = loginOf(answer)
    expect(answer.status).toBe(200)
    expect(await dataOf(instance, login.shown)).toEqual({ basket: ['a'] })
    expect(await dataOf(instance, shown)).toEqual({})
    expect(await instance.auth.authenticate(visit(shown))).toEqual({ status: 'refused', reason: 'credential_invalid' })
    const cleared = answer.headers.getSetCookie().some((line) => line.startsWith('__Host-latchkey=;'))
    expect(cleared).toBe(carrier !== 'cookie')
  })

  it('is not handed to another person who logs in on the same browser', async () => {
    await signUp(instance.auth, 'noor')
    const { shown } = await logIn(instance.auth, 'cookie')
    await (await instance.auth.session(act(shown))).update(() => ({ diary: 'mine' }))
    const answer = await createClient(instance.auth).send('POST', '/auth/login', {
      json: { username: 'noor', password }, headers: { ...shown, ...ownPage },
    })
    expect(await dataOf(instance, loginOf(answer).shown)).toEqual({})
    expect((await instance.auth.authenticate(visit(shown))).status).toBe('refused')
  })

  it('loses no write that meets the login: it is adopted, or told that the session is over', async () => {
    for (let round = 0; round < 20; round++) {
      const shown = await visitor(instance, { count: 0 })
      const writes = Array.from({ length: 5 }, async () => {
        const session = await instance.auth.session(act(shown))
        const done = await session.update((data) => ({ count: Number(data['count'] ?? 0) + 1 })).then(() => true, () => false)
        // One that came after the login began a session of its own.
        return done && session.cookies.length === 0
      })
      const headers = { ...shown, ...ownPage }
      const answer = await createClient(instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password }, headers })
      const acknowledged = (await Promise.all(writes)).filter(Boolean).length
      const kept = Number((await dataOf(instance, loginOf(answer).shown))['count'])
      expect(kept).toBe(acknowledged)
    }
  })
})

describe('what may be kept', () => {
  it.each([['a visitor', 16_384], ['a login', 65_536]])('by %s is %d bytes, and one more is refused when written', async (who, most) => {
    const instance = await startInstance()
    await signUp(instance.auth)
    const shown = who === 'a login' ? (await logIn(instance.auth, 'jwt')).shown : await visitor(instance, {})
    const session = await instance.auth.session(act(shown))
    const filled = (size: number) => ({ text: 'x'.repeat(size - '{"text":""}'.length) })
    expect(await session.update(() => filled(most))).toEqual(filled(most))
    await expect(session.update(() => filled(most + 1))).rejects.toMatchObject({ code: 'too_large' })
    expect(await session.get()).toEqual(filled(most))
  })

  it('is what the schema says, and it types the data', async () => {
    const schema = z.strictObject({ basket: z.array(z.string()).default([]) })
    const auth = createAuth({ origin, secret, store: memoryStore(), sessionData: { schema } })
    const session = await auth.session(act())
    const basket: string[] = (await session.get()).basket
    expect(basket).toEqual([])
    expect(await session.update((data) => ({ basket: [...data.basket, 'a'] }))).toEqual({ basket: ['a'] })
    const wrong = { basket: 5 } as unknown as { basket: string[] } // wrong on purpose
    await expect(session.update(() => wrong)).rejects.toMatchObject({ code: 'not_as_expected' })
    expect((await session.get()).basket).toEqual(['a'])
    await auth.close()
  })

  it('B-14: is not changed by a request from another site', async () => {
    const instance = await startInstance()
    const shown = await visitor(instance, { basket: ['a'] })
    const session = await instance.auth.session(act({ ...shown, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }))
    await expect(session.update(() => ({}))).rejects.toMatchObject({ code: 'refused' })
    expect(await dataOf(instance, shown)).toEqual({ basket: ['a'] })
  })

  it('begins at the first visit where that is chosen', async () => {
    const instance = await startInstance({ visitorSessions: 'on-first-visit' })
    const session = await instance.auth.session(visit())
    expect(session.cookies).toHaveLength(1)
    const page = await createClient(instance.auth).send('GET', '/auth/login', { headers: { accept: 'text/html' } })
    expect(page.headers.getSetCookie().some((line) => line.startsWith('__Host-latchkey=lk_se_'))).toBe(true)
  })
})
