/** What an application's own routes answer to whom they turn away: the table of ours. */
import { expect, it } from 'vitest'
import type { RefusalCode } from '../../src/contracts.ts'
import { startInstance, type Instance } from '../support/instance.ts'
import { logIn } from '../support/client.ts'
import { addUser } from './people.ts'

async function tell(instance: Instance, headers: Record<string, string>, method = 'GET') {
  const outcome = await instance.auth.authenticate(new Request('http://localhost:3000/orders', { method, headers }))
  return { outcome, response: instance.auth.challenge(outcome) }
}

it('there is nothing to answer to who is authenticated', async () => {
  const instance = await startInstance()
  const { id } = await addUser(instance)
  const { outcome, response } = await tell(instance, (await logIn(instance.auth, 'jwt')).shown)
  expect(outcome).toMatchObject({ status: 'authenticated', principal: { subject: id, carrier: 'jwt' } })
  expect(response).toBeNull()
})

it('C-24: who showed nothing is asked for a credential, without an error code', async () => {
  const { outcome, response } = await tell(await startInstance(), {})
  expect(outcome).toEqual({ status: 'anonymous' })
  expect(response?.status).toBe(401)
  expect(response?.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"')
  expect(response?.headers.get('cache-control')).toBe('no-store')
  expect(await response?.json()).toMatchObject({ code: 'credential_missing' })
})

it('C-24: who showed a bad one is told that it is bad', async () => {
  const { outcome, response } = await tell(await startInstance(), { authorization: 'bearer x' })
  expect(outcome).toEqual({ status: 'refused', reason: 'credential_invalid' })
  expect(response?.headers.get('www-authenticate')).toBe('Bearer realm="latchkey", error="invalid_token"')
})

const statuses: Readonly<Record<RefusalCode, number>> = {
  ambiguous_credentials: 400, credential_invalid: 401, credential_expired: 401, credential_stale: 401,
  session_revoked: 401,
  token_reused: 401, csrf_rejected: 403, reauthentication_required: 403, insufficient_scope: 403,
}
it.each(Object.entries(statuses))('%s is %d', async (reason, status) => {
  const { auth } = await startInstance()
  const response = auth.challenge({ status: 'refused', reason: reason as RefusalCode }) // a key of the table
  expect([response?.status, await response?.json()])
    .toEqual([status, expect.objectContaining({ code: reason, status })])
})

it('a cookie is believed on an unsafe method only from our own page', async () => {
  const instance = await startInstance()
  await addUser(instance)
  const { shown } = await logIn(instance.auth, 'cookie')
  expect((await tell(instance, { ...shown, 'sec-fetch-site': 'cross-site' }, 'POST')).outcome)
    .toEqual({ status: 'refused', reason: 'csrf_rejected' })
  expect((await tell(instance, { ...shown, 'sec-fetch-site': 'same-origin' }, 'POST')).outcome.status)
    .toBe('authenticated')
  expect((await tell(instance, { ...shown, 'sec-fetch-site': 'cross-site' }, 'GET')).outcome.status)
    .toBe('authenticated')
})
