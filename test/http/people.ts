/** Users who are there already: put into the store as they are, since to judge a new password takes 50 ms. */
import type { User } from '../../src/contracts.ts'
import { randomId } from '../../src/crypto/random.ts'
import { password, type Instance } from '../support/instance.ts'

/** The password is `password` of test/support, unless told. */
export async function addUser(
  { store, hasher, now }: Instance, username = 'mira', more: Partial<User> = {},
): Promise<User> {
  const user: User = {
    id: randomId(), username, canonical: username.toLowerCase(), email: null, password: await hasher.hash(password),
    roles: [],
    created: now(), disabled: null, epoch: 1, version: 1, passwordChanged: now(),
    preferences: {}, ...more,
  }
  hasher.calls.hash = 0
  const { ok } = await store.commit([{ do: 'insert', table: 'user', row: user }])
  if (!ok) throw new Error(`there is a user named ${username} already`)
  return user
}
