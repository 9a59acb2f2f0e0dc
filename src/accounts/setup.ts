/**
 * The first administrator: there is no default account, but a one-time code that is printed where only the operator
 * looks. It dies when used, after an hour, and as soon as there is an administrator.
 */
import type { Secret, User, Write } from '../contracts.ts'
import type { Core } from '../core/core.ts'
import { record, type Origin } from '../core/audit/events.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import { setupCodes } from './accounts.ts'

const life = 3600
/** Counts the administrators that codes have made since the last one was printed. */
const used = 'setup'

/** A new code, or null where an administrator exists. */
export async function createSetup(core: Core): Promise<string | null> {
  if (await core.store.hasRole('admin')) return null
  const now = core.clock()
  const { credential, digest = '' } = await setupCodes.issue({
    purpose: 'setup', issuer: core.origin, audience: core.origin, subject: '', session: '', credential: randomId(),
    secret: randomSecret(), issuedAt: now, expiresAt: now + life, authTime: now, epoch: 0, version: 0, scope: null, roles: [],
  }, core.keys())
  const row: Secret = {
    digest, purpose: 'setup', session: null, user: null, generation: 0, kid: null,
    created: now, expires: now + life, consumed: null, lastUsed: null, detail: null,
  }
  await core.store.commit([{ do: 'insert', table: 'secret', row }, { do: 'uncount', bucket: used, by: 1 }])
  return credential
}

export async function findSetup(core: Core, code: string): Promise<Secret | null> {
  const proof = setupCodes.accepts(code) ? await setupCodes.verify(code, core.keys()) : null
  if (proof?.kind !== 'reference') return null
  const secret = (await core.store.findByDigest(proof.digest))?.secret
  const isGood = secret?.purpose === 'setup' && secret.consumed === null && core.clock() < secret.expires
  return isGood && !await core.store.hasRole('admin') ? secret : null
}

/** Of two uses at once exactly one commits. */
export function useSetup(core: Core, secret: Secret, by: { user: User, from: Origin }): readonly Write[] {
  return [
    { do: 'update', table: 'secret', id: secret.digest, if: { consumed: null }, set: { consumed: core.clock() } },
    // Of two different codes used at once one makes the administrator, too.
    { do: 'count', bucket: used, at: core.clock(), until: core.clock() + life, atMost: 1 },
    record(core, {
      type: 'privilege_permissions_changed', subject: by.user.id, from: by.from, detail: { role: 'admin', by: 'setup' },
    }),
  ]
}
