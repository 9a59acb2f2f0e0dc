/** One suite for every carrier on every store: a login is a session, whatever carries it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInstance, stores, type Instance } from '../support/instance.ts'
import { createClient, logIn, me, ownPage, signUp } from '../support/client.ts'

const carriers = ['cookie', 'jwt', 'token'] as const

describe.each(stores)('on the $name store', ({ open }) => {
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

  describe.each(carriers)('a login by %s', (carrier) => {
    it('is recognised as the same user, and names its carrier', async () => {
      const login = await logIn(instance.auth, carrier)
      const answer = await me(instance.auth, login.shown)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ carrier, user: { username: 'mira' }, scope: null, session: { id: login.session } })
    })

    it('is refused at once after its logout, and the others go on', async () => {
      const login = await logIn(instance.auth, carrier)
      const others = await Promise.all(carriers.map((one) => logIn(instance.auth, one)))
      const logout = await createClient(instance.auth).send('POST', '/auth/logout', { headers: { ...login.shown, ...ownPage } })
      expect(logout.status).toBe(204)
      expect((await me(instance.auth, login.shown)).status).toBe(401)
      for (const other of others) expect((await me(instance.auth, other.shown)).status).toBe(200)
    })

    it('B-09: ends with all sessions, and takes all others with it', async () => {
      const logins = await Promise.all(carriers.map((one) => logIn(instance.auth, one)))
      const acting = await logIn(instance.auth, carrier)
      const ended = await createClient(instance.auth).send('DELETE', '/auth/sessions?all=true', { headers: { ...acting.shown, ...ownPage } })
      expect(ended.status).toBe(204)
      for (const login of [...logins, acting]) expect((await me(instance.auth, login.shown)).status).toBe(401)
    })
  })
})
