/** One key as it stands in the store: its private part sealed under the deployment's secret, bound to its place. */
import type { KeyObject } from 'node:crypto'
import type { Algorithm, Key, KeyUse, StoredKey } from '../../contracts.ts'
import { open, seal } from '../../crypto/aead.ts'
import { decodeBase64url, encodeBase64url } from '../../crypto/bytes.ts'
import { exportSecret, generateKey, importKey, publicJwk } from '../../crypto/key-material.ts'

/** A key that verifies live credentials cannot be read, so somebody would be logged out: the start refuses. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
}

/** The first seals, all open. */
export type Sealing = readonly KeyObject[]

export interface Opened {
  readonly row: StoredKey
  readonly key: Key
  /** Which of the secrets opened it; 0 is the first. */
  readonly under: number
}

/**
 * A key that is known stays the same object, so that what was derived from it is not derived again; and it stays known where
 * another process has sealed it under a secret that this one will only have after its restart.
 */
export function openKey(row: StoredKey, sealing: Sealing, known: readonly Opened[]): Opened | KeyRingError {
  const before = known.find(({ row: { kid } }) => kid === row.kid)
  if (before?.row.sealed === row.sealed) return { ...before, row }
  const opened = unseal(row, sealing)
  if (opened !== null) return before === undefined ? opened : { ...opened, key: before.key }
  if (before !== undefined) return { row, key: before.key, under: 0 }
  return new KeyRingError(`no configured secret opens the key "${row.kid}" (${row.use}); was LATCHKEY_SECRET replaced instead of rotated?`)
}

function unseal(row: StoredKey, sealing: Sealing): Opened | null {
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
  return null
}

/** Bound to its place: a sealed key that is moved to another row, use or algorithm does not open. */
function sealedFor({ kid, use, algorithm }: Pick<StoredKey, 'kid' | 'use' | 'algorithm'>): string {
  return `latchkey key\n${kid}\n${use}\n${algorithm}`
}

export interface NewKey {
  readonly use: KeyUse
  readonly algorithm: Algorithm
  readonly state: 'current' | 'next'
  readonly now: number
}

export function newRow({ use, algorithm, state, now }: NewKey, sealing: Sealing): StoredKey {
  const key = generateKey(use, algorithm)
  const jwk = publicJwk(key)
  return {
    kid: key.kid, use, algorithm, state, created: now, changed: now,
    sealed: sealKey(key, sealing), publicJwk: jwk === null ? null : JSON.stringify(jwk),
  }
}

export function sealKey(key: Key, [first]: Sealing): string {
  if (first === undefined) throw new TypeError('secret is empty')
  const secret = exportSecret(key)
  const sealed = encodeBase64url(seal(first, secret, sealedFor(key)))
  secret.fill(0)
  return sealed
}
