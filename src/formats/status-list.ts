/**
 * A Status List Token (draft-ietf-oauth-status-list §5.1): bits, compressed and signed, of credentials that name their place in
 * it. Knows JWS, knows nothing about HTTP, stores or clocks.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import type { Keys, Seconds } from '../contracts.ts'
import { decodeBase64url, encodeBase64url } from '../crypto/bytes.ts'
import { signerOf } from './jwt/algorithms.ts'
import { encodeHeader, readHeader, readPayload, signCompact, splitCompact } from './jwt/jws.ts'
import { readJsonObject } from './jwt/strict-json.ts'

export interface StatusList {
  /** Where it is, and what those that name it say. */
  readonly uri: string
  readonly issuedAt: Seconds
  /** Later it says nothing. */
  readonly expiresAt: Seconds
  /** How long it may be kept before it is asked for again. */
  readonly ttl: Seconds
  /** How many bits each status has. */
  readonly bits: 1 | 2 | 4 | 8
  readonly bytes: Uint8Array
}

const TYPE = 'statuslist+jwt'
export const STATUS_LIST_MEDIA_TYPE = `application/${TYPE}`
export const MAX_STATUS_LIST = 256 * 1024
/** Eight million statuses of one bit. More would be a bomb: a thousand zeros are one byte of it. */
const MAX_BYTES = 1024 * 1024

/** Signed by the key that signs JWTs. */
export function writeStatusList({ uri, issuedAt, expiresAt, ttl, bits, bytes }: StatusList, keys: Keys): string {
  const key = keys.current('jwt')
  const lst = encodeBase64url(deflateSync(bytes, { level: 9 }))
  const claims = { sub: uri, iat: issuedAt, exp: expiresAt, ttl, status_list: { bits, lst } }
  return signCompact(signerOf(key), encodeHeader(key.algorithm, { typ: TYPE, kid: key.kid }), Buffer.from(JSON.stringify(claims)))
}

/** The `kid` that it names; null for what is none. Proves nothing. */
export function statusListKey(token: string): string | null {
  const jws = splitCompact(token, MAX_STATUS_LIST)
  const header = jws === null ? null : readHeader(jws.header)
  const kid = header?.['typ'] === TYPE ? header['kid'] : null
  return typeof kid === 'string' ? kid : null
}

/** Null: not signed by a key of these, or no list. */
export function readStatusList(token: string, keys: Keys): StatusList | null {
  const kid = statusListKey(token)
  const jws = splitCompact(token, MAX_STATUS_LIST)
  const key = kid === null ? undefined : keys.find('jwt', kid)
  if (jws === null || key === undefined || readHeader(jws.header)?.['alg'] !== key.algorithm) return null
  const payload = readPayload(jws, signerOf(key))
  const claims = payload === null ? null : readJsonObject(payload)
  return claims === null ? null : readList(claims)
}

/** `exp` and `ttl` are optional there (§5.1); without them a list of ours would be believed for ever. */
function readList({ sub, iat, exp, ttl, status_list: list }: Readonly<Record<string, unknown>>): StatusList | null {
  if (typeof sub !== 'string' || !isCount(iat) || !isCount(exp) || !isCount(ttl) || !isObject(list)) return null
  const { bits, lst } = list
  const compressed = typeof lst === 'string' ? decodeBase64url(lst) : null
  if (compressed === null || bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return null
  const bytes = inflated(compressed)
  return bytes === null ? null : { uri: sub, issuedAt: iat, expiresAt: exp, ttl, bits, bytes }
}

function inflated(compressed: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_BYTES })
  } catch {
    return null
  }
}

/** Undefined: the list has no such place. 0 is valid (§7.1). */
export function statusAt({ bits, bytes }: StatusList, index: number): number | undefined {
  const perByte = 8 / bits
  const byte = bytes[Math.floor(index / perByte)]
  return byte === undefined ? undefined : byte >>> index % perByte * bits & (1 << bits) - 1
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
