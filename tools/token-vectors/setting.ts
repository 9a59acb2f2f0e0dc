/** The keys, the place and the token that every vector begins with. */
import {
  type Claims, fixed, type Inside, prefixOf, seal, type Sealing, tokenOf, type VectorKey, type VectorPlace,
} from './encode.ts'

/** Under which names the vectors speak of keys. */
export const keys = {
  first: { kid: 'first', secret: fixed('first', 32).toString('hex') },
  second: { kid: 'second', secret: fixed('second', 32).toString('hex') },
  'another secret': { kid: 'first', secret: fixed('another secret', 32).toString('hex') },
  'a kid beyond ASCII': { kid: 'Schlüssel 鍵', secret: fixed('beyond ASCII', 32).toString('hex') },
  /** The first 24 bits of SHA-256 of these two kids are the same. */
  'one of a reference': { kid: 'key 1380', secret: fixed('one of a reference', 32).toString('hex') },
  'other of a reference': { kid: 'key 7010', secret: fixed('other of a reference', 32).toString('hex') },
} satisfies Record<string, VectorKey>
export type KeyName = keyof typeof keys

/** What whoever opens a token has to know. */
export interface Opening extends VectorPlace { readonly keys: readonly KeyName[], readonly now: number }

export interface Valid extends Opening {
  readonly name: string
  readonly token: string
  readonly claims: Claims & { readonly credential: string }
  readonly inside: Inside
}

export interface Invalid extends Opening { readonly name: string, readonly rule: string, readonly token: string }

/** 2026-11-24T12:34:56Z */
export const now = 1_795_523_696
export const hourOf = (second: number): number => Math.floor(second / 3600)

export const place: VectorPlace = { purpose: 'access', issuer: 'https://issuer.example', audience: 'https://api.example' }

export const login: Claims = {
  subject: fixed('subject', 16).toString('base64url'), session: fixed('session', 16).toString('base64url'),
  issuedAt: now, expiresAt: now + 600, authTime: now, epoch: 0, version: 0, roles: [], scope: null,
}

/** Every vector has an id of its own, and so a nonce of its own. */
export function sealingOf(name: string, plaintext: Buffer, changes: Partial<Sealing> = {}): Sealing {
  return { key: keys.first, place, hour: hourOf(now), id: fixed(`id of ${name}`, 16), plaintext, ...changes }
}

export function tokenFrom(sealing: Sealing): string {
  return tokenOf(prefixOf(sealing.place), seal(sealing).bytes)
}
