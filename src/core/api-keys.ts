/**
 * API keys (personal access tokens): references that belong to a user and to no login, so that they survive a logout and
 * end with their user, their time, or by name. Shown once; the store has the digest.
 */
import type { Found, Id, Principal, Secret, Seconds, User, Write } from '../contracts.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import { opaque } from '../formats/opaque.ts'
import { type Checked, refused } from './acting.ts'
import type { Plan } from './commit.ts'
import type { Core } from './core.ts'
import type { Riding } from './credentials.ts'
import { record, type Origin } from './events.ts'
import { guardUser } from './sessions.ts'

export interface ApiKey {
  readonly id: Id
  readonly name: string
  /** The first characters, to know it by. */
  readonly begins: string
  readonly scope: readonly string[] | null
  readonly created: Seconds
  readonly expires: Seconds
  readonly lastUsed: Seconds | null
}

export interface NewApiKey {
  readonly name: string
  /** Null: everything its user may do. */
  readonly scope: readonly string[] | null
  readonly expiresIn: Seconds
  readonly from: Origin
}

const prefix = 'lk_key_'
export const apiKeyFormat = opaque({ purpose: 'key', prefix })
export const mostKeys = 100

/** `key`: to be shown once, and never again. Null: the user has as many as anybody may. */
export async function createKey(core: Core, user: User, { name, scope, expiresIn, from }: NewApiKey): Promise<Plan<{ key: string, about: ApiKey } | null>> {
  if ((await listKeys(core, user)).length >= mostKeys) return { answer: null, writes: [] }
  const [id, now, secret] = [randomId(), core.clock(), randomSecret()]
  const key = prefix + secret
  const proof = await apiKeyFormat.verify(key, core.keys())
  if (proof?.kind !== 'reference') throw new TypeError('a key of ours is not one')
  const begins = key.slice(0, prefix.length + 4)
  const row: Secret = {
    digest: proof.digest, purpose: 'key', session: null, user: user.id, generation: 0, kid: null, created: now,
    expires: now + expiresIn, consumed: null, lastUsed: null, detail: JSON.stringify({ id, name, begins, scope }),
  }
  const made = record(core, { type: 'authn_token_created', subject: user.id, from, detail: { key: id, name } })
  return { answer: { key, about: aboutKey(row) }, writes: [guardUser(user), { do: 'insert', table: 'secret', row }, made] }
}

/** Oldest first; those whose time has come are left out. */
export async function listKeys(core: Core, user: User): Promise<readonly ApiKey[]> {
  const rows = await core.store.listUserSecrets(user.id, 'key')
  return rows.map(aboutKey).filter(({ expires }) => expires > core.clock())
}

export async function findKey(core: Core, user: User, id: Id): Promise<ApiKey | null> {
  return (await listKeys(core, user)).find((key) => key.id === id) ?? null
}

/** What was exchanged for it ends with it. False: the user has no such key. */
export async function endKey(core: Core, user: User, { id, from }: { id: Id, from: Origin }): Promise<Plan<boolean>> {
  const rows = await core.store.listUserSecrets(user.id, 'key')
  const row = rows.find((one) => aboutKey(one).id === id)
  if (row === undefined) return { answer: false, writes: [] }
  const at = core.clock()
  const until = at + core.limits.accessLifeMost + core.limits.leeway
  const writes: readonly Write[] = [
    { do: 'delete', table: 'secret', id: row.digest, if: {} },
    { do: 'revoke', entry: { kind: 'session', id, value: 0, at, until } },
    record(core, { type: 'authn_token_revoked', subject: user.id, from, detail: { key: id } }),
  ]
  return { answer: true, writes }
}

/** The user is read with it each time: disabled, deleted, roles. */
export function judgeKey(core: Core, { secret, user }: Found, { carrier }: Riding): Checked {
  if (user === null || user.disabled !== null || secret.consumed !== null) return refused('credential_invalid')
  if (core.clock() >= secret.expires) return refused('credential_expired')
  touch(core, secret)
  const { id, scope, created, expires } = aboutKey(secret)
  const principal: Principal = {
    subject: user.id, session: id, carrier: carrier.name, credential: id, roles: user.roles, scope,
    authTime: created, expiresAt: expires,
  }
  return { status: 'authenticated', acting: { principal, carrier, record: { session: null, user } } }
}

/** As a session's last-seen: coalesced, conditional, and nobody waits for it. */
function touch(core: Core, { digest, lastUsed }: Secret): void {
  const now = core.clock()
  if (lastUsed !== null && now - lastUsed < 60) return
  core.background.run(() => core.store.commit([
    { do: 'update', table: 'secret', id: digest, if: { lastUsed }, set: { lastUsed: now } },
  ]), `touch ${digest}`)
}

function aboutKey({ detail, created, expires, lastUsed }: Secret): ApiKey {
  const { id, name, begins, scope } = JSON.parse(detail ?? '{}') as ApiKey // written above, by nobody else
  return { id, name, begins, scope, created, expires, lastUsed }
}
