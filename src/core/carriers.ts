/** A carrier is a token format sent over transports: the three of the product, and any other pairing in one line. */
import type { Carrier, Clock, SigningAlgorithm, TokenFormat, Transport } from '../contracts.ts'
import { jwt } from '../formats/jwt.ts'
import { opaque } from '../formats/opaque.ts'
import { sealed } from '../formats/sealed.ts'
import { bearer } from '../transports/bearer.ts'
import { cookie } from '../transports/cookie.ts'
import { header } from '../transports/header.ts'
import { query } from '../transports/query.ts'
import { apiKeyFormat } from './narrowed/api-keys.ts'
import { ticketFormat } from './narrowed/tickets.ts'

/** Pairs what a credential is with where it travels. */
export function carrier(name: string, format: TokenFormat, transports: readonly Transport[]): Carrier {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) throw new TypeError(`carrier name is "${name}"; expected lower-case letters, digits, -`)
  if (transports.length === 0) throw new TypeError(`carrier "${name}" has no transport; expected at least one`)
  return { name, format, transports }
}

/** What the carriers that come with Latchkey need to be told. */
export interface StandardCarriersOptions {
  /** The one public origin: issuer and audience. */
  readonly origin: string
  readonly clock: Clock
  readonly jwtAlgorithm?: SigningAlgorithm
  /** Whoever holds a JWT cannot read it then. */
  readonly jwtEncrypt?: boolean
}

/** `cookie`, `jwt` and `token`: equal, and chosen for each client by one word. */
export function standardCarriers(options: StandardCarriersOptions): readonly Carrier[] {
  const { origin, clock, jwtAlgorithm = 'EdDSA', jwtEncrypt = false } = options
  return [
    carrier('cookie', opaque({ purpose: 'session', prefix: 'lk_se_' }), [cookie()]),
    carrier('jwt', jwt({ algorithm: jwtAlgorithm, encrypt: jwtEncrypt }), [bearer()]),
    carrier('token', sealed({ issuer: origin, audience: origin, clock }), [bearer(), header()]),
  ]
}

/** For programs that act for a user: as a bearer, or in the header. */
export function apiKeys(): Carrier {
  return carrier('key', apiKeyFormat, [bearer(), header()])
}

/** Only where a route takes one in its query. */
export function tickets(): Carrier {
  return carrier('ticket', ticketFormat, [query().ticket])
}

/** What renews the other two. No carrier takes it, so it opens nothing. */
export function refreshTokens(): TokenFormat {
  return opaque({ purpose: 'refresh', prefix: 'lk_rt_' })
}
