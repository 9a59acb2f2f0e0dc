/**
 * The `sealed` format: our own encrypted access token, of 116 to 120 characters without roles and scope. Knows tokens,
 * knows nothing about HTTP and stores.
 */
import type { Clock, Grant, Key, Proof, Purpose, Seconds, Statement, TokenFormat } from '../contracts.ts'
import { openWithNonce, sealWithNonce } from '../crypto/aead.ts'
import { encodeBase64url } from '../crypto/bytes.ts'
import { HOUR, readClaims, readId, writeClaims } from './sealed/claims.ts'
import { type Envelope, PREFIX, unwrap, wrap, writeHeader } from './sealed/envelope.ts'
import { createHourKeys, type HourKeys } from './sealed/hour-keys.ts'

export interface SealedOptions {
  /** Both are bound to every token and stand in none: anywhere else it does not open. */
  readonly issuer: string
  readonly audience: string
  /** Only to refuse hours in which no token was issued, before a key is derived. Core judges times. */
  readonly clock: Clock
}

/** Where a token is good: everything about it that is not in it. */
interface Place {
  readonly issuer: string
  readonly audience: string
  readonly bytes: Buffer
  readonly hourKeys: HourKeys
}

/** What `lk_at_` stands for. A token of another purpose has another prefix and another key. */
const PURPOSE: Purpose = 'access'

/** Longer than a session lives (30 days): an expired token still ends its session when somebody logs out with it. */
const HOURS_BACK = 31 * 24
/** Another process's clock may be in the next hour already. */
const HOURS_AHEAD = 1

/** The first 96 bits of the token's id. */
const NONCE_BYTES = 12

export function sealed({ issuer, audience, clock }: SealedOptions): TokenFormat {
  const place = { issuer, audience, bytes: bind([PURPOSE, issuer, audience]), hourKeys: createHourKeys(PURPOSE) }
  return {
    name: 'sealed',
    kind: 'statement',
    accepts: (credential) => credential.startsWith(PREFIX),
    issue: (grant, keys) => ({ credential: issueToken(place, grant, keys.current('token')) }),
    verify(credential, keys): Proof | null {
      const envelope = unwrap(credential)
      if (envelope === null || !isPlausible(envelope.hour, clock())) return null
      for (const key of keys.all('token')) {
        const statement = openToken(place, envelope, key)
        if (statement !== null) return { kind: 'statement', statement }
      }
      return null
    },
  }
}

/**
 * The id is random and names one token alone, so that a nonce beside it would only add 16 characters. The same grant
 * again is the same token again; another grant with a used id would give away the key of the hour.
 */
function issueToken({ issuer, audience, bytes, hourKeys }: Place, grant: Grant, key: Key): string {
  if (grant.purpose !== PURPOSE) throw new TypeError(`grant is for ${grant.purpose}; this token is for ${PURPOSE}`)
  if (grant.issuer !== issuer || grant.audience !== audience) throw new TypeError('grant is for another place')
  if (key.algorithm !== 'HKDF') throw new TypeError(`key "${key.kid}" is for ${key.algorithm}; expected HKDF`)
  const id = readId(grant.credential)
  if (id === null) throw new TypeError('grant has no credential id of 16 bytes')
  const hour = Math.floor(grant.issuedAt / HOUR)
  const header = writeHeader({ key: hourKeys.reference(key), hour, id })
  const plaintext = writeClaims(grant)
  const binding = { nonce: id.subarray(0, NONCE_BYTES), associated: Buffer.concat([header, bytes]) }
  return wrap(header, sealWithNonce(hourKeys.derive(key, hour), { ...binding, plaintext }))
}

function openToken({ issuer, audience, bytes, hourKeys }: Place, envelope: Envelope, key: Key): Statement | null {
  const { header, hour, id, sealed: ciphertext } = envelope
  if (key.algorithm !== 'HKDF' || hourKeys.reference(key) !== envelope.key) return null
  const binding = { nonce: id.subarray(0, NONCE_BYTES), associated: Buffer.concat([header, bytes]) }
  const opened = openWithNonce(hourKeys.derive(key, hour), { ...binding, sealed: ciphertext })
  const claims = opened === null ? null : readClaims(opened, hour)
  return claims === null ? null : { ...claims, purpose: PURPOSE, issuer, audience, credential: encodeBase64url(id) }
}

function isPlausible(hour: number, now: Seconds): boolean {
  const current = Math.floor(now / HOUR)
  return hour >= current - HOURS_BACK && hour <= current + HOURS_AHEAD
}

/** Each text with its length in front, so that no two lists make the same bytes. */
function bind(texts: readonly string[]): Buffer {
  return Buffer.concat(texts.flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return [length, bytes]
  }))
}
