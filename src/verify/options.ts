/** What a verifier is made of: its options, what they are by default, and what is wrong with them. */
import type { Clock, Seconds, SigningAlgorithm } from '../contracts.ts'
import { defaultLimits } from '../core/limits.ts'
import type { StatementRules } from '../core/judging/statement-rules.ts'
import type { Jwk } from '../formats/jose/jwk.ts'
import type { JwkSet } from '../formats/jose/keys.ts'
import type { Fetch } from './fetch-key-set.ts'
import { isJwk, readKeySet, sharedKeys, verifyingKeys } from './key-set.ts'
import { createRemoteKeys, type KeySource } from './remote-keys.ts'

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
  /** How many tokens are remembered as authentic, each by its whole text; 1000 by default, 0 for none. */
  readonly provedCredentials?: number
  /** Whole seconds since 1970. */
  readonly clock?: Clock
  /** Hears why the key set could not be read, and of keys in it that are not taken; standard error by default. */
  readonly onFault?: (error: unknown) => void
  /** How the key set is asked for; the global `fetch` by default. */
  readonly fetch?: Fetch
}

export interface Settings {
  readonly rules: StatementRules & { readonly statelessAge: Seconds }
  readonly source: KeySource
  readonly algorithms: readonly SigningAlgorithm[]
  readonly provedCredentials: number
  readonly clock: Clock
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
  return {
    rules: { issuer, audiences: [audience], leeway, statelessAge, longestLife: defaultLimits.unrenewedLife },
    source: sourceOf({ ...options, clock }, algorithms), algorithms, provedCredentials, clock,
  }
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
    const fetching: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
    return createRemoteKeys({ url: urlOf(keys), algorithms, clock, fetch: fetching, staleIfError, report })
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
function urlOf(keys: string | URL): URL {
  const url = URL.canParse(String(keys)) ? new URL(keys) : null
  if (url === null) throw new TypeError('keys is text and no URL; a secret is given as bytes')
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const isSafe = url.protocol === 'https:' || url.protocol === 'http:' && isLoopback
  if (isSafe && url.username === '' && url.password === '' && url.hash === '') return url
  throw new TypeError(`keys is a URL at ${url.host}; expected https, or http on loopback, without user, password and fragment`)
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
