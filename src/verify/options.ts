/** What a verifier is made of: its options, what they are by default, and what is wrong with them. */
import type { Clock, MaybePromise, Seconds, SigningAlgorithm } from '../contracts.ts'
import { defaultLimits } from '../core/limits.ts'
import type { StatementRules } from '../core/judging/statement-rules.ts'
import type { Jwk } from '../formats/jose/jwk.ts'
import type { JwkSet } from '../formats/jose/keys.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Fetch } from './fetch-bounded.ts'
import { isJwk, readKeySet, sharedKeys, verifyingKeys } from './key-set.ts'
import { createRemoteKeys, type KeySource } from './remote-keys.ts'
import { createStatusLists, type Revocations } from './status-lists.ts'

/** Whose tokens are believed, and for how long. A wrong option is a `TypeError` at once. */
export interface VerifierOptions {
  /** Whose tokens: the origin of the Latchkey that issues them, exactly. */
  readonly issuer: string
  /** For whom they must be, exactly: a login's token is for Latchkey's origin, an exchanged one for the audience asked for. */
  readonly audience: string
  /**
   * The issuer's public keys, as a JWK Set or as the URL of one; https, or http on loopback. Or a secret that issuer and
   * verifier share (HS256), as 32 bytes or more or as a JWK with `kid` and `alg`: whoever verifies with it can issue too.
   * Text is always a URL.
   */
  readonly keys: JwkSet | Jwk | Uint8Array | URL | string
  /** `EdDSA` and `ES256` by default; `HS256` goes with a secret and with nothing else. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** How far clocks may differ, in seconds: 30 by default, 60 at most. */
  readonly leeway?: Seconds
  /** No token older than this is believed, whatever its own end: 900 by default and at most. */
  readonly statelessAge?: Seconds
  /** How long a key set is used that cannot be read again (RFC 5861 §4): 86,400 by default, a week at most, 0 for not at all. */
  readonly staleIfError?: Seconds
  /** How this service hears of what was revoked; not at all by default (docs/verify.md). */
  readonly revocations?: RevocationOptions
  /** How many tokens are remembered as authentic, each by its whole text; 1000 by default, 0 for none. */
  readonly provedCredentials?: number
  /** Whole seconds since 1970. */
  readonly clock?: Clock
  /** Hears why the key set could not be read, and of keys in it that are not taken; standard error by default. */
  readonly onFault?: (error: unknown) => void
  /** How the key set is asked for; the global `fetch` by default. */
  readonly fetch?: Fetch
}

/** How the verifier hears of what was revoked; without either it does not. */
export interface RevocationOptions {
  /** Tokens name a place in a status list of the issuer (`createAuth({ statusList: true })`): those that name none are refused. */
  readonly statusList?: true | {
    /** Believes tokens whose list cannot be had; false by default: `verify` rejects with a `RevocationsError`. */
    readonly dangerouslyBelieveUnknown?: boolean
  }
  /** The issuer's feed of its revocation log, `GET /auth/revocations`; ended by `close`. */
  readonly feed?: {
    /** https, or http on loopback. */
    readonly url: URL | string
    /** Of somebody who may `latchkey:introspect`, such as an API key; asked for at each connection, where it is a function. */
    readonly credential: string | (() => MaybePromise<string>)
    /** How long the feed may say nothing, in seconds, before nothing is answered any more: 10 by default, 600 at most. */
    readonly maxStaleness?: Seconds
  }
}

export interface Settings {
  readonly rules: StatementRules & { readonly statelessAge: Seconds }
  readonly source: KeySource
  readonly algorithms: readonly SigningAlgorithm[]
  readonly provedCredentials: number
  readonly clock: Clock
  readonly revocations: readonly Revocations[]
  readonly close: () => void
}

/** Throws a `TypeError` that names the option which is wrong. */
export function settle(options: VerifierOptions): Settings {
  const { issuer, audience, clock = systemClock } = options
  const { leeway = defaultLimits.leeway, statelessAge = defaultLimits.statelessAge, provedCredentials = 1000 } = options
  requireText('issuer', issuer)
  requireText('audience', audience)
  requireCount('leeway', leeway, { least: 0, most: 60 })
  requireCount('statelessAge', statelessAge, { least: 1, most: 900 })
  requireCount('provedCredentials', provedCredentials, { least: 0, most: 1_000_000 })
  const algorithms = algorithmsOf(options)
  const source = sourceOf({ ...options, clock }, algorithms)
  return {
    rules: { issuer, audiences: [audience], leeway, statelessAge, longestLife: defaultLimits.unrenewedLife },
    ...revocationsOf({ ...options, clock }, source, leeway), source, algorithms, provedCredentials, clock,
  }
}

type Asked = VerifierOptions & { readonly clock: Clock }

function revocationsOf(options: Asked, source: KeySource, leeway: Seconds): Pick<Settings, 'revocations' | 'close'> {
  const feed = feedFrom(options, leeway)
  const lists = statusListsFrom(options, source, leeway)
  return { revocations: [feed, lists].flatMap((one) => one ?? []), close: () => { feed?.close() } }
}

function feedFrom(options: Asked, leeway: Seconds): Feed | null {
  const { clock, revocations: { feed } = {}, onFault: report = toStandardError } = options
  if (feed === undefined) return null
  const { url, credential, maxStaleness = 10 } = feed
  requireCount('revocations.feed.maxStaleness', maxStaleness, { least: 2, most: 600 })
  return createFeed({
    url: urlOf('revocations.feed.url', url), maxStaleness, leeway, clock, report, fetch: fetchOf(options), elapsed: () => performance.now() / 1000,
    credential: typeof credential === 'string' ? () => credential : credential,
  })
}

function statusListsFrom(options: Asked, source: KeySource, leeway: Seconds): Revocations | null {
  const { issuer, clock, revocations: { statusList } = {}, onFault: report = toStandardError } = options
  if (statusList === undefined) return null
  if (isSecret(options.keys)) throw new TypeError('revocations.statusList goes with public keys; an issuer with a secret publishes no list')
  const { dangerouslyBelieveUnknown = false } = statusList === true ? {} : statusList
  return createStatusLists({ issuer, source, clock, leeway, report, dangerouslyBelieveUnknown, fetch: fetchOf(options) })
}

function fetchOf({ fetch: own }: VerifierOptions): Fetch {
  return own ?? ((url, init) => fetch(url, init))
}

/** A verifier that took both kinds would take a public key, which everybody has, for a secret (C-01). */
function algorithmsOf({ keys, algorithms }: VerifierOptions): readonly SigningAlgorithm[] {
  const fitting: readonly SigningAlgorithm[] = isSecret(keys) ? ['HS256'] : ['EdDSA', 'ES256']
  const chosen = algorithms ?? fitting
  if (chosen.length > 0 && chosen.every((one) => fitting.includes(one))) return [...chosen]
  throw new TypeError(`algorithms is [${chosen.join(', ')}]; expected ${fitting.join(' or ')} with such keys`)
}

function isSecret(keys: VerifierOptions['keys']): keys is Uint8Array | Jwk {
  return keys instanceof Uint8Array || isJwk(keys)
}

function sourceOf(options: VerifierOptions & { clock: Clock }, algorithms: readonly SigningAlgorithm[]): KeySource {
  const { keys, clock, staleIfError = 86_400, onFault: report = toStandardError } = options
  requireCount('staleIfError', staleIfError, { least: 0, most: 7 * 86_400 })
  if (typeof keys === 'string' || keys instanceof URL) {
    return createRemoteKeys({ url: urlOf('keys', keys), algorithms, clock, fetch: fetchOf(options), staleIfError, report })
  }
  const fixed = isSecret(keys) ? sharedKeys(keys) : keysOfSet(keys, algorithms)
  return { keys: () => fixed, fresh: () => undefined, seek: () => Promise.resolve(false) }
}

function keysOfSet(set: JwkSet, algorithms: readonly SigningAlgorithm[]) {
  const jwks: unknown = set?.keys
  if (!Array.isArray(jwks)) throw new TypeError('keys is none of: a JWK Set, its URL, the bytes or the JWK of a secret')
  const { keys, faults: [fault] } = readKeySet(jwks, algorithms)
  if (fault !== undefined) throw new TypeError(`keys: ${fault}`)
  if (keys.length === 0) throw new TypeError('keys is an empty set; expected at least one key')
  return verifyingKeys(keys)
}

/** Whoever can answer in the issuer's place chooses the keys: so it is TLS, or this machine. */
function urlOf(name: string, text: string | URL): URL {
  const url = URL.canParse(String(text)) ? new URL(text) : null
  if (url === null) throw new TypeError(`${name} is text and no URL; a secret is given as bytes`)
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const isSafe = url.protocol === 'https:' || url.protocol === 'http:' && isLoopback
  if (isSafe && url.username === '' && url.password === '' && url.hash === '') return url
  throw new TypeError(`${name} is a URL at ${url.host}; expected https, or http on loopback, without user, password and fragment`)
}

function requireText(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '' && value.isWellFormed()) return
  throw new TypeError(`${name} is not a text; expected exactly one, such as https://app.example.com`)
}

function requireCount(name: string, value: number, { least, most }: { least: number, most: number }): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new TypeError(`${name} is ${value}; expected a whole number from ${least} to ${most}`)
}

function systemClock(): Seconds {
  return Math.floor(Date.now() / 1000)
}

function toStandardError(error: unknown): void {
  console.error(error)
}
