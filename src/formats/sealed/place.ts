/**
 * Where a token is good: its purpose, issuer and audience, which are bound to every token and stand in none. Seals for a
 * place and opens at it. Judges no times, save that an hour in which no token was issued derives no key.
 */
import type { Id, Key, Seconds } from '../../contracts.ts'
import { openWithNonce, sealWithNonce } from '../../crypto/aead.ts'
import { encodeBase64url } from '../../crypto/bytes.ts'
import { type Claims, HOUR, readClaims, readId, writeClaims } from './claims.ts'
import { type Envelope, HEADER_BYTES, prefixOf, unwrap, wrap, writeHeader } from './envelope.ts'
import { createHourKeys, type HourKeys } from './hour-keys.ts'

export interface PlaceName {
  readonly purpose: string
  readonly issuer: string
  readonly audience: string
}

export interface Place {
  readonly prefix: string
  /** What is authenticated beside the claims: a header, which is put in front each time, then purpose, issuer and audience. */
  readonly associated: Buffer
  readonly hourKeys: HourKeys
}

/** What a token holds: its claims, and in the clear its id. */
export type Content = Claims & { readonly credential: Id }

/** Longer than a session lives (30 days): an expired token still ends its session when somebody logs out with it. */
export const HOURS_BACK = 31 * 24
/** Another process's clock may be in the next hour already. */
const HOURS_AHEAD = 1

/** The first 96 bits of the token's id. */
const NONCE_BYTES = 12

/** `hourKeys` are those of its purpose, where somebody has them already. */
export function placeOf({ purpose, issuer, audience }: PlaceName, hourKeys = createHourKeys(purpose)): Place {
  return { prefix: prefixOf(purpose), associated: Buffer.concat([Buffer.alloc(HEADER_BYTES), bind({ purpose, issuer, audience })]), hourKeys }
}

/**
 * The id is random and names one token alone, so that a nonce beside it would only add 16 characters. The same content
 * again is the same token again; another content with a used id would give away the key of the hour.
 */
export function sealFor(place: Place, content: Content, key: Key): string {
  if (key.algorithm !== 'HKDF') throw new TypeError(`key "${key.kid}" is for ${key.algorithm}; expected HKDF`)
  const id = readId(content.credential)
  if (id === null) throw new TypeError('grant has no credential id of 16 bytes')
  const hour = Math.floor(content.issuedAt / HOUR)
  const header = writeHeader({ key: place.hourKeys.reference(key), hour, id })
  const plaintext = writeClaims(content)
  const sealed = sealWithNonce(place.hourKeys.derive(key, hour), { ...bindingOf(place, { header, id }), plaintext })
  return wrap(place.prefix, header, sealed)
}

/** Null: not sealed by one of these keys for this place. */
export function openAt(place: Place, text: string, { keys, now }: { keys: readonly Key[], now: Seconds }): Content | null {
  const envelope = unwrap(place.prefix, text)
  if (envelope === null || !isPlausible(envelope.hour, now)) return null
  for (const key of keys) {
    const content = openWith(place, envelope, key)
    if (content !== null) return content
  }
  return null
}

function openWith(place: Place, envelope: Envelope, key: Key): Content | null {
  const { hour, id, sealed } = envelope
  if (key.algorithm !== 'HKDF' || place.hourKeys.reference(key) !== envelope.key) return null
  const opened = openWithNonce(place.hourKeys.derive(key, hour), { ...bindingOf(place, envelope), sealed })
  const claims = opened === null ? null : readClaims(opened, hour)
  return claims === null ? null : { ...claims, credential: encodeBase64url(id) }
}

/** Good until the next one is asked for: sealing and opening are synchronous, so that nobody meets another's header. */
function bindingOf({ associated }: Place, { header, id }: Pick<Envelope, 'header' | 'id'>) {
  header.copy(associated)
  return { nonce: id.subarray(0, NONCE_BYTES), associated }
}

function isPlausible(hour: number, now: Seconds): boolean {
  const current = Math.floor(now / HOUR)
  return hour >= current - HOURS_BACK && hour <= current + HOURS_AHEAD
}

/** Each text with its length in front, so that no two places make the same bytes. */
function bind({ purpose, issuer, audience }: PlaceName): Buffer {
  const lengthAndText = Object.entries({ purpose, issuer, audience }).flatMap(([name, text]) => {
    const bytes = Buffer.from(text, 'utf8')
    // What is not well formed is written as U+FFFD: two names would be one place.
    if (bytes.length === 0 || bytes.length > 0xffff || !text.isWellFormed()) {
      throw new TypeError(`${name} is no well-formed text of 1 to 65535 bytes`)
    }
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return [length, bytes]
  })
  return Buffer.concat(lengthAndText)
}
