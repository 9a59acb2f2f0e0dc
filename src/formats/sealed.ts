/**
 * The `sealed` format: our own encrypted access token, of 116 to 120 characters without roles and scope. Knows tokens,
 * knows nothing about HTTP and stores.
 */
import type { Clock, Purpose, TokenFormat } from '../contracts.ts'
import { prefixOf } from './sealed/envelope.ts'
import { openAt, placeOf, sealFor } from './sealed/place.ts'

export interface SealedOptions {
  /** Both are bound to every token and stand in none: anywhere else it does not open. */
  readonly issuer: string
  readonly audience: string
  /** Only to refuse hours in which no token was issued, before a key is derived. Core judges times. */
  readonly clock: Clock
}

/** A token of another purpose has another prefix and another key. */
const PURPOSE: Purpose = 'access'

/** Our own token: encrypted with AES-256-GCM, bound to purpose, issuer and audience (docs/token-format.md). */
export function sealed({ issuer, audience, clock }: SealedOptions): TokenFormat {
  const place = placeOf({ purpose: PURPOSE, issuer, audience })
  const prefix = prefixOf(PURPOSE)
  return {
    name: 'sealed',
    kind: 'statement',
    accepts: (credential) => credential.startsWith(prefix),
    issue(grant, keys) {
      if (grant.purpose !== PURPOSE) throw new TypeError(`grant is for ${grant.purpose}; this token is for ${PURPOSE}`)
      if (grant.issuer !== issuer || grant.audience !== audience) throw new TypeError('grant is for another place')
      return { credential: sealFor(place, grant, keys.current('token')) }
    },
    verify(credential, keys) {
      const content = openAt(place, credential, { keys: keys.all('token'), now: clock() })
      return content && { kind: 'statement', statement: { ...content, purpose: PURPOSE, issuer, audience } }
    },
  }
}
