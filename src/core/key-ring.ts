/**
 * The key ring: one current key for each use, kept in the store with its private part sealed under the deployment's
 * secret. A copy of the database signs nothing; a new secret re-seals and changes no key.
 */
import type { KeyObject } from 'node:crypto'
import type { Algorithm, Clock, Key, Keys, KeyUse, SigningAlgorithm, Store, StoredKey, Write } from '../contracts.ts'
import { open, seal } from '../crypto/aead.ts'
import { decodeBase64url, encodeBase64url } from '../crypto/bytes.ts'
import { exportSecret, generateKey, importKey, publicJwk } from '../crypto/key-material.ts'

/** The start refuses: a key that verifies live credentials cannot be read, so somebody would be logged out. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
}

export interface KeyRingOptions {
  readonly store: Store
  readonly clock: Clock
  /** The first seals, all open. */
  readonly sealing: readonly KeyObject[]
  readonly jwtAlgorithm: SigningAlgorithm
}

interface Opened {
  readonly row: StoredKey
  readonly key: Key
  /** Which of the secrets opened it; 0 is the first. */
  readonly under: number
}

/** Reads the ring, makes what is missing, seals again what an older secret sealed. */
export async function openKeyRing(options: KeyRingOptions): Promise<Keys> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const rows = (await options.store.listKeys()).filter(({ state }) => state !== 'retired')
    const opened = rows.map((row) => openKey(row, options.sealing))
    const writes = [...missingKeys(opened, options), ...resealed(opened, options)]
    if (writes.length === 0) return snapshot(opened)
    // Another process may have made the same key first: then its key is the one, and ours was never used.
    await options.store.commit(writes)
  }
  throw new KeyRingError('the key ring could not be written: another process keeps changing it')
}

function openKey(row: StoredKey, sealing: readonly KeyObject[]): Opened {
  const sealed = decodeBase64url(row.sealed)
  for (const [under, key] of sealing.entries()) {
    const secret = sealed === null ? null : open(key, sealed, sealedFor(row))
    if (secret === null) continue
    const { kid, use, algorithm } = row
    // The row was authenticated with use and algorithm bound in: it is one that we wrote.
    const opened = importKey({ kid, use: use as KeyUse, algorithm: algorithm as Algorithm }, secret)
    secret.fill(0)
    return { row, key: opened, under }
  }
  throw new KeyRingError(`no configured secret opens the key "${row.kid}" (${row.use}); was LATCHKEY_SECRET replaced instead of rotated?`)
}

/** Bound to its place: a sealed key that is moved to another row, use or algorithm does not open. */
function sealedFor({ kid, use, algorithm }: Pick<StoredKey, 'kid' | 'use' | 'algorithm'>): string {
  return `latchkey key\n${kid}\n${use}\n${algorithm}`
}

function algorithmFor(use: KeyUse, jwtAlgorithm: SigningAlgorithm): Algorithm {
  if (use === 'jwt') return jwtAlgorithm
  return use === 'jwe' ? 'A256GCM' : 'HKDF'
}

const uses: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie', 'throttle']

function missingKeys(opened: readonly Opened[], options: KeyRingOptions): Write[] {
  return uses.flatMap((use) => {
    const algorithm = algorithmFor(use, options.jwtAlgorithm)
    const current = opened.find(({ row }) => row.use === use && row.state === 'current')
    if (current?.row.algorithm === algorithm) return []
    const made: Write = { do: 'insert', table: 'key', row: newRow(use, algorithm, options) }
    return current === undefined ? [made] : [step(current.row, 'previous', options.clock()), made]
  })
}

/** Another algorithm was configured: what the old key signed verifies until it ends, unless HMAC and public keys would meet. */
function step({ kid, state }: StoredKey, to: StoredKey['state'], changed: number): Write {
  return { do: 'update', table: 'key', id: kid, if: { state }, set: { state: to, changed } }
}

function newRow(use: KeyUse, algorithm: Algorithm, { sealing, clock }: KeyRingOptions): StoredKey {
  const key = generateKey(use, algorithm)
  const now = clock()
  const jwk = publicJwk(key)
  return {
    kid: key.kid, use, algorithm, state: 'current', created: now, changed: now,
    sealed: sealKey(key, sealing), publicJwk: jwk === null ? null : JSON.stringify(jwk),
  }
}

function sealKey(key: Key, sealing: readonly KeyObject[]): string {
  const [first] = sealing
  if (first === undefined) throw new TypeError('secret is empty')
  const secret = exportSecret(key)
  const sealed = encodeBase64url(seal(first, secret, sealedFor(key)))
  secret.fill(0)
  return sealed
}

function resealed(opened: readonly Opened[], { sealing }: KeyRingOptions): Write[] {
  return opened.filter(({ under }) => under > 0).map(({ row, key }) => (
    { do: 'update', table: 'key', id: row.kid, if: { sealed: row.sealed }, set: { sealed: sealKey(key, sealing) } }
  ))
}

function snapshot(opened: readonly Opened[]): Keys {
  const live = opened.filter(({ row }) => row.state === 'current' || row.state === 'previous')
  const byName = new Map(live.map(({ key }) => [`${key.use}:${key.kid}`, key]))
  const byUse = Map.groupBy(live.map(({ key }) => key), ({ use }) => use)
  const currents = new Map(live.filter(({ row }) => row.state === 'current').map(({ key }) => [key.use, key]))
  return {
    current(use) {
      const key = currents.get(use)
      if (key === undefined) throw new KeyRingError(`the key ring has no current key for "${use}"`)
      return key
    },
    find: (use, kid) => byName.get(`${use}:${kid}`),
    all: (use) => byUse.get(use) ?? [],
  }
}
