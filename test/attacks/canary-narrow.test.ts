/** F-09, D-09: keys, tickets and what is exchanged for them go by every door, and stand in no event, no row, no error and no other answer. */
import { inspect } from 'node:util'
import { expect, it, vi } from 'vitest'
import { watchedStore } from '../http/watched-store.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn, ownPage, type Sent } from '../support/client.ts'
import { bearing, exchanged, newKey, roles } from '../support/narrowing.ts'
import { faults, startInstance } from '../support/instance.ts'
import { memoryStore } from '../../src/stores/memory.ts'

const everything = (what: unknown) => inspect(what, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity })

/** As it is, in base64 and hexadecimal, and what is random of it alone. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [secret, encodeURIComponent(secret), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex'), ...secret.split(/^lk_[a-z]+_|\./).filter((part) => part.length >= 30)]
}

it.each([false, true])('with a store that fails in the end: %s', async (isBroken) => {
  const told: string[] = []
  let broken = false
  vi.spyOn(console, 'error').mockImplementation((...said: unknown[]) => { told.push(everything(said)) })
  const store = watchedStore(({ verb, given }) => {
    told.push(everything([verb, given]))
    if (broken) throw new Error(`a fault in ${verb}`)
  }, memoryStore())
  const instance = await startInstance({ roles, store })
  const { auth } = instance
  const user = await addUser(instance)
  const { shown } = await logIn(auth, 'jwt')
  const { id, key } = await newKey(auth, shown)
  const secrets = [key]
  for (const headers of [shown, bearing(key)]) {
    for (const json of [{ carrier: 'ticket', path: '/auth/me' }, { carrier: 'ticket', path: '/x' }, { carrier: 'jwt', scope: 'profile:read' }, { carrier: 'token' }]) secrets.push(await exchanged(auth, headers, json))
  }
  broken = isBroken
  const send = async (line: string, sent: Sent = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const { status, headers, text } = await createClient(auth).send(method, path, sent)
    told.push([status, ...[...headers].map((pair) => pair.join(': ')), text].join('\n'))
  }
  for (const one of secrets) {
    for (const line of [`GET /auth/me?ticket=${one}`, `GET /auth/me?ticket=${one}`, `GET /auth/me?token=${one}`, `GET /auth/account?ticket=${one}`, `GET /auth/${one}`]) await send(line)
    for (const line of ['GET /auth/me', 'POST /auth/logout', 'GET /auth/keys', 'GET /auth/sessions']) await send(line, { headers: { ...bearing(one), ...ownPage } })
    await send('GET /auth/me', { headers: { 'x-auth-token': one } })
    await send('POST /auth/exchange', { headers: bearing(one), json: { carrier: one, scope: one, path: `/${one}` } })
    await send('POST /auth/introspect', { headers: bearing(one), form: { token: one } })
    await send('DELETE /auth/keys/' + one, { headers: shown })
  }
  await send(`DELETE /auth/keys/${id}`, { headers: shown })
  for (const one of secrets) await send('POST /auth/revoke', { form: { token: one } })
  broken = false
  await instance.auth.users.disable(user.id)
  told.push(everything([await store.listEvents({}, { limit: 1000 }), await store.listUserSecrets(user.id, 'ticket'), await store.readRevocations(0), faults]))
  expect(secrets.length).toBe(9)
  expect(told.length).toBeGreaterThan(100)
  const leaks = secrets.flatMap((secret, n) => spellings(secret).flatMap((one) => told.filter((text) => text.includes(one)).map((text) => [n, text.slice(0, 200)])))
  expect(leaks).toEqual([])
  vi.restoreAllMocks()
})
