/** What was exchanged is no login, even where it was not narrowed: else a script that cannot read a cookie makes a key of it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createClient, logIn, ownPage } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { addUser } from '../http/people.ts'

let instance: Instance
beforeAll(async () => {
  instance = await startInstance()
  await addUser(instance)
})

async function exchanged(from: string, carrier: string): Promise<string> {
  const { shown } = await logIn(instance.auth, from)
  const answer = await createClient(instance.auth).send('POST', '/auth/exchange', { json: { carrier, expires_in: 5 }, headers: { ...shown, ...ownPage } })
  return String(answer.body['access_token'])
}

describe.each(['cookie', 'jwt', 'token'].flatMap((from) => ['jwt', 'token'].map((to) => [from, to] as const)))('of a %s, a %s', (from, to) => {
  it.each([
    ['POST', '/auth/keys', { name: 'k', expires_in: 31_536_000 }], ['POST', '/auth/logout', undefined], ['DELETE', '/auth/sessions', undefined],
    ['GET', '/auth/sessions', undefined], ['POST', '/auth/reauthenticate', { password }], ['PUT', '/auth/preferences', { theme: 'dark' }],
    ['POST', '/auth/password', { current_password: password, new_password: 'another quilt harbour' }],
  ])('B-04: is refused at %s %s', async (method, path, json) => {
    const bearer = await exchanged(from, to)
    const { status, body } = await createClient(instance.auth).send(method, path, { bearer, ...(json !== undefined && { json }) })
    expect([status, body['code']]).toEqual([403, 'insufficient_scope'])
  })

  it('opens what its login opens, and is no recent proof', async () => {
    const bearer = await exchanged(from, to)
    expect((await createClient(instance.auth).send('GET', '/auth/me', { bearer })).status).toBe(200)
    const request = new Request('http://localhost:3000/x', { headers: { authorization: `Bearer ${bearer}` } })
    expect(await instance.auth.authenticate(request, { recent: 300 })).toEqual({ status: 'refused', reason: 'reauthentication_required' })
  })
})
