/**
 * API keys (personal access tokens): references that belong to a user and to no login, so that they survive a logout and
 * end with their user, their time, or by name. Shown once; the store has the digest.
 */
import type { Found, Id, Principal, RefusalCode, Secret, Seconds, User, Write } from '../../contracts.ts'
import { randomSecret } from '../../crypto/random.ts'
import { opaque } from '../../formats/opaque.ts'
import { type Checked, neverProved, refused } from '../acting.ts'
import { commit, type Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import type { Riding } from '../credentials.ts'
import { record, type Origin } from '../audit/events.ts'
import { holdPlace, newPlacedId, releasePlace } from '../revocation/status-list.ts'
import { guardSession, guardUser, sessionRefusal } from '../session/sessions.ts'

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
export const longestKeyLife: Seconds = 365 * 86_400

/** Whose it is, and the login that asks for it: none for an operator. */
export interface KeyOwner {
  readonly user: Id
  readonly session: Id | null
}

export type NewKey =
  /** `key`: to be shown once, and never again. */
  | { readonly ok: true, readonly key: string, readonly about: ApiKey }
  | { readonly ok: false, readonly reason: 'session_revoked' | 'forbidden' }

/** One after another for each user: the cap counts what the one before has made. */
export function createKey(core: Core, owner: KeyOwner, made: NewApiKey): Promise<NewKey> {
  return core.turns(`keys ${owner.user}`, () => commit(core, () => planNewKey(core, owner, made)))
}

/** `forbidden`: the user has as many as anybody may. A login that was ended meanwhile makes none that outlives it (B-08). */
async function planNewKey(core: Core, owner: KeyOwner, { name, scope, expiresIn, from }: NewApiKey): Promise<Plan<NewKey>> {
  const standing = await readOwner(core, owner)
  if (standing === null) return { answer: { ok: false, reason: 'session_revoked' }, writes: [] }
  const { user, guards } = standing
  if ((await listKeys(core, user)).length >= mostKeys) return { answer: { ok: false, reason: 'forbidden' }, writes: [] }
  const [id, now, secret] = [newPlacedId(core), core.clock(), randomSecret()]
  const key = prefix + secret
  const proof = await apiKeyFormat.verify(key, core.keys())
  if (proof?.kind !== 'reference') throw new TypeError('a key of ours is not one')
  const begins = key.slice(0, prefix.length + 4)
  const row: Secret = {
    digest: proof.digest, purpose: 'key', session: null, user: user.id, generation: 0, kid: null, created: now,
    expires: now + expiresIn, consumed: null, lastUsed: null, detail: JSON.stringify({ id, name, begins, scope }),
  }
  const made = record(core, { type: 'authn_token_created', subject: user.id, from, detail: { key: id, name } })
  const place = holdPlace(core, id, { session: null, user: user.id, expires: row.expires })
  return { answer: { ok: true, key, about: aboutKey(row) }, writes: [...guards, { do: 'insert', table: 'secret', row }, ...place, made] }
}

async function readOwner(core: Core, owner: KeyOwner): Promise<{ user: User, guards: readonly Write[] } | null> {
  const user = await core.store.findUser(owner.user)
  if (user === null || user.disabled !== null) return null
  if (owner.session === null) return { user, guards: [guardUser(user)] }
  const session = (await core.store.findSession(owner.session))?.session
  if (session === undefined || sessionRefusal(session, user, core.clock()) !== null) return null
  return { user, guards: [guardUser(user), guardSession(session)] }
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
export async function planEndKey(core: Core, user: User, { id, from }: { id: Id, from: Origin }): Promise<Plan<boolean>> {
  const rows = await core.store.listUserSecrets(user.id, 'key')
  const row = rows.find((one) => aboutKey(one).id === id)
  return row === undefined ? { answer: false, writes: [] } : { answer: true, writes: await endRow(core, row, from) }
}

/** The key itself was shown: whoever has it may end it, as any token (RFC 7009). Null: it is none of ours. */
export async function endShownKey(core: Core, key: string, from: Origin): Promise<readonly Write[] | null> {
  const proof = await apiKeyFormat.verify(key, core.keys())
  const found = proof?.kind === 'reference' ? await core.store.findByDigest(proof.digest) : null
  return found?.secret.purpose === 'key' ? endRow(core, found.secret, from) : null
}

/** All of a user whose epoch rises in the same commit, so that what was exchanged for them is over too; status lists know no epochs. */
export async function forgetKeys(core: Core, user: User): Promise<readonly Write[]> {
  const [keys, places] = [await core.store.listUserSecrets(user.id, 'key'), await core.store.listUserSecrets(user.id, 'status')]
  const named = core.statusUri === null ? [] : keys.map((row) => keyEnded(core, aboutKey(row).id))
  return [...keys, ...places].map(({ digest }): Write => ({ do: 'delete', table: 'secret', id: digest, if: {} })).concat(named)
}

async function endRow(core: Core, row: Secret, from: Origin): Promise<readonly Write[]> {
  const { id } = aboutKey(row)
  return [
    { do: 'delete', table: 'secret', id: row.digest, if: {} }, ...await releasePlace(core, id),
    keyEnded(core, id),
    record(core, { type: 'authn_token_revoked', subject: row.user, from, detail: { key: id } }),
  ]
}

/** What was exchanged for it states its id where others state a session. */
function keyEnded(core: Core, id: Id): Write {
  const at = core.clock()
  const until = at + core.limits.accessLifeMost + core.limits.leeway
  return { do: 'revoke', entry: { kind: 'session', id, value: 0, at, until } }
}

/** The user is read with it each time: disabled, deleted, roles. It proves no person, however new it is (B-04). */
export function judgeKey(core: Core, found: Found, { carrier }: Riding): Checked {
  const { secret, user } = found
  const refusal = keyRefusal(core, found)
  if (refusal !== null || user === null) return refused(refusal ?? 'credential_invalid')
  touch(core, secret)
  const { id, scope, expires } = aboutKey(secret)
  const principal: Principal = {
    subject: user.id, session: id, carrier: carrier.name, credential: id, roles: user.roles, scope,
    authTime: neverProved, expiresAt: expires,
  }
  return { status: 'authenticated', acting: { principal, carrier, record: { session: null, user } } }
}

export function keyRefusal(core: Core, { secret, user }: Found): RefusalCode | null {
  if (user === null || user.disabled !== null || secret.consumed !== null) return 'credential_invalid'
  return core.clock() >= secret.expires ? 'credential_expired' : null
}

/** As a session's last-seen: coalesced, conditional, and nobody waits for it. */
function touch(core: Core, { digest, lastUsed }: Secret): void {
  const now = core.clock()
  if (lastUsed !== null && now - lastUsed < 60) return
  core.background.run(() => core.store.commit([
    { do: 'update', table: 'secret', id: digest, if: { lastUsed }, set: { lastUsed: now } },
  ]), `touch ${digest}`)
}

export function aboutKey({ detail, created, expires, lastUsed }: Secret): ApiKey {
  const { id, name, begins, scope } = JSON.parse(detail ?? '{}') as ApiKey // written above, by nobody else
  return { id, name, begins, scope, created, expires, lastUsed }
}
