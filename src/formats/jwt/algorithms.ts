/** The three signature algorithms (RFC 7518, RFC 8037), on synchronous node:crypto. Knows keys, knows no tokens. */
import { type KeyObject, sign, verify } from 'node:crypto'
import type { Algorithm, Key, SigningAlgorithm } from '../../contracts.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import { hmacSha256, safeEqual } from '../../crypto/hmac.ts'
import { fromDer, hasLowS, SIGNATURE_BYTES as ECDSA_BYTES, toDer, toLowS } from './ecdsa.ts'

/** Signatures are base64url, and are taken in that one spelling alone. */
export interface Signer {
  sign(key: Key, input: string): string
  verify(key: Key, input: string, signature: string): boolean
  /** Whether it is the one signature of its kind: what a stranger can make of a valid one is not. */
  isCanonical(signature: string): boolean
}

/** What it compares is text: a second spelling of the right bytes is not equal. */
const hs256: Signer = {
  sign: ({ secret }, input) => hmacSha256(secret, input),
  verify: ({ secret }, input, signature) => safeEqual(hmacSha256(secret, input), signature),
  isCanonical: () => true,
}

/** OpenSSL wants 64 bytes and s below the order (RFC 8032 §5.1.7), so nothing can be made of a valid signature. */
const edDsa: Signer = {
  sign: ({ secret }, input) => sign(null, Buffer.from(input), secret).toString('base64url'),
  verify(key, input, signature) {
    const bytes = decodeBase64url(signature)
    return bytes !== null && verify(null, Buffer.from(input), publicHalf(key), bytes)
  },
  isCanonical: () => true,
}

const es256: Signer = {
  sign: ({ secret }, input) => toLowS(fromDer(sign('sha256', Buffer.from(input), secret))).toString('base64url'),
  verify(key, input, signature) {
    const bytes = decodeBase64url(signature)
    return bytes?.length === ECDSA_BYTES && verify('sha256', Buffer.from(input), publicHalf(key), toDer(bytes))
  },
  isCanonical(signature) {
    const bytes = decodeBase64url(signature)
    return bytes?.length === ECDSA_BYTES && hasLowS(bytes)
  },
}

/** By the algorithm of the key, never of the token (RFC 8725 §3.1). Throws for a key that signs nothing. */
export function signerOf({ kid, algorithm }: Key): Signer {
  if (algorithm === 'HS256') return hs256
  if (algorithm === 'EdDSA') return edDsa
  if (algorithm === 'ES256') return es256
  throw new TypeError(`key "${kid}" is for ${algorithm}, which signs no JWT`)
}

/** An HMAC key can sign whatever it verifies; a public key can not. No verifier holds keys of both kinds. */
export function areOfOneKind(one: Algorithm, other: SigningAlgorithm): boolean {
  return (one === 'HS256') === (other === 'HS256')
}

function publicHalf(key: Key): KeyObject {
  if (key.public === undefined) throw new TypeError(`key "${key.kid}" has no public half`)
  return key.public
}
