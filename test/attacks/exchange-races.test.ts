/** An exchange beside what ends its login (B-08, C-21): whatever is acknowledged first, nothing is given out for what is over. */
import { expect, it } from 'vitest'
import { addUser } from '../http/people.ts'
import { watchedStore } from '../http/watched-store.ts'
import { createClient, logIn, me, ownPage } from '../support/client.ts'
import { bearing, exchange, newKey, roles } from '../support/narrowing.ts'
import { startInstance } from '../support/instance.ts'

/** An instance in which something happens just before an exchange is committed. */
async function start() {
  let act: (() => Promise<unknown>) | null = null
  const store = watchedStore(async ({ writes }) => {
    if (act === null || !writes.some((write) => write.do === 'record' && write.event.detail['exchanged'] === true)) return
    const acts = act
    act = null
    await acts()
  })
  const instance = await startInstance({ roles, store })
  const user = await addUser(instance)
  return { ...instance, user, before: (acts: () => Promise<unknown>) => { act = acts } }
}

const kinds = [{ carrier: 'jwt' }, { carrier: 'token' }, { carrier: 'ticket', path: '/file' }] as const

it.each(['cookie', 'jwt', 'token'])('a logout in the middle of an exchange with a %s leaves it nothing', async (carrier) => {
  const { auth, store, before } = await start()
  for (const json of kinds) {
    const { shown, session } = await logIn(auth, carrier)
    before(() => createClient(auth).send('POST', '/auth/logout', { headers: { ...shown, ...ownPage } }))
    expect((await exchange(auth, shown, json)).body['code']).toBe('session_revoked')
    expect(await store.listSecrets(session)).toEqual([])
  }
})

it.each(['cookie', 'jwt', 'token'])('a logout everywhere in the middle of an exchange with a %s leaves it nothing', async (carrier) => {
  const { auth, user, before } = await start()
  for (const json of kinds) {
    const { shown } = await logIn(auth, carrier)
    before(() => auth.sessions.endAll(user.id))
    expect((await exchange(auth, shown, json)).body['code']).toBe('session_revoked')
  }
})

it('the end of a key in the middle of an exchange leaves nothing that opens', async () => {
  const { auth, user, before } = await start()
  for (const json of kinds) {
    const { id, key } = await newKey(auth, (await logIn(auth, 'jwt')).shown)
    before(() => auth.apiKeys.end(user.id, id))
    const { status, body } = await exchange(auth, bearing(key), json)
    const made = String(body['access_token'] ?? body['ticket'])
    const opened = await Promise.all([me(auth, bearing(made)), createClient(auth).send('GET', `/file?ticket=${made}`)])
    expect([status === 200 || body['code'] === 'session_revoked', opened.some((answer) => answer.status === 200)]).toEqual([true, false])
  }
})

it('a statement whose epoch passed in the middle is given none of the new one, and a cookie goes on', async () => {
  const { auth, before } = await start()
  for (const [carrier, told] of [['jwt', 'session_revoked'], ['token', 'session_revoked'], ['cookie', undefined]] as const) {
    const { shown } = await logIn(auth, carrier)
    // Its own session is lifted over the epoch; what stated the old one is over all the same.
    before(() => createClient(auth).send('DELETE', '/auth/sessions', { headers: { ...shown, ...ownPage } }))
    expect((await exchange(auth, shown, { carrier: 'jwt' })).body['code']).toBe(told)
  }
})
