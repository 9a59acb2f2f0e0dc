/** The whole product with `jwtEncrypt`: an encrypted JWT rides and is revoked like every other credential. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, loginOf, me, ownPage, signUp } from '../support/client.ts'
import { startInstance, stores, type Instance, type InstanceOptions } from '../support/instance.ts'

describe.each(stores)('with encrypted JWTs on the $name store', ({ open }) => {
  let instance: Instance
  let opened: ReturnType<typeof open>
  const startWith = (options: InstanceOptions) => startInstance({ store: opened.store, jwtEncrypt: true, ...options })

  beforeEach(async () => {
    opened = open()
    instance = await startWith({})
    await signUp(instance.auth)
  })
  afterEach(async () => {
    await instance.close()
    opened.remove()
  })

  const logOut = (shown: Readonly<Record<string, string>>) =>
    createClient(instance.auth).send('POST', '/auth/logout', { headers: { ...shown, ...ownPage } })

  it('a login answers one that nobody can read, which says who it is until its logout', async () => {
    const login = await logIn(instance.auth, 'jwt')
    expect(login.credential.split('.')).toHaveLength(5)
    expect((await me(instance.auth, login.shown)).body).toMatchObject({ carrier: 'jwt', session: { id: login.session } })
    expect((await logOut(login.shown)).status).toBe(204)
    const after = await me(instance.auth, login.shown)
    expect([after.status, after.body['code']]).toEqual([401, 'session_revoked'])
  })

  it('a refresh answers another one, which dies with all sessions', async () => {
    const login = await logIn(instance.auth, 'jwt')
    const refreshed = loginOf(
      await createClient(instance.auth).send('POST', '/auth/refresh', { json: { refresh_token: login.refreshToken } }),
    )
    expect(refreshed.credential.split('.')).toHaveLength(5)
    expect((await me(instance.auth, refreshed.shown)).status).toBe(200)
    await createClient(instance.auth).send('DELETE', '/auth/sessions?all=true', { headers: refreshed.shown })
    for (const { shown } of [login, refreshed]) expect((await me(instance.auth, shown)).body['code']).toBe('session_revoked')
  })

  it('it expires when it says, and the other carriers go on beside it', async () => {
    const logins = await Promise.all(['cookie', 'jwt', 'token'].map((carrier) => logIn(instance.auth, carrier)))
    for (const { shown } of logins) expect((await me(instance.auth, shown)).status).toBe(200)
    instance.pass(631)
    const codes = await Promise.all(logins.map(async ({ shown }) => (await me(instance.auth, shown)).body['code']))
    expect(codes).toEqual([undefined, 'credential_expired', 'credential_expired'])
  })

  it('C-11: of the same keys, encrypted ones are refused where JWTs are only signed, and the reverse', async () => {
    const signing = await startWith({ jwtEncrypt: false })
    const [encrypted, signed] = [await logIn(instance.auth, 'jwt'), await logIn(signing.auth, 'jwt')]
    expect(signed.credential.split('.')).toHaveLength(3)
    expect((await me(signing.auth, signed.shown)).status).toBe(200)
    expect((await me(signing.auth, encrypted.shown)).body['code']).toBe('credential_invalid')
    expect((await me(instance.auth, signed.shown)).body['code']).toBe('credential_invalid')
  })

  it('C-13: the key that encrypts is published nowhere', async () => {
    const answer = await createClient(instance.auth).send('GET', '/.well-known/jwks.json')
    const { keys } = answer.body as { keys?: readonly Record<string, unknown>[] } // a JWK Set, as its own test holds
    expect(keys?.map(({ use, kty }) => [use, kty])).toEqual([['sig', 'OKP']])
  })
})
