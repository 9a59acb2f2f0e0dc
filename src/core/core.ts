/**
 * Core judges: times, audience, purpose, revocation, freshness, once for all carriers.
 * It knows records and credentials, and nothing about HTTP responses, passwords or pages.
 * This file is what its functions share: one instance's store, clock, keys and index.
 */
import type { Carrier, Claimant, Clock, CustomClaims, Keys, MaybePromise, Store } from '../contracts.ts'
import type { IdentityCache } from './judging/identity-cache.ts'
import type { KeyRing } from './key-ring.ts'
import type { Limits } from './limits.ts'
import type { LogReader } from './revocation/log-reader.ts'
import type { Names } from './judging/names.ts'
import type { ProofCache } from './judging/proof-cache.ts'
import type { RoleScopes } from './rights.ts'
import type { RevocationIndex } from './revocation/revocation-index.ts'
import type { SourceRates } from './audit/source-rates.ts'
import type { Background } from './parts/background.ts'
import type { DataRules } from './session/data-rules.ts'
import type { Turns } from './parts/turns.ts'

export interface Core {
  readonly store: Store
  readonly clock: Clock
  readonly limits: Limits
  /** The one public origin: issuer and audience of every statement, and what CSRF compares with. */
  readonly origin: string
  /** Other origins whose pages may send what changes something. */
  readonly allowedOrigins: readonly { readonly origin: string, readonly cookies: boolean }[]
  /** Other services that JWTs may be exchanged for. */
  readonly audiences: readonly string[]
  readonly carriers: readonly Carrier[]
  /** API keys, one of the carriers where the instance has them; tickets, which only a route's query brings. */
  readonly keyCarrier: Carrier
  readonly ticketCarrier: Carrier
  /** The opaque format of refresh tokens; no carrier takes them. */
  readonly refreshFormat: Carrier['format']
  readonly ring: KeyRing
  /** The ring as it is now. */
  keys(): Keys
  readonly index: RevocationIndex
  readonly proofs: ProofCache
  /** Keeps the index young. */
  readonly log: LogReader
  readonly identities: IdentityCache
  readonly names: Names
  readonly rates: SourceRates
  readonly background: Background
  /** One of its own for visits, which strangers cause at will: they crowd out neither last-seen nor the audit log. */
  readonly aside: Background
  readonly turns: Turns
  readonly data: DataRules
  /** What an application states in its JWTs. */
  readonly claims: ((of: Claimant) => MaybePromise<CustomClaims>) | null
  /** Where a status list is, for JWTs to name; null: they name none. */
  readonly statusUri: ((n: number) => string) | null
  /** What each role allows. */
  readonly rights: RoleScopes
  /** When a visitor gets a session: when data is written, or at the first visit. */
  readonly visitorSessions: 'on-write' | 'on-first-visit'
  /** Whether a remembered login's cookie is sent again with every response, and not only when last-seen moves. */
  readonly rolling: boolean
  /** Whether a name has not been asked about within the last minute. */
  isNews(name: string): boolean
}


/** Later than any clock, and exact in every database. */
export const never = Number.MAX_SAFE_INTEGER
