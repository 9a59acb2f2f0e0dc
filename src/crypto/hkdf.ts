/** HKDF-SHA-256 (RFC 5869): from one key, a key for each purpose, so that no two purposes share bytes. */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

export interface DeriveOptions {
  readonly salt?: Uint8Array
  /** Bytes of the derived key. */
  readonly length?: number
}

const noSalt = new Uint8Array()

/** `info` names the purpose. The derived bytes live in the KeyObject alone. */
export function deriveKey(
  key: KeyObject, info: string | Uint8Array, { salt = noSalt, length = 32 }: DeriveOptions = {},
): KeyObject {
  const bytes = Buffer.from(hkdfSync('sha256', key, salt, info, length))
  const derived = createSecretKey(bytes)
  bytes.fill(0)
  return derived
}
