/** Makes keys, writes their private part as bytes and reads it again. Knows no ring, no store and no credential. */
import {
  createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject, randomBytes,
} from 'node:crypto'
import type { Algorithm, Key, KeyUse, SigningAlgorithm } from '../contracts.ts'
import { sha256 } from './hash.ts'
import { randomId } from './random.ts'

/** What a JWK Set publishes of a key (RFC 7517; RFC 8037 for Ed25519). */
export type PublicJwk = Coordinates & { readonly kid: string, readonly alg: SigningAlgorithm, readonly use: 'sig' }

type Coordinates =
  | { readonly crv: 'P-256', readonly kty: 'EC', readonly x: string, readonly y: string }
  | { readonly crv: 'Ed25519', readonly kty: 'OKP', readonly x: string }

export type KeyName = Pick<Key, 'kid' | 'use' | 'algorithm'>

const SYMMETRIC_BYTES = 32

/** Named by its thumbprint, or at random where there is no public half to name it by. */
export function generateKey(use: KeyUse, algorithm: Algorithm): Key {
  const secret = generateSecret(algorithm)
  if (secret.type === 'secret') return { kid: randomId(), use, algorithm, secret }
  const publicKey = createPublicKey(secret)
  return { kid: thumbprint(publicKey), use, algorithm, secret, public: publicKey }
}

function generateSecret(algorithm: Algorithm): KeyObject {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const bytes = randomBytes(SYMMETRIC_BYTES)
  const secret = createSecretKey(bytes)
  bytes.fill(0)
  return secret
}

/** PKCS#8 in DER, or the 32 bytes of a symmetric key. Whoever asks wipes them after use. */
export function exportSecret({ secret }: Key): Buffer {
  return secret.type === 'secret' ? secret.export() : secret.export({ format: 'der', type: 'pkcs8' })
}

/**
 * Throws where the bytes are no key of that algorithm: a public key, or its PEM text, never becomes the secret of an
 * HMAC (algorithm confusion). The message says nothing of the bytes.
 */
export function importKey(name: KeyName, bytes: Uint8Array): Key {
  const { kid, use, algorithm } = name
  if (algorithm !== 'EdDSA' && algorithm !== 'ES256') {
    if (bytes.length !== SYMMETRIC_BYTES) throw mismatch(name, `${SYMMETRIC_BYTES} bytes`)
    return { kid, use, algorithm, secret: createSecretKey(bytes) }
  }
  const secret = readPkcs8(bytes)
  if (secret === null || !isOf(algorithm, secret)) throw mismatch(name, 'a PKCS#8 private key of its curve')
  return { kid, use, algorithm, secret, public: createPublicKey(secret) }
}

function readPkcs8(bytes: Uint8Array): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
  } catch {
    return null
  }
}

function isOf(algorithm: 'EdDSA' | 'ES256', { asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (algorithm === 'EdDSA') return asymmetricKeyType === 'ed25519'
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

function mismatch({ kid, algorithm }: KeyName, expected: string): TypeError {
  return new TypeError(`key "${kid}" is not of ${algorithm}; expected ${expected}`)
}

/** Null: a symmetric key has nothing that may be published. */
export function publicJwk(key: Key): PublicJwk | null {
  const { kid, algorithm } = key
  if (key.public === undefined || (algorithm !== 'EdDSA' && algorithm !== 'ES256')) return null
  return { ...coordinates(key.public), kid, alg: algorithm, use: 'sig' }
}

/** RFC 7638: SHA-256 of the required members of the public half. A secret has none but its bytes. */
export function thumbprint(key: KeyObject): string {
  return thumbprintOfJwk(key.export({ format: 'jwk' }))
}

/** Written out in the order of RFC 7638 §3.3 and without a space. */
export function thumbprintOfJwk(jwk: Readonly<Record<string, unknown>>): string {
  const names = requiredMembers.get(jwk['kty'])
  if (names === undefined || names.some((name) => typeof jwk[name] !== 'string')) {
    throw new TypeError('the key lacks a member that its thumbprint is made of')
  }
  return sha256(JSON.stringify(jwk, [...names]))
}

const requiredMembers: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
  ['oct', ['k', 'kty']],
])

function coordinates(publicKey: KeyObject): Coordinates {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string') return { crv, kty, x }
  if (kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string') return { crv, kty, x, y }
  throw new TypeError('the key is neither of Ed25519 nor of P-256')
}
