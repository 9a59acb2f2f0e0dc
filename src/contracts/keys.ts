/** Keys, as formats are given them. */
import type { KeyObject } from 'node:crypto'

/** One key has one use and one algorithm: the credential never chooses (RFC 8725 §3.1). */
export interface Key {
  readonly kid: string
  readonly use: KeyUse
  readonly algorithm: Algorithm
  /** The private or symmetric half: signs, seals, derives. Who only verifies holds the public half here too. */
  readonly secret: KeyObject
  /** The public half of an asymmetric key; absent for a symmetric one. */
  readonly public?: KeyObject
}
/** What a key of the ring is used for, and for nothing else. */
export type KeyUse = 'jwt' | 'jwe' | 'token' | 'refresh' | 'cookie' | 'throttle'
/** How JWTs are signed: `EdDSA` by default. With `HS256` whoever verifies can also issue (RFC 7518 §3.1, RFC 8037). */
export type SigningAlgorithm = 'EdDSA' | 'ES256' | 'HS256'
/** What a key of the ring is for: to sign a JWT (RFC 8037, RFC 7518), to encrypt one (A256GCM), or to derive others (RFC 5869). */
export type Algorithm = SigningAlgorithm | 'A256GCM' | 'HKDF'

/** A synchronous snapshot of the key ring, passed in to formats. */
export interface Keys {
  /** The key that issues now. Throws when the ring has none: that is a fault of the system, not of a credential. */
  current(use: KeyUse): Key
  /** An exact match among the keys that still verify. */
  find(use: KeyUse, kid: string): Key | undefined
  all(use: KeyUse): readonly Key[]
}
