/** Reads a JWK (RFC 7517, RFC 7518 §6, RFC 8037 §2) strictly: one spelling of every member. Knows no sets. */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { decodeBase64url } from '../../crypto/bytes.ts'
import { algorithmNamed, refused } from './algorithms.ts'
import { type HeldKey, holdKey, type ImportOptions } from './key.ts'
import { secretFrom } from './raw-key.ts'

/** A key as JSON (RFC 7517 §4). */
export interface Jwk {
  readonly kty: string
  readonly alg?: string
  readonly kid?: string
  readonly use?: string
  readonly key_ops?: readonly string[]
  readonly [member: string]: unknown
}

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const
const encoded = ['k', 'x', 'y', 'n', 'e', ...privateMembers]

/** Everything that decides what a key is. */
export const jwkMembers: readonly string[] = ['kty', 'crv', 'alg', 'kid', 'use', 'key_ops', 'oth', ...encoded]

/** RFC 7518 §6.2.1.2: coordinates have the width of the field, zeros in front included. */
const widths: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, Ed25519: 32, X25519: 32 }

/** `alg` and `kid` are for a key that does not say them; where it says its algorithm, both must agree. */
export function importJwk(jwk: Jwk, options: ImportOptions): HeldKey {
  checkJwk(jwk)
  const { use, key_ops: keyOps } = jwk
  const facts = { ...options, alg: agreed(jwk.alg, options.alg), kid: options.kid ?? jwk.kid, use, keyOps }
  if (jwk.kty === 'oct') return holdKey(secretFrom(bytesOf(jwk, 'k')), facts)
  const publicHalf = keyFromJwk(createPublicKey, pick(jwk, publicMembers))
  const key = jwk['d'] === undefined ? publicHalf : keyFromJwk(createPrivateKey, pick(jwk, [...publicMembers, ...privateMembers]))
  return holdKey(key, { ...facts, public: publicHalf })
}

function agreed(alg: string | undefined, declared: string | undefined): string | undefined {
  if (alg === undefined || declared === undefined) return alg ?? declared
  if (algorithmNamed(alg) !== algorithmNamed(declared)) throw refused('is for another algorithm than declared')
  return alg
}

/** Throws where a member is missing its one spelling. Says nothing of strength. */
export function checkJwk(jwk: Jwk): void {
  if (typeof jwk !== 'object' || jwk === null) throw refused('is none; expected a JWK, a KeyObject, PEM or bytes')
  const { kty, alg, kid, use, key_ops: keyOps, crv } = jwk
  const texts: readonly unknown[] = [kty, alg, kid, use, crv]
  if (texts.some((text) => text !== undefined && typeof text !== 'string')) throw refused('has a member that is no text')
  if (!['oct', 'EC', 'RSA', 'OKP'].includes(kty)) throw refused('is of a type that is not offered')
  if (jwk['oth'] !== undefined) throw refused('has more than two primes')
  if (keyOps !== undefined && !isListOfNames(keyOps)) throw refused('has key_ops that are no list of names')
  for (const name of encoded) if (jwk[name] !== undefined) bytesOf(jwk, name)
  const width = typeof crv === 'string' ? widths[crv] : undefined
  if (width === undefined) return
  for (const name of ['x', 'y', 'd']) {
    if (jwk[name] !== undefined && bytesOf(jwk, name).length !== width) throw refused(`has a member ${name} of another width`)
  }
}

/** RFC 7517 §4.3: no name twice. */
function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length
}

function bytesOf(jwk: Jwk, name: string): Buffer {
  const value = jwk[name]
  const bytes = typeof value === 'string' ? decodeBase64url(value) : null
  if (bytes === null) throw refused(`has a member ${name} that is no base64url`)
  return bytes
}

function pick(jwk: Jwk, names: readonly string[]): JsonWebKey {
  return Object.fromEntries(names.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]]))
}

/** The message of OpenSSL may tell of the key, and does not get out. */
function keyFromJwk(create: (input: { key: JsonWebKey, format: 'jwk' }) => KeyObject, key: JsonWebKey): KeyObject {
  try {
    return create({ key, format: 'jwk' })
  } catch {
    throw refused('is no key of its type')
  }
}
