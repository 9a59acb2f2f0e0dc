/**
 * The device cookie: a browser in which someone has logged in before keeps a failure bucket of its own, so that
 * strangers who guess at the account cannot shut its owner out. It proves no login.
 */
import type { User } from '../contracts.ts'
import { signValue, verifySigned } from '../cookies/signed.ts'
import type { Core } from '../core/core.ts'
import { bucketName, failuresMost } from '../core/audit/throttle.ts'
import { randomId } from '../crypto/random.ts'

export const deviceCookieName = '__Host-latchkey-device'
export const deviceCookieLife = 365 * 86_400

/** The cookie's value for a user who has just logged in here. A device keeps its id while the same person uses it. */
export function deviceValue(core: Core, user: User, shown: string | null): string {
  const id = shown === null ? null : deviceId(core, user, shown)
  return signValue(deviceCookieName, `${id ?? randomId()}.${user.id}`, core.keys().current('cookie').secret)
}

/** The bucket of a device known to this user; null sends the attempt to the name's own bucket. */
export async function deviceBucket(core: Core, user: User | null, shown: string | null): Promise<string | null> {
  const id = user === null || shown === null ? null : deviceId(core, user, shown)
  if (id === null) return null
  const bucket = bucketName(core, 'device', id)
  const failures = await core.store.findThrottle(bucket)
  // At its cap a device is a stranger like any other: a stolen cookie buys no more guesses than a name has.
  return (failures?.count ?? 0) >= failuresMost ? null : bucket
}

function deviceId(core: Core, user: User, shown: string): string | null {
  for (const key of core.keys().all('cookie')) {
    const value = verifySigned(deviceCookieName, shown, key.secret)
    const [id, subject] = value?.split('.') ?? []
    if (id !== undefined && subject === user.id) return id
  }
  return null
}
