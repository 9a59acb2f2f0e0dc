/** Signs and verifies JWS of any payload (RFC 7515), under the keys that the caller trusts. Knows no claims. */
import {
  encodeHeader, MAX_HEADER, MAX_TOKEN, readHeader, signCompact, splitCompact,
} from '../jwt/jws.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import type { Signer } from '../jwt/algorithms.ts'
import type { JsonObject } from '../jwt/strict-json.ts'
import { JoseError } from './error.ts'
import { type HeldKey, isHeld } from './key.ts'
import { findKey, type KeyInput } from './keys.ts'

/** `alg` says the algorithm of a key that does not fix its own; `kid` names one key of a set. */
export interface JoseHeader {
  readonly alg?: string
  readonly kid?: string
  readonly typ?: string
  readonly cty?: string
  readonly [member: string]: unknown
}

/** What the key does not say itself. */
export interface VerifyJwsOptions {
  /** The algorithm of a secret or an RSA key that does not say it. */
  readonly alg?: string
}

/** What a signature vouches for. */
export interface Verified<Payload> {
  readonly payload: Payload
  /** As the key signed it. Frozen. */
  readonly header: JsonObject
}

/**
 * Compact, of 8192 characters at most. The algorithm is the key's, and its `kid` is written where it has one. Throws a
 * `JoseError` for a key that may not sign and for a header that no verifier of ours would take.
 */
export function signJws(payload: Uint8Array | string, key: KeyInput, header: JoseHeader = {}): string {
  const held = findKey(key, 'sign', { named: header, declared: header.alg })
  const encoded = header === plainHeader ? held.plain.encoded ??= written(held, header) : written(held, header)
  const bytes = typeof payload === 'string' ? encodeText(payload) : payload
  const jws = signCompact(signerOf(held), encoded, bytes)
  if (jws.length > MAX_TOKEN) throw new JoseError('malformed', `token would have ${jws.length} characters; ${MAX_TOKEN} at most`)
  return jws
}

/** Of a JWT, where the caller asks for nothing else: written once for a key. */
export const plainHeader: JoseHeader = Object.freeze({ typ: 'JWT' })

function written(held: HeldKey, header: JoseHeader): string {
  const { alg, kid = held.kid, ...members } = header
  const encoded = encodeHeader(alg ?? held.alg, { ...members, ...kid !== undefined && { kid } })
  requireReadable(held, encoded)
  return encoded
}

function encodeText(text: string): Buffer {
  // Half a surrogate pair would be signed as U+FFFD: another text than was given.
  if (!text.isWellFormed()) throw new JoseError('malformed', 'payload holds half a surrogate pair')
  return Buffer.from(text)
}

/** Answers what the key signed, or throws a `JoseError`. */
export function verifyJws(jws: string, key: KeyInput, options: VerifyJwsOptions = {}): Verified<Uint8Array> {
  const { payload: encoded, header } = verifyCompact(jws, key, options.alg)
  const payload = decodePayload(encoded)
  // A copy of its own: small Buffers lie in memory that others share.
  return { payload: new Uint8Array(payload), header }
}

/** Bytes have one spelling: that of another is refused as a signature would be that is not of it. */
export function decodePayload(encoded: string): Buffer {
  const payload = decodeBase64url(encoded)
  if (payload === null) throw notSigned()
  return payload
}

function notSigned(): JoseError {
  return new JoseError('signature_invalid', 'signature is not of this key')
}

/** Answers the payload as it was signed, still in base64url. */
export function verifyCompact(jws: unknown, key: KeyInput, declared: string | undefined): Verified<string> {
  const compact = typeof jws === 'string' ? splitCompact(jws) : null
  if (compact === null) throw new JoseError('malformed', 'token is no compact JWS')
  const known = isHeld(key) && key.last.encoded === compact.header ? key.last.header : null
  const header = known ?? readTrusted(compact.header)
  const held = findKey(key, 'verify', { named: header, declared })
  if (!signerOf(held).verify(compact.input, compact.signature)) throw notSigned()
  if (known === null) keep(held.last, compact.header, header)
  return { payload: compact.payload, header }
}

function readTrusted(encoded: string): JsonObject {
  const header = readHeader(encoded)
  if (header === null) throw new JoseError('header_refused', 'header is no strict JSON, or holds what is refused')
  const { alg, kid } = header
  if (typeof alg !== 'string' || kid !== undefined && typeof kid !== 'string') {
    throw new JoseError('header_refused', 'header has an alg or a kid that is no text')
  }
  return header
}

/** Writes no header that would be refused; most are the same as the last one. */
function requireReadable({ last }: HeldKey, encoded: string): void {
  if (last.encoded === encoded) return
  if (encoded.length > MAX_HEADER) throw new JoseError('header_refused', `header has more than ${MAX_HEADER} characters`)
  keep(last, encoded, readTrusted(encoded))
}

function keep(last: HeldKey['last'], encoded: string, header: JsonObject): void {
  last.encoded = encoded
  last.header = frozen(header)
}

/** Every caller gets the same one. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

function signerOf({ alg, signer }: HeldKey): Signer {
  if (signer === null) throw new JoseError('key_refused', `key of ${alg} signs nothing`)
  return signer
}
