/** `latchkey/jose`: JWS, JWT and JWE by themselves, stricter than the standards ask. docs/jose.md shows how. */
import type { Clock } from './contracts.ts'
import { decryptJwtAt, type DecryptionKeys } from './formats/jose/jwe.ts'
import type { Verified } from './formats/jose/jws.ts'
import { type Claims, type VerifyJwtOptions, verifyJwtAt } from './formats/jose/jwt.ts'
import type { KeyInput } from './formats/jose/keys.ts'

export { JoseError, type JoseErrorCode } from './formats/jose/error.ts'
export type { JoseAlgorithm, JweAlgorithm } from './formats/jose/algorithms.ts'
export type { JwsAlgorithm } from './formats/jwt/algorithms.ts'

// Keys.
export type { Jwk } from './formats/jose/jwk.ts'
export type { ImportOptions, JoseKey } from './formats/jose/key.ts'
export { importKey, type JwkSet, type KeyInput, thumbprint } from './formats/jose/keys.ts'

// Any payload.
export { type JoseHeader, signJws, type Verified, verifyJws, type VerifyJwsOptions } from './formats/jose/jws.ts'

// Claims, signed; and signed inside encrypted.
export { type Claims, signJwt, type VerifyJwtOptions } from './formats/jose/jwt.ts'
export { type DecryptionKeys, encryptJwt, type EncryptionKeys } from './formats/jose/jwe.ts'

const systemClock: Clock = () => Math.floor(Date.now() / 1000)

/** Answers the claims, or throws a `JoseError` that says why not; `claim` names the one it is about. */
export function verifyJwt(jwt: string, key: KeyInput, options: VerifyJwtOptions = {}): Verified<Claims> {
  return verifyJwtAt(jwt, key, { ...options, clock: options.clock ?? systemClock })
}

/** Claims and header of the signed token inside. A token that is only signed, or only encrypted, is refused. */
export function decryptJwt(jwe: string, keys: DecryptionKeys, options: VerifyJwtOptions = {}): Promise<Verified<Claims>> {
  return decryptJwtAt(jwe, keys, { ...options, clock: options.clock ?? systemClock })
}
