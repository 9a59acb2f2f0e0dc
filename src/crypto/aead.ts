/** AES-256-GCM (NIST SP 800-38D) with a nonce of 96 and a tag of 128 bits. Knows nothing of what it seals. */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Sealing {
  readonly nonce: Uint8Array
  readonly plaintext: Uint8Array
  /** Authenticated, not encrypted: what binds the sealed bytes to their place. */
  readonly associated: Uint8Array
}

export interface Opening extends Omit<Sealing, 'plaintext'> {
  /** Ciphertext, then tag. */
  readonly sealed: Uint8Array
}

/** Nonce, ciphertext, tag. The nonce is random, so one key may seal 2^32 times at most (SP 800-38D §8.3). */
export function seal(key: KeyObject, plaintext: Uint8Array, associated: string | Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([nonce, sealWithNonce(key, { nonce, plaintext, associated: toBytes(associated) })])
}

/** Null: not sealed by this key for this place. */
export function open(key: KeyObject, sealed: Uint8Array, associated: string | Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES) return null
  const nonce = sealed.subarray(0, NONCE_BYTES)
  return openWithNonce(key, { nonce, sealed: sealed.subarray(NONCE_BYTES), associated: toBytes(associated) })
}

/** Ciphertext, tag. The caller answers for the nonce: two messages under one key and nonce give the key away. */
export function sealWithNonce(key: KeyObject, { nonce, plaintext, associated }: Sealing): Buffer {
  checkNonce(nonce)
  const cipher = createCipheriv(ALGORITHM, key, nonce)
  cipher.setAAD(associated)
  const ciphertext = cipher.update(plaintext)
  cipher.final() // of GCM it is empty
  return Buffer.concat([ciphertext, cipher.getAuthTag()])
}

export function openWithNonce(key: KeyObject, { nonce, sealed, associated }: Opening): Buffer | null {
  checkNonce(nonce)
  // A shorter tag would be taken as a truncated one, and guessed.
  if (sealed.length < TAG_BYTES) return null
  const end = sealed.length - TAG_BYTES
  // No options object: with one, Node takes twice as long.
  const decipher = createDecipheriv(ALGORITHM, key, nonce)
  decipher.setAAD(associated)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(0, end))
  try {
    decipher.final()
  } catch {
    return null
  }
  return plaintext
}

/** Another length would be hashed into a nonce, with weaker bounds (SP 800-38D §8.2.2). */
function checkNonce(nonce: Uint8Array): void {
  if (nonce.length !== NONCE_BYTES) throw new TypeError(`nonce has ${nonce.length} bytes; expected ${NONCE_BYTES}`)
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : data
}
