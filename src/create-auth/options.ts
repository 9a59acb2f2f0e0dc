/** What an instance is made of: its options, what they are by default, and what is wrong with them. */
import type { PasswordPolicyOptions } from '../accounts/password-policy.ts'
import type {
  Carrier, Claimant, Clock, CustomClaims, Freshness, MaybePromise, Pages, PasswordHasher, Seconds, SharedParts, SigningAlgorithm, Store,
} from '../contracts.ts'
import type { StandardSchema } from '../cookies/standard-schema.ts'
import type { VisitCounter } from '../cookies/visitor.ts'
import { standardCarriers } from '../core/carriers.ts'
import type { Data as AnyData, DataRules } from '../core/session/data-rules.ts'
import { sealingKeys } from '../core/key-ring/deployment-secret.ts'
import type { KeyRingOptions } from '../core/key-ring.ts'
import { limitsFrom, type LimitOptions, type Limits } from '../core/limits.ts'
import { type RoleScopes, roleScopes } from '../core/rights.ts'
import { createPasswordHasher } from '../crypto/password-hash.ts'
import { pageLanguages } from '../http/language.ts'
import { parseAllowedOrigins, type AllowedOrigin } from '../http/allowed-origins.ts'
import type { UpkeepOptions } from './upkeep.ts'
import { choiceRules, type ChoiceRules } from '../http/choice-rules.ts'
import { guardedOriginsOf, requireOrigin } from './origins.ts'

export interface AuthOptions<Data = AnyData> extends UpkeepOptions {
  /** The one public origin, `https://app.example.com`; http only on loopback. Never learned from a request. */
  readonly origin: string
  /** 32 random bytes or more. Several: the first seals, all open, so that one can follow another without a logout. */
  readonly secret: string | readonly string[]
  readonly store: Store
  /** What several nodes share beside the store, such as `redis({ url })`; nothing by default. It is never the record. */
  readonly shared?: SharedParts
  /** `cookie`, `jwt` and `token` by default. */
  readonly carriers?: readonly Carrier[]
  /** What `authenticate` asks where a route does not say; `revocable` by default. */
  readonly freshness?: Freshness
  /** Whole seconds since 1970. */
  readonly clock?: Clock
  /** How pages look: `createPages({ name, logo, theme })` of `latchkey/pages`, or some of your own; null serves no HTML. */
  readonly pages?: Pages | null
  /** The path of the routes; `/auth` by default. */
  readonly base?: string
  readonly signup?: 'open' | 'closed'
  /** What an application keeps with a session. */
  readonly sessionData?: SessionDataOptions<Data>
  /**
   * Exact origins whose pages may call the routes: `https://spa.example.com`; with `+cookies`, cookies go along, which
   * browsers do only within one site. None by default.
   */
  readonly allowedOrigins?: readonly string[]
  /**
   * Origins of other hosts behind forward-auth, exact: `https://wiki.example.com`. A login here enters them, each by a cookie of
   * its own. None by default.
   */
  readonly guardedOrigins?: readonly string[]
  /** When a visitor gets a session: `on-write` (default), or `on-first-visit`. */
  readonly visitorSessions?: 'on-write' | 'on-first-visit'
  /** Sends a remembered login's cookie again with every response, rather than once a minute at most. */
  readonly rolling?: boolean
  /** Language tags (BCP 47) that a person can prefer, the site's own first; `en` and `zh-Hans`, which the pages speak, by default. */
  readonly languages?: readonly string[]
  /** Of the text that asks for consent; another number asks everybody again. 1 by default. */
  readonly consentVersion?: number
  /** Where visits go of those who agreed to be counted; the store's own table by default. `false`: none is counted. */
  readonly visits?: VisitCounter | false
  readonly jwtAlgorithm?: SigningAlgorithm
  /** JWTs are encrypted round their signature, so that their holder cannot read them; false by default. */
  readonly jwtEncrypt?: boolean
  /** JWTs name a place in a public status list, from which others learn that their session has ended; false by default. */
  readonly statusList?: boolean
  /** What a JWT states beside the standard claims: `({ user }) => ({ tenant: … })`. Public, and read by others alone. */
  readonly jwtClaims?: (of: Claimant) => MaybePromise<CustomClaims>
  /** Other services, as they name themselves, that JWTs may be exchanged for (`/auth/exchange`); none by default. */
  readonly audiences?: readonly string[]
  /** What each role allows, as scopes: `{ editor: ['orders:read', 'orders:write'] }`; `*` is everybody's. */
  readonly roles?: RoleScopes
  /** How many JWTs and tokens are remembered as authentic, each by its whole text; 1000 by default, 0 for none. */
  readonly provedCredentials?: number
  /** How many session cookies are recalled for half a minute without asking the store, on revocable routes; 10,000 by default, 0 for none. */
  readonly recalledSessions?: number
  /** How old a key that issues may become, in seconds; 90 days by default. Null: only `keys.rotate` turns one. */
  readonly rotateKeysEvery?: Seconds | null
  readonly limits?: LimitOptions
  readonly passwords?: PasswordPolicyOptions
  readonly passwordHasher?: PasswordHasher
  /** Hears of every fault that became a 5xx; standard error by default. No secret is ever in it. */
  readonly onFault?: (error: unknown, requestId?: string) => void
  /** Hears, once at the start, what nothing fails of and whoever runs it should know; standard error by default. */
  readonly onWarning?: (sentence: string) => void
}

export interface SessionDataOptions<Data> {
  /** Any Standard Schema: types and checks the data. It must accept an empty object, with which every session begins. */
  readonly schema?: StandardSchema<unknown, Data>
  /** The members that `/auth/session/data` opens to the client; none by default. */
  readonly clientKeys?: readonly string[]
  /** Bytes of JSON: 65,536 by default, and 16,384 for a visitor. */
  readonly most?: number
  readonly mostVisitor?: number
}

/** Everything of the options, checked and filled in. */
export interface Settings {
  readonly options: AuthOptions
  readonly base: string
  readonly clock: Clock
  readonly limits: Limits
  readonly carriers: readonly Carrier[]
  readonly passwordHasher: PasswordHasher
  readonly keyRing: Pick<KeyRingOptions, 'sealing' | 'jwtAlgorithm' | 'rotateEvery'>
  readonly data: DataRules
  readonly rights: RoleScopes
  readonly audiences: readonly string[]
  readonly choices: ChoiceRules
  readonly allowedOrigins: readonly AllowedOrigin[]
  readonly guardedOrigins: readonly string[]
  readonly report: (error: unknown, requestId?: string) => void
}

/** Throws a `TypeError` that names the option which is wrong. */
export function settle(options: AuthOptions): Settings {
  const { base = '/auth', clock = systemClock } = options
  requireOrigin(options.origin)
  oneOf('freshness', options.freshness ?? 'revocable', freshnesses)
  oneOf('signup', options.signup ?? 'open', ['open', 'closed'])
  oneOf('visitorSessions', options.visitorSessions ?? 'on-write', ['on-write', 'on-first-visit'])
  oneOf('jwtAlgorithm', options.jwtAlgorithm ?? 'EdDSA', ['EdDSA', 'ES256', 'HS256'])
  requireCache(options.provedCredentials ?? 1000)
  if (!/^(\/[a-z0-9-]+)+$/.test(base)) throw new TypeError(`base is "${base}"; expected a path such as /auth`)
  const { origin, jwtAlgorithm = 'EdDSA', jwtEncrypt = false } = options
  if (options.statusList === true && jwtAlgorithm === 'HS256') {
    throw new TypeError('statusList goes with EdDSA or ES256: what HS256 signs, nobody else can check')
  }
  const { pages, onWarning = (sentence) => { console.warn(sentence) } } = options
  pages?.warnings?.forEach((sentence) => { onWarning(sentence) })
  return {
    options, base, clock, limits: limitsFrom(options.limits),
    carriers: options.carriers === undefined ? standardCarriers({ origin, clock, jwtAlgorithm, jwtEncrypt }) : requireNames(options.carriers),
    passwordHasher: options.passwordHasher ?? createPasswordHasher(),
    keyRing: { sealing: sealingKeys(options.secret), jwtAlgorithm, rotateEvery: rotationOf(options.rotateKeysEvery) },
    allowedOrigins: parseAllowedOrigins(options.allowedOrigins ?? []),
    guardedOrigins: guardedOriginsOf(options),
    data: dataRules(options.sessionData),
    rights: roleScopes(options.roles),
    audiences: audiencesOf(options),
    choices: choiceRules({ languages: options.languages ?? pageLanguages, consentVersion: options.consentVersion ?? 1 }),
    report: options.onFault ?? ((error) => { console.error(error) }),
  }
}


/** A carrier that has the name of another, or of what tickets and API keys are known by, would stand for it. */
function requireNames(carriers: readonly Carrier[]): readonly Carrier[] {
  const names = [...carriers.map(({ name }) => name), 'key', 'ticket']
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new TypeError(`carriers has more than one "${twice}"; each has a name of its own, and key and ticket are taken`)
  return carriers
}

function requireCache(most: number): void {
  if (Number.isSafeInteger(most) && most >= 0) return
  throw new TypeError(`provedCredentials is ${most}; expected a whole number, or 0 for none`)
}
export const freshnesses: readonly Freshness[] = ['stateless', 'revocable', 'authoritative']

/** A word that is misspelt would silently loosen what it chooses. */
export function oneOf<T extends string>(name: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw new TypeError(`${name} is "${value}"; expected ${words.join(', ')}`)
}

function systemClock(): number {
  return Math.floor(Date.now() / 1000)
}

/** Others must be able to verify what is made for them: not one key for both, and not what is encrypted for us alone. */
function audiencesOf({ audiences = [], origin, jwtEncrypt = false, jwtAlgorithm }: AuthOptions): readonly string[] {
  const odd = audiences.find((one) => !/^[!-~]{1,255}$/.test(one) || one === origin)
  if (odd !== undefined) throw new TypeError(`audiences has "${odd}"; expected names of other services, without blanks`)
  if (audiences.length > 0 && (jwtEncrypt || jwtAlgorithm === 'HS256')) {
    throw new TypeError('audiences are for JWTs that others verify with a public key; expected neither jwtEncrypt nor HS256')
  }
  return audiences
}

/** A day at least: a key set that turns faster than others ask for it is never known whole. */
function rotationOf(every: Seconds | null = 90 * 86_400): Seconds | null {
  if (every === null || Number.isSafeInteger(every) && every >= 86_400) return every
  throw new TypeError(`rotateKeysEvery is ${every}; expected a whole number of seconds, a day or more, or null`)
}

function dataRules({ schema, most = 65_536, mostVisitor = 16_384 }: SessionDataOptions<AnyData> = {}): DataRules {
  return { schema: schema ?? null, most, mostVisitor }
}
