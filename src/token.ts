/**
 * `latchkey/token`: the sealed token for programs that run no Latchkey: one that issues tokens, one that opens them.
 * docs/token-format.md is the format, `vectors` its test vectors. Knows tokens, knows no session and no revocation.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Id, Key, Seconds } from './contracts.ts'
import { randomId } from './crypto/random.ts'
import { HOUR } from './formats/sealed/claims.ts'
import type { HourKeys } from './formats/sealed/hour-keys.ts'
import { type Content, HOURS_BACK, openAt, type Place, type PlaceName, placeOf, sealFor } from './formats/sealed/place.ts'

/**
 * A key of 32 random bytes, and the name that says which of the keys sealed a token. It is read once: keep the object, since
 * what is derived of it, a key for each hour, is kept as long as it is.
 */
export interface TokenKey {
  readonly kid: string
  readonly secret: Uint8Array | KeyObject
}

/** Under which keys, and for whom, a token is sealed. */
export interface SealTokenOptions {
  /** One key, or more of them, newest first: the first seals, all open. */
  readonly keys: TokenKey | readonly TokenKey[]
  /** All three are bound to the token and stand in none: with another one it does not open. */
  readonly issuer: string
  readonly audience: string
  /** `access` by default; any other word makes tokens of another prefix (`lk_invitation_…`) under another key. */
  readonly purpose?: string
  /** Whole seconds since 1970; the system's clock by default. */
  readonly now?: Seconds
}

/** How a token is opened: as it was sealed, and what clocks may differ by. */
export interface OpenTokenOptions extends SealTokenOptions {
  /** By how much clocks may differ; 30 seconds by default. */
  readonly leeway?: Seconds
}

/** What is to be stated. The id is not among it: a nonce is taken from it, and one that comes twice gives the key away. */
export interface TokenClaims {
  /** An id of Latchkey, or any text of 1 to 64 bytes; so is the session. */
  readonly subject: Id
  readonly session: Id
  /** Seconds until it ends; 31 days at most, since after that no decoder takes it. */
  readonly expiresIn: Seconds
  /** When the person last proved who they are; `now` by default. */
  readonly authTime?: Seconds
  /** Of the user, for revocation; 0 by default. */
  readonly epoch?: number
  readonly version?: number
  readonly roles?: readonly string[]
  /** Null, the default, is everything the subject may do; an empty list is nothing. */
  readonly scope?: readonly string[] | null
}

/** What a token states, and where. `credential` is its `jti`. */
export interface OpenedToken extends Content {
  readonly purpose: string
  readonly issuer: string
  readonly audience: string
}

/** Not ours, or not for here; over; or issued in the future. */
export type TokenErrorCode = 'token_invalid' | 'token_expired' | 'token_not_yet_valid'

const messages: Readonly<Record<TokenErrorCode, string>> = {
  token_invalid: 'the token is not authentic here',
  token_expired: 'the token is expired',
  token_not_yet_valid: 'the token was issued in the future',
}

/** The one refusal of `openToken`. It says which of three, never where in the token: that would help whoever forges one. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly code: TokenErrorCode

  constructor(code: TokenErrorCode) {
    super(messages[code])
    this.code = code
  }
}

/** Where the test vectors are: a JSON file that explains itself. Also `latchkey/vectors/token-v1.json`. */
export const vectors = new URL('../vectors/token-v1.json', import.meta.url)

const LONGEST_LIFE: Seconds = HOURS_BACK * HOUR
/** Clocks of machines differ by less. */
const MOST_LEEWAY: Seconds = 60
const KEY_BYTES = 32

/** Throws a `TypeError` for claims and options that make no token, a `RangeError` for more than 4,096 characters. */
export function sealToken(claims: TokenClaims, options: SealTokenOptions): string {
  const { subject, session, expiresIn, epoch = 0, version = 0, roles = [], scope = null } = claims
  const { purpose = 'access', issuer, audience } = options
  const now = timeOf(options)
  const { authTime = now } = claims
  if (!(expiresIn > 0 && expiresIn <= LONGEST_LIFE)) {
    throw new TypeError(`expiresIn is ${expiresIn}; expected 1 to ${LONGEST_LIFE} seconds`)
  }
  const [key] = keysOf(options)
  const times = { issuedAt: now, expiresAt: now + expiresIn, authTime }
  const content = { subject, session, credential: randomId(), ...times, epoch, version, roles, scope }
  return sealFor(placeFor({ purpose, issuer, audience }), content, key)
}

/**
 * Throws a `TokenError` for whatever a stranger sends, and a `TypeError` for wrong options. A token that opens was issued
 * here and is in its time; whether its session still lives is not known here.
 */
export function openToken(token: string, options: OpenTokenOptions): OpenedToken {
  const { purpose = 'access', issuer, audience, leeway = 30 } = options
  if (!(typeof leeway === 'number' && leeway >= 0 && leeway <= MOST_LEEWAY)) throw new TypeError(`leeway is ${String(leeway)}; expected 0 to ${MOST_LEEWAY} seconds`)
  const now = timeOf(options)
  const place = placeFor({ purpose, issuer, audience })
  const keys = keysOf(options)
  const content = typeof token === 'string' ? openAt(place, token, { keys, now }) : null
  if (content === null) throw new TokenError('token_invalid')
  if (content.issuedAt > now + leeway) throw new TokenError('token_not_yet_valid')
  if (now >= content.expiresAt + leeway) throw new TokenError('token_expired')
  return { ...content, purpose, issuer, audience }
}

function timeOf({ now = Math.floor(Date.now() / 1000) }: SealTokenOptions): Seconds {
  if (!Number.isSafeInteger(now) || now < 0) throw new TypeError(`now is ${now}; expected whole seconds since 1970`)
  return now
}

function keysOf({ keys }: SealTokenOptions): readonly [Key, ...Key[]] {
  if ('kid' in keys) return [keyOf(keys)]
  const [first, ...older] = keys
  if (first === undefined) throw new TypeError('keys are empty; expected one at least')
  return [keyOf(first), ...older.map(keyOf)]
}

/** The list is read anew each time, so that a key that is dropped from it opens nothing from then on. */
const imported = new WeakMap<TokenKey, Key>()

function keyOf(configured: TokenKey): Key {
  const known = imported.get(configured)
  if (known !== undefined) return known
  const key = importKey(configured)
  imported.set(configured, key)
  return key
}

function importKey({ kid, secret }: TokenKey): Key {
  if (typeof kid !== 'string' || kid === '' || !kid.isWellFormed()) throw new TypeError('a key has no kid')
  const key = secret instanceof Uint8Array ? createSecretKey(secret) : secret
  // Public and private keys have no such size. The message says nothing of the bytes.
  if (key.symmetricKeySize !== KEY_BYTES) throw new TypeError(`key "${kid}" is not of ${KEY_BYTES} bytes`)
  return { kid, use: 'token', algorithm: 'HKDF', secret: key }
}

/** By purpose; they hold what they derive no longer than the key it is derived of. */
const hourKeys = new Map<string, HourKeys>()
/** By their names, as they are put together below. */
const places = new Map<string, Place>()
/** Most programs have one. */
let last: PlaceName & { readonly place: Place } | undefined
/** Purposes and places are words of a program, so that there are few. */
const MOST_PLACES = 64

function placeFor({ purpose, issuer, audience }: PlaceName): Place {
  if (last !== undefined && last.purpose === purpose && last.issuer === issuer && last.audience === audience) return last.place
  // The lengths tell where one name ends; what is no text, placeOf refuses each time.
  const name = `${purpose}\n${issuer.length} ${issuer}${audience}`
  const known = typeof issuer === 'string' && typeof audience === 'string' ? places.get(name) : undefined
  const place = known ?? placeOf({ purpose, issuer, audience }, hourKeys.get(purpose))
  keepIn(hourKeys, purpose, place.hourKeys)
  keepIn(places, name, place)
  last = { purpose, issuer, audience, place }
  return place
}

function keepIn<T>(map: Map<string, T>, name: string, value: T): void {
  if (!map.has(name) && map.size >= MOST_PLACES) map.clear()
  map.set(name, value)
}
