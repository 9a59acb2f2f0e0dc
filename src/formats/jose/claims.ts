/** The registered claims (RFC 7519 §4.1): their types, and whether they are what the verifier expects (RFC 8725 §3.8 ff.). */
import type { Clock, Seconds } from '../../contracts.ts'
import type { JsonObject } from '../jwt/strict-json.ts'
import { JoseError } from './error.ts'

export interface ClaimRules {
  /** Who the verifier is: one of these must be in `aud`. A token that has an `aud` is refused where none is given. */
  readonly audience?: string | readonly string[]
  readonly issuer?: string | readonly string[]
  readonly subject?: string
  readonly requiredClaims?: readonly string[]
  /** How far clocks may differ: 30 s by default, 60 at most. */
  readonly leeway?: Seconds
  /** The longest life since `iat`, whatever `exp` says. */
  readonly maxAge?: Seconds
  readonly clock: Clock
}

const MOST_LEEWAY = 60

/** Throws where a registered claim is of another type than the RFC gives it. */
export function checkClaimTypes({ exp, nbf, iat, iss, sub, jti, aud }: JsonObject): void {
  requireTime('exp', exp)
  requireTime('nbf', nbf)
  requireTime('iat', iat)
  requireText('iss', iss)
  requireText('sub', sub)
  requireText('jti', jti)
  if (!isAudience(aud)) throw invalid('aud', 'is neither a text nor a list of texts')
}

function requireTime(name: string, value: unknown): void {
  if (value !== undefined && !isTime(value)) throw invalid(name, 'is no NumericDate')
}

function requireText(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw invalid(name, 'is no text')
}

/** Types first, then who, then when. */
export function checkClaims(claims: JsonObject, rules: ClaimRules): void {
  checkClaimTypes(claims)
  checkPresence(claims, rules)
  const { issuer, subject } = rules
  if (issuer !== undefined && !isAmong(issuer, claims['iss'])) throw invalid('iss', 'is not as expected')
  if (subject !== undefined && claims['sub'] !== subject) throw invalid('sub', 'is not as expected')
  checkAudience(claims['aud'], rules.audience)
  checkTimes(claims, rules)
}

/** What is judged must be there: a token without it would pass for one that needs no judging. */
function checkPresence(claims: JsonObject, { audience, issuer, subject, maxAge, requiredClaims }: ClaimRules): void {
  if (audience !== undefined) requireClaim(claims, 'aud')
  if (issuer !== undefined) requireClaim(claims, 'iss')
  if (subject !== undefined) requireClaim(claims, 'sub')
  if (maxAge !== undefined) requireClaim(claims, 'iat')
  requiredClaims?.forEach((name) => { requireClaim(claims, name) })
}

function requireClaim(claims: JsonObject, name: string): void {
  if (!Object.hasOwn(claims, name)) throw new JoseError('claim_missing', `claim "${name}" is missing`, name)
}

/** A token for somebody else is none for us, and one that names its audience is not for whoever does not say who they are. */
function checkAudience(aud: unknown, audience: string | readonly string[] | undefined): void {
  if (aud === undefined) return
  const isOurs = Array.isArray(aud) ? aud.some((name) => isAmong(audience, name)) : isAmong(audience, aud)
  if (!isOurs) throw invalid('aud', 'names another audience')
}

/** One expected name, or several. */
function isAmong(expected: string | readonly string[] | undefined, name: unknown): boolean {
  if (typeof expected === 'string') return expected === name
  return expected?.some((one) => one === name) === true
}

function checkTimes({ exp, nbf, iat }: JsonObject, { clock, leeway = 30, maxAge }: ClaimRules): void {
  if (!(leeway >= 0 && leeway <= MOST_LEEWAY)) throw new TypeError(`leeway is ${leeway}; expected 0 to ${MOST_LEEWAY} seconds`)
  const now = clock()
  // With NaN every comparison is false, and nothing would ever end.
  if (!isTime(now)) throw new TypeError(`clock answers ${String(now)}; expected seconds since 1970`)
  if (maxAge !== undefined && !isTime(maxAge)) throw new TypeError(`maxAge is ${String(maxAge)}; expected seconds`)
  if (isTime(exp) && exp + leeway <= now) throw new JoseError('expired', 'token has expired', 'exp')
  if (isTime(nbf) && nbf > now + leeway) throw new JoseError('not_yet_valid', 'token is not valid yet', 'nbf')
  if (!isTime(iat)) return
  if (iat > now + leeway) throw new JoseError('not_yet_valid', 'token was issued in the future', 'iat')
  if (maxAge !== undefined && iat + maxAge + leeway <= now) throw new JoseError('expired', 'token is too old', 'iat')
}

/** NumericDate: JSON has no infinity, but 1e999 reads as one; and beyond 2^53 a second more is no later. */
function isTime(value: unknown): value is Seconds {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

function isAudience(value: unknown): boolean {
  if (value === undefined || typeof value === 'string') return true
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function invalid(claim: string, fault: string): JoseError {
  return new JoseError('claim_invalid', `claim "${claim}" ${fault}`, claim)
}
