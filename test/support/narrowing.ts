/** What is had by exchange: helpers for whatever shows one credential and is given another. */
import type { Authenticator } from '../../src/contracts.ts'
import { createClient, logIn, ownPage, type Answer } from './client.ts'

export type Shown = Readonly<Record<string, string>>

export const roles = { editor: ['orders:read', 'orders:write'], clerk: ['orders:read'], '*': ['profile:read'] }

export const bearing = (credential: string): Shown => ({ authorization: `Bearer ${credential}` })

export function exchange(auth: Authenticator, shown: Shown, json: object): Promise<Answer> {
  return createClient(auth).send('POST', '/auth/exchange', { headers: { ...shown, ...ownPage }, json })
}

/** Whatever it was exchanged for; throws where it was refused. */
export async function exchanged(auth: Authenticator, shown: Shown, json: object): Promise<string> {
  const { status, text, body } = await exchange(auth, shown, json)
  if (status !== 200) throw new Error(`the exchange was answered with ${status} ${text}`)
  return String(body['access_token'] ?? body['ticket'])
}

export async function newKey(auth: Authenticator, shown: Shown, json: object = {}): Promise<{ id: string, key: string }> {
  const { status, text, body } = await createClient(auth).send('POST', '/auth/keys', { headers: { ...shown, ...ownPage }, json: { name: 'Nightly export', ...json } })
  if (status !== 201) throw new Error(`the key was answered with ${status} ${text}`)
  return { id: String(body['id']), key: String(body['key']) }
}

export interface Narrowed {
  readonly name: string
  /** The headers that show it, from a fresh login of mira. */
  make(auth: Authenticator): Promise<Shown>
}

/** Everything that is less than a whole login. */
export const narrowedKinds: readonly Narrowed[] = [
  { name: 'narrowed JWT', make: async (auth) => bearing(await exchanged(auth, (await logIn(auth, 'cookie')).shown, { carrier: 'jwt', scope: 'profile:read' })) },
  { name: 'JWT narrowed to nothing', make: async (auth) => bearing(await exchanged(auth, (await logIn(auth, 'jwt')).shown, { carrier: 'jwt', scope: '' })) },
  { name: 'narrowed token', make: async (auth) => bearing(await exchanged(auth, (await logIn(auth, 'jwt')).shown, { carrier: 'token', scope: 'profile:read' })) },
  { name: 'API key', make: async (auth) => bearing((await newKey(auth, (await logIn(auth, 'cookie')).shown)).key) },
  { name: 'narrowed API key', make: async (auth) => bearing((await newKey(auth, (await logIn(auth, 'jwt')).shown, { scope: 'profile:read' })).key) },
  { name: 'JWT of an API key', make: async (auth) => bearing(await exchanged(auth, bearing((await newKey(auth, (await logIn(auth, 'token')).shown)).key), { carrier: 'jwt' })) },
  { name: 'token of an API key', make: async (auth) => bearing(await exchanged(auth, bearing((await newKey(auth, (await logIn(auth, 'token')).shown)).key), { carrier: 'token' })) },
]
