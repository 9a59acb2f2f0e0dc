/** Signs and verifies JWTs (RFC 7519, RFC 8725). Knows claims and their rules; the clock is passed in. */
import type { Clock } from '../../contracts.ts'
import { type JsonObject, writeJsonObject } from '../jwt/strict-json.ts'
import { checkClaims, checkClaimTypes, type ClaimRules } from './claims.ts'
import { readClaimSet } from '../jwt/jws.ts'
import { JoseError } from './error.ts'
import { decodePayload, type JoseHeader, plainHeader, signJws, type Verified, verifyCompact } from './jws.ts'
import type { KeyInput } from './keys.ts'

/** The claims of a JWT (RFC 7519 §4): any JSON object. */
export type Claims = JsonObject

/** What is expected of a JWT: what is asked about must be there (RFC 8725 §3). */
export interface VerifyJwtOptions extends Partial<ClaimRules> {
  /** The algorithm of a secret or an RSA key that does not say it. */
  readonly alg?: string
  /** Exactly this: one kind of token is not taken for another (RFC 8725 §3.11). */
  readonly typ?: string
}

/** Adds nothing to the claims: times are yours to say. Throws a `JoseError` for claims that `verifyJwt` would not read. */
export function signJwt(claims: Claims, key: KeyInput, header?: JoseHeader): string {
  const json = writeJsonObject(claims)
  if (json === null) throw new JoseError('malformed', 'claims are no object of strict JSON')
  checkClaimTypes(claims)
  return signJws(json, key, header === undefined ? plainHeader : { ...plainHeader, ...header })
}

/** Answers the claims, or throws a `JoseError` that says why not; `claim` names the one it is about. */
export function verifyJwtAt(jwt: string, key: KeyInput, options: VerifyJwtOptions & { clock: Clock }): Verified<Claims> {
  const { payload, header } = verifyCompact(jwt, key, options.alg)
  if (options.typ !== undefined && header['typ'] !== options.typ) {
    throw new JoseError('header_refused', 'header has another typ than expected')
  }
  const claims = readClaimSet(payload)
  if (claims === null) throw notRead(payload)
  checkClaims(claims, options)
  return { payload: claims, header }
}

function notRead(payload: string): JoseError {
  decodePayload(payload) // throws where it is the spelling that is refused
  return new JoseError('malformed', 'claims are no object of strict JSON')
}
