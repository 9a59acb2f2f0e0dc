/**
 * The signature algorithms (RFC 7518 §3, RFC 8037 §3.1, RFC 9864), on synchronous node:crypto. Knows keys, knows no
 * tokens. What a signer needs is set up once for its key.
 */
import { constants, type KeyObject, sign, verify } from 'node:crypto'
import type { Algorithm, Key, SigningAlgorithm } from '../../contracts.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import { safeEqual } from '../../crypto/hmac.ts'
import { fromDer, hasLowS, P256_BYTES, P384_BYTES, toDer, toLowS } from './ecdsa.ts'
import { createHmacDigest, type HmacHash } from './hmac.ts'

/** `Ed25519` is what RFC 9864 calls EdDSA on that curve. No ES512, nothing of SHA-1, and never `none`. */
export type JwsAlgorithm =
  | 'HS256' | 'HS384' | 'HS512' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA' | 'Ed25519'

/** Signatures are base64url, and are taken in that one spelling alone. */
export interface Signer {
  /** Throws for a key that has no private half: that is a fault of ours. */
  sign(input: string): string
  verify(input: string, signature: string): boolean
  /** Whether it is the one signature of its kind: what a stranger can make of a valid one is not. */
  isCanonical(signature: string): boolean
}

/** The halves of one key. A symmetric one has the secret alone. */
export interface Halves {
  readonly secret: KeyObject | undefined
  readonly public: KeyObject | undefined
}

const signerFor: Readonly<Record<JwsAlgorithm, (halves: Halves) => Signer>> = {
  HS256: (halves) => hmac('sha256', halves),
  HS384: (halves) => hmac('sha384', halves),
  HS512: (halves) => hmac('sha512', halves),
  RS256: rs256,
  PS256: ps256,
  ES256: es256,
  ES384: es384,
  EdDSA: edDsa,
  Ed25519: edDsa,
}

export function isJwsAlgorithm(name: unknown): name is JwsAlgorithm {
  return typeof name === 'string' && Object.hasOwn(signerFor, name)
}

/** The algorithm is the key's; these halves must be of it. */
export function createSigner(algorithm: JwsAlgorithm, halves: Halves): Signer {
  return signerFor[algorithm](halves)
}

const signers = new WeakMap<Key, Signer>()

/** By the algorithm of the key, never of the token (RFC 8725 §3.1). Throws for a key that signs nothing. */
export function signerOf(key: Key): Signer {
  const known = signers.get(key)
  if (known !== undefined) return known
  const { kid, algorithm, secret } = key
  if (!isJwsAlgorithm(algorithm)) throw new TypeError(`key "${kid}" is for ${algorithm}, which signs no JWT`)
  const signer = createSigner(algorithm, { secret, public: key.public })
  signers.set(key, signer)
  return signer
}

/** An HMAC key can sign whatever it verifies; a public key can not. No verifier holds keys of both kinds. */
export function areOfOneKind(one: Algorithm, other: SigningAlgorithm): boolean {
  return (one === 'HS256') === (other === 'HS256')
}

/** What it compares is text: a second spelling of the right bytes is not equal. */
function hmac(hash: HmacHash, halves: Halves): Signer {
  const digest = createHmacDigest(hash, secretHalf(halves))
  return { sign: digest, verify: (input, signature) => safeEqual(digest(input), signature), isCanonical: () => true }
}

/** A signature has the length of the modulus and is a number below it (RFC 8017 §8.1.2, §8.2.2): one spelling. */
function rs256(halves: Halves): Signer {
  // Without an object round the key, which costs Node half of a verification, the padding is that of PKCS #1 v1.5.
  return asymmetric(halves, {
    sign: (input, key) => sign('sha256', input, key),
    verify: (input, key, signature) => verify('sha256', input, key, signature),
  })
}

/** RFC 7518 §3.5: the salt is as long as the hash, and no other is taken. */
function ps256(halves: Halves): Signer {
  const scheme = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return asymmetric(halves, {
    sign: (input, key) => sign('sha256', input, { key, ...scheme }),
    verify: (input, key, signature) => verify('sha256', input, { key, ...scheme }, signature),
  })
}

/** OpenSSL wants 64 bytes and s below the order (RFC 8032 §5.1.7), so nothing can be made of a valid signature. */
function edDsa(halves: Halves): Signer {
  return asymmetric(halves, {
    sign: (input, key) => sign(null, input, key),
    verify: (input, key, signature) => verify(null, input, key, signature),
  })
}

function es256(halves: Halves): Signer {
  const signer = asymmetric(halves, {
    sign: (input, key) => toLowS(fromDer(sign('sha256', input, key))),
    verify: (input, key, raw) => raw.length === 2 * P256_BYTES && verify('sha256', input, key, toDer(raw)),
  })
  return {
    ...signer,
    isCanonical(signature) {
      const raw = decodeBase64url(signature)
      return raw?.length === 2 * P256_BYTES && hasLowS(raw)
    },
  }
}

/** Both of (r, s) and (r, n - s) are taken: no format of ours is signed with it. */
function es384(halves: Halves): Signer {
  return asymmetric(halves, {
    sign: (input, key) => fromDer(sign('sha384', input, key), P384_BYTES),
    verify: (input, key, raw) => raw.length === 2 * P384_BYTES && verify('sha384', input, key, toDer(raw)),
  })
}

interface Scheme {
  sign(input: Buffer, key: KeyObject): Buffer
  verify(input: Buffer, key: KeyObject, signature: Buffer): boolean
}

function asymmetric(halves: Halves, scheme: Scheme): Signer {
  return {
    sign: (input) => scheme.sign(Buffer.from(input), secretHalf(halves)).toString('base64url'),
    verify(input, signature) {
      const bytes = decodeBase64url(signature)
      return bytes !== null && scheme.verify(Buffer.from(input), publicHalf(halves), bytes)
    },
    isCanonical: () => true,
  }
}

function secretHalf({ secret }: Halves): KeyObject {
  if (secret === undefined) throw new TypeError('key has no private half: it can only verify')
  return secret
}

function publicHalf(halves: Halves): KeyObject {
  if (halves.public === undefined) throw new TypeError('key has no public half')
  return halves.public
}
