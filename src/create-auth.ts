/** Puts an instance together: one store, one clock, one key ring, the carriers, and the routes over them. */
import type { KeyObject } from 'node:crypto'
import type { Accounts } from './accounts/accounts.ts'
import { createPasswordPolicy, type PasswordPolicyOptions } from './accounts/password-policy.ts'
import type {
  Authenticator, Carrier, Clock, Freshness, Pages, PasswordHasher, RequestView, SessionData, SigningAlgorithm, Store,
} from './contracts.ts'
import { authenticate } from './core/authenticate.ts'
import { createBackground } from './core/background.ts'
import { refreshTokens, standardCarriers } from './core/carriers.ts'
import type { Core } from './core/core.ts'
import { sealingKeys } from './core/deployment-secret.ts'
import { openKeyRing } from './core/key-ring.ts'
import { limitsFrom, type LimitOptions, type Limits } from './core/limits.ts'
import { createNews } from './core/news.ts'
import type { Data as AnyData, DataRules } from './core/data-rules.ts'
import { openSessionHandle } from './core/session-handle.ts'
import { createTurns } from './core/turns.ts'
import type { StandardSchema } from './cookies/standard-schema.ts'
import { createRevocationIndex } from './core/revocation-index.ts'
import { createPasswordHasher } from './crypto/password-hash.ts'
import { withDeadline } from './create-auth/deadline.ts'
import { createVerbs, type Verbs } from './create-auth/verbs.ts'
import { challengeFor } from './http/challenge.ts'
import { parseAllowedOrigins, type AllowedOrigin } from './http/allowed-origins.ts'
import { secured } from './http/headers.ts'
import { problemResponse } from './http/problem.ts'
import type { Handle } from './http/app.ts'
import { viewOf } from './http/request-view.ts'

export interface AuthOptions<Data = AnyData> {
  /** The one public origin, `https://app.example.com`; http only on loopback. Never learned from a request. */
  readonly origin: string
  /** 32 random bytes or more. Several: the first seals, all open, so that one can follow another without a logout. */
  readonly secret: string | readonly string[]
  readonly store: Store
  /** `cookie`, `jwt` and `token` by default. */
  readonly carriers?: readonly Carrier[]
  /** What `authenticate` asks where a route does not say; `revocable` by default. */
  readonly freshness?: Freshness
  /** Whole seconds since 1970. */
  readonly clock?: Clock
  /** How pages look; null serves no HTML. */
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
  /** When a visitor gets a session: `on-write` (default), or `on-first-visit`. */
  readonly visitorSessions?: 'on-write' | 'on-first-visit'
  readonly jwtAlgorithm?: SigningAlgorithm
  /** JWTs are encrypted round their signature, so that their holder cannot read them; false by default. */
  readonly jwtEncrypt?: boolean
  readonly limits?: LimitOptions
  readonly passwords?: PasswordPolicyOptions
  readonly passwordHasher?: PasswordHasher
  /** Hears of every fault that became a 5xx; standard error by default. No secret is ever in it. */
  readonly onFault?: (error: unknown, requestId?: string) => void
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

export interface Auth<Data = AnyData> extends Authenticator, Verbs {
  /** The data of the session that the request shows; for a visitor, of the one that the first write makes. */
  session(request: Request | RequestView): Promise<SessionData<Data>>
  readonly carriers: readonly Carrier[]
  /** Opens store and key ring; rejects with what is wrong. Every other call awaits it. */
  ready(): Promise<void>
  /** Waits for what is under way, then closes the store. */
  close(): Promise<void>
}

/** Everything of the options, checked and filled in. */
interface Settings {
  readonly options: AuthOptions
  readonly base: string
  readonly clock: Clock
  readonly limits: Limits
  readonly carriers: readonly Carrier[]
  readonly passwordHasher: PasswordHasher
  readonly sealing: readonly KeyObject[]
  readonly allowedOrigins: readonly AllowedOrigin[]
  readonly report: (error: unknown, requestId?: string) => void
}

/** Synchronous: wrong options throw here, and what only the store can tell surfaces at `ready()` or the first use. */
export function createAuth<Data extends AnyData = AnyData>(options: AuthOptions<Data>): Auth<Data> {
  const settings = settle(options)
  const opening = retrying(() => open(settings))
  const accounts = opening.once
  const handle = retrying(() => loadHandler(settings, accounts)).once
  const { base, carriers } = settings
  return {
    carriers,
    owns: (path) => path === base || path.startsWith(`${base}/`) || path === '/.well-known/jwks.json',
    async handler(request, context) {
      const handler = await handle().catch((error: unknown) => outage(settings, error, context?.requestId))
      return handler(request, context)
    },
    async authenticate(request, asked = {}) {
      const view = request instanceof Request ? viewOf(request) : request
      const freshness = oneOf('freshness', asked.freshness ?? options.freshness ?? 'revocable', freshnesses)
      return authenticate((await accounts()).core, view, { ...asked, freshness })
    },
    challenge: challengeFor,
    async session(request) {
      const view = request instanceof Request ? viewOf(request) : request
      const data = await openSessionHandle((await accounts()).core, view)
      return data as unknown as SessionData<Data> // what the schema lets through is Data; without one, Data is any object
    },
    ...createVerbs(accounts),
    async ready() { await accounts() },
    async close() {
      const opened = await opening.made()?.catch(() => undefined)
      await opened?.core.background.settled()
      await options.store.close()
    },
  }
}

function settle(options: AuthOptions): Settings {
  const { base = '/auth', clock = systemClock } = options
  requireOrigin(options.origin)
  oneOf('freshness', options.freshness ?? 'revocable', freshnesses)
  oneOf('signup', options.signup ?? 'open', ['open', 'closed'])
  oneOf('visitorSessions', options.visitorSessions ?? 'on-write', ['on-write', 'on-first-visit'])
  oneOf('jwtAlgorithm', options.jwtAlgorithm ?? 'EdDSA', ['EdDSA', 'ES256', 'HS256'])
  if (!/^(\/[a-z0-9-]+)+$/.test(base)) throw new TypeError(`base is "${base}"; expected a path such as /auth`)
  const { origin, jwtAlgorithm = 'EdDSA', jwtEncrypt = false } = options
  return {
    options, base, clock, limits: limitsFrom(options.limits),
    carriers: options.carriers ?? standardCarriers({ origin, clock, jwtAlgorithm, jwtEncrypt }),
    passwordHasher: options.passwordHasher ?? createPasswordHasher(),
    sealing: sealingKeys(options.secret),
    allowedOrigins: parseAllowedOrigins(options.allowedOrigins ?? []),
    report: options.onFault ?? ((error) => { console.error(error) }),
  }
}

/** E-01, E-18: an origin that a browser would spell otherwise is compared with in vain, and http is for loopback alone. */
function requireOrigin(origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (url === null || url.origin !== origin) {
    throw new TypeError(`origin is "${origin}"; expected scheme, host and port alone, such as https://app.example.com`)
  }
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || url.protocol === 'http:' && isLoopback) return
  throw new TypeError(`origin is "${origin}"; expected https, or http on loopback`)
}

const freshnesses: readonly Freshness[] = ['stateless', 'revocable', 'authoritative']

/** A word that is misspelt would silently loosen what it chooses. */
function oneOf<T extends string>(name: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw new TypeError(`${name} is "${value}"; expected ${words.join(', ')}`)
}

function systemClock(): number {
  return Math.floor(Date.now() / 1000)
}

async function open(settings: Settings): Promise<Accounts> {
  const { options, clock, limits, carriers, report } = settings
  const { origin } = options
  const store = withDeadline(options.store)
  await store.open()
  const keys = await openKeyRing({ store, clock, sealing: settings.sealing, jwtAlgorithm: options.jwtAlgorithm ?? 'EdDSA' })
  const index = createRevocationIndex()
  await index.read(store)
  const core: Core = {
    store, clock, limits, origin, carriers, index, keys: () => keys,
    allowedOrigins: settings.allowedOrigins.map((allowed) => allowed.origin),
    refreshFormat: refreshTokens(), background: createBackground(report), isNews: createNews(clock),
    turns: createTurns(), data: dataRules(options.sessionData), visitorSessions: options.visitorSessions ?? 'on-write',
  }
  const { serviceWords = ['latchkey', new URL(origin).hostname], ...passwords } = options.passwords ?? {}
  const passwordPolicy = createPasswordPolicy({ ...passwords, serviceWords })
  return { core, clock, hasher: settings.passwordHasher, passwordPolicy, signup: options.signup ?? 'open' }
}

function dataRules({ schema, most = 65_536, mostVisitor = 16_384 }: SessionDataOptions<AnyData> = {}): DataRules {
  return { schema: schema ?? null, most, mostVisitor }
}

/** Routes and pages are loaded at the first request: a service that only authenticates never pays for them. */
async function loadHandler(settings: Settings, accounts: () => Promise<Accounts>): Promise<Handle> {
  const [{ createHandler }, pages, ready] = await Promise.all([import('./http/app.ts'), loadPages(settings), accounts()])
  return createHandler({
    core: ready.core, accounts: ready, base: settings.base, pages,
    clientKeys: settings.options.sessionData?.clientKeys ?? [], allowedOrigins: settings.allowedOrigins,
    report: (error: unknown, view: RequestView) => { settings.report(error, view.requestId) },
  })
}

async function loadPages({ options: { pages } }: Settings): Promise<Pages | null> {
  return pages === undefined ? (await import('./pages/pages.ts')).createPages() : pages
}

/** What could not be opened answers 503 until it can be: the next request tries again. */
function outage({ report, options }: Settings, error: unknown, requestId: string | undefined): Handle {
  report(error, requestId)
  return () => Promise.resolve(secured(problemResponse({ code: 'unavailable', retryAfter: 5 }, requestId), options.origin))
}

/** Once, for all callers; a failure is told to those who waited, and the next call tries again. */
function retrying<T>(make: () => Promise<T>): { once(): Promise<T>, made(): Promise<T> | undefined } {
  let made: Promise<T> | undefined
  return {
    made: () => made,
    once() {
      made ??= make().catch((error: unknown) => {
        made = undefined
        throw error
      })
      return made
    },
  }
}
