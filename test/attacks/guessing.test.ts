/**
 * Guessing: passwords tried one after another or all at once, over one name or over many, and who can be shut out by it
 * (NIST SP 800-63B-4 §3.2.2; OWASP Credential Stuffing).
 */
import { describe, expect, it } from 'vitest'
import { randomSecret } from '../../src/crypto/random.ts'
import { createClient, logIn, me, signUp, type Answer } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

interface Guess {
  readonly username?: string
  readonly password?: string
  readonly address?: string
  readonly device?: string
}

function guess({ auth }: Instance, { address, device, ...sent }: Guess = {}): Promise<Answer> {
  const headers =
    device === undefined ? {} : { cookie: `__Host-latchkey-device=${device}`, origin: 'http://localhost:3000' }
  const json = { username: 'mira', password: 'wrong', ...sent }
  return createClient(auth).send('POST', '/auth/login', { json, headers, ...(address !== undefined && { address }) })
}

async function begin(): Promise<Instance> {
  const instance = await startInstance()
  await signUp(instance.auth)
  return instance
}

/** All of an answer that a stranger can compare. */
function seen({ status, headers, text }: Answer): string {
  return JSON.stringify([status, [...headers], text])
}

describe('a password guesser', () => {
  it('A-08: is told the same, byte for byte, whether the name exists, is disabled, or is nobody\'s', async () => {
    const instance = await begin()
    await signUp(instance.auth, 'noor')
    const noor = await instance.auth.users.findByName('noor')
    await instance.auth.users.disable(noor?.id ?? '')
    const answers = [
      await guess(instance),
      await guess(instance, { username: 'nobody' }),
      await guess(instance, { username: 'noor', password }),
    ]
    expect(new Set(answers.map(seen)).size).toBe(1)
    expect(answers[0]?.status).toBe(401)
    expect(instance.hasher.calls.verify).toBe(3)
  })

  it('A-10: who sends 200 at once has five hashed', async () => {
    const instance = await begin()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => guess(instance, { password: `guess ${n}`, address: `10.0.${n}.1` })),
    )
    expect(instance.hasher.calls.verify).toBe(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(195)
  })

  it('A-10: who knows the password is not told so while the name is locked', async () => {
    const instance = await begin()
    for (let n = 0; n < 5; n++) await guess(instance)
    const answers = [await guess(instance, { password }), await guess(instance)]
    expect(new Set(answers.map(seen)).size).toBe(1)
    expect(answers[0]?.status).toBe(429)
    expect(answers[0]?.headers.get('retry-after')).toBe('30')
  })

  it('A-10: has a hundred guesses at a name in a year, at most', async () => {
    const instance = await begin()
    for (let hour = 0; hour < 24 * 14; hour++) {
      await guess(instance, { password: `guess ${hour}`, address: `10.1.${hour % 250}.1` })
      instance.pass(3601)
    }
    expect(instance.hasher.calls.verify).toBe(100)
    instance.pass(365 * 86_400)
    expect((await guess(instance, { password })).status).toBe(429)
  })

  it('A-11: cannot shut out the owner who has logged in by this browser before', async () => {
    const instance = await begin()
    const device = deviceOf((await logIn(instance.auth, 'cookie')).answer)
    const live = await logIn(instance.auth, 'token')
    for (let n = 0; n < 1000; n++) await guess(instance, { address: `10.2.${n % 50}.${n % 250}` })
    expect((await guess(instance, { password })).status).toBe(429)
    expect((await guess(instance, { password, device })).status).toBe(200)
    expect((await me(instance.auth, live.shown)).status).toBe(200)
  })

  it('A-11: is not helped by the device cookie of an account of the guesser', async () => {
    const instance = await begin()
    await signUp(instance.auth, 'mallory')
    const device = deviceOf((await logIn(instance.auth, 'cookie', { username: 'mallory' })).answer)
    for (let n = 0; n < 5; n++) await guess(instance, { device })
    expect((await guess(instance, { device, password })).status).toBe(429)
  })

  it('A-12: who tries one password with 500 names from one network is stopped at thirty', async () => {
    const instance = await begin()
    const answers = []
    for (let n = 0; n < 500; n++)
      answers.push(await guess(instance, { username: `name${n}`, address: `2001:db8:0:${n.toString(16)}::1` }))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60)
    expect(instance.hasher.calls.verify).toBe(60)
  })

  it('A-14: with an account of its own wins no further guesses by logging in between', async () => {
    const instance = await begin()
    await signUp(instance.auth, 'mallory')
    const address = '10.3.0.1'
    for (let n = 0; n < 200; n++) {
      await guess(instance, { username: `name${n}`, address })
      await guess(instance, { username: 'mallory', password, address })
    }
    expect(instance.hasher.calls.verify).toBeLessThanOrEqual(60)
  })
})

describe('who guesses credentials', () => {
  it('B-02: finds none, and is told the same each time', async () => {
    const instance = await begin()
    for (const prefix of ['lk_se_', 'lk_at_', 'lk_rt_']) {
      const answers = []
      for (let n = 0; n < 50; n++)
        answers.push(await me(instance.auth, { authorization: `Bearer ${prefix}${randomSecret()}` }))
      expect(new Set(answers.map(seen)).size).toBe(1)
    }
    const cookies = []
    for (let n = 0; n < 50; n++)
      cookies.push(await me(instance.auth, { cookie: `__Host-latchkey=lk_se_${randomSecret()}` }))
    expect(new Set(cookies.map(seen)).size).toBe(1)
  })

  it('A-20: finds no setup code', async () => {
    const instance = await begin()
    await instance.auth.createSetup()
    for (let n = 0; n < 20; n++) {
      const json = { username: `user${n}`, password, setup: `lk_su_${randomSecret()}` }
      expect((await createClient(instance.auth).send('POST', '/auth/signup', { json })).status).toBe(403)
    }
  })
})

function deviceOf({ headers }: Answer): string {
  return (
    headers
      .getSetCookie()
      .find((line) => line.startsWith('__Host-latchkey-device='))
      ?.split(';')[0]
      ?.split('=')[1] ?? ''
  )
}
