/**
 * JWE in its compact form under a key that we share with ourselves alone: `dir` with A256GCM (RFC 7516 §7.1, RFC 7518 §4.5,
 * §5.3). On synchronous node:crypto (docs/decisions/0007). Knows no claims, and no JWE of others.
 */
import { randomBytes } from 'node:crypto'
import type { Key } from '../../contracts.ts'
import { openWithNonce, sealWithNonce } from '../../crypto/aead.ts'
import { decodeBase64url, decodeUtf8, encodeBase64url } from '../../crypto/bytes.ts'
import { encodeHeader, MAX_HEADER, MAX_TOKEN } from './jws.ts'

/** The parts, still in base64url; the second is empty, since nothing is wrapped. */
export interface DirectJwe {
  readonly header: string
  readonly nonce: string
  readonly ciphertext: string
  readonly tag: string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `cty` says that a JWT is inside (RFC 7519 §5.2). */
export function encodeJweHeader({ kid, algorithm }: Key): string {
  if (algorithm !== 'A256GCM') throw new TypeError(`key "${kid}" is for ${algorithm}; expected A256GCM`)
  return encodeHeader('dir', { enc: algorithm, cty: 'JWT', kid })
}

/** The size first, as for JWS. */
export function splitDirect(token: string): DirectJwe | null {
  if (token.length > MAX_TOKEN) return null
  const [header = '', wrapped, nonce = '', ciphertext = '', tag, ...more] = token.split('.', 6)
  if (tag === undefined || wrapped !== '' || more.length > 0 || header.length > MAX_HEADER) return null
  return { header, nonce, ciphertext, tag }
}

/** The nonce is random, so one key may seal 2^32 times at most (SP 800-38D §8.3). */
export function sealDirect({ secret }: Key, header: string, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = sealWithNonce(secret, { nonce, plaintext: Buffer.from(plaintext), associated: Buffer.from(header) })
  const end = sealed.length - TAG_BYTES
  return [header, '', nonce, sealed.subarray(0, end), sealed.subarray(end)]
    .map((part) => typeof part === 'string' ? part : encodeBase64url(part)).join('.')
}

/** Null for any other spelling of the parts, any other key and any other header. */
export function openDirect({ secret }: Key, { header, nonce, ciphertext, tag }: DirectJwe): string | null {
  const [nonceBytes, cipherBytes, tagBytes] = [nonce, ciphertext, tag].map(decodeBase64url)
  if (nonceBytes?.length !== NONCE_BYTES || !cipherBytes || tagBytes?.length !== TAG_BYTES) return null
  const sealed = Buffer.concat([cipherBytes, tagBytes])
  const plaintext = openWithNonce(secret, { nonce: nonceBytes, sealed, associated: Buffer.from(header) })
  return plaintext === null ? null : decodeUtf8(plaintext)
}
