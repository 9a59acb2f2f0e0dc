/** Puts an instance together: one store, one clock, one key ring, the carriers, and the routes over them. */
import type { Accounts } from './accounts/accounts.ts'
import { createLikeness } from './accounts/likeness.ts'
import { createPasswordPolicy } from './accounts/password-policy.ts'
import type { AuthenticateOptions, Authenticator, Carrier, Clock, Freshness, Pages, RequestView, SessionData } from './contracts.ts'
import { authenticate } from './core/authenticate.ts'
import { createBackground } from './core/parts/background.ts'
import { apiKeys, refreshTokens, tickets } from './core/carriers.ts'
import type { Core } from './core/core.ts'
import type { Data as AnyData } from './core/session/data-rules.ts'
import { createIdentityCache, type IdentityCache } from './core/judging/identity-cache.ts'
import { openKeyRing } from './core/key-ring.ts'
import { createLogReader } from './core/revocation/log-reader.ts'
import type { SharedIdentities } from './core/judging/shared-identities.ts'
import { createNames } from './core/judging/names.ts'
import { createNews } from './core/audit/once-a-minute.ts'
import { createProofCache } from './core/judging/proof-cache.ts'
import { viewOf } from './core/request-view.ts'
import { createRevocationIndex } from './core/revocation/revocation-index.ts'
import { openSessionHandle } from './core/session/session-handle.ts'
import { createStatusLists } from './core/revocation/status-list.ts'
import { createTurns } from './core/parts/turns.ts'
import { visitsIn } from './core/audit/visits.ts'
import { withDeadline } from './create-auth/deadline.ts'
import { createElapsed } from './create-auth/elapsed.ts'
import { type AuthOptions, freshnesses, oneOf, settle, type Settings } from './create-auth/options.ts'
import { ratesOf, sharedOrOwn, signalled } from './create-auth/shared.ts'
import { startUpkeep } from './create-auth/upkeep.ts'
import { createVerbs, type Verbs } from './create-auth/verbs.ts'
import { challengeFor, failureFor } from './http/challenge.ts'
import { secured } from './http/headers.ts'
import { wellKnown } from './http/paths.ts'
import { problemResponse } from './http/problem.ts'
import type { Handle } from './http/app.ts'

export type { AuthOptions, SessionDataOptions } from './create-auth/options.ts'

/** An instance: the routes, the judge of requests, and every verb from code. It rejects for faults alone; refusals are values. */
export interface Auth<Data = AnyData> extends Authenticator, Verbs {
  /** The data of the session that the request shows; for a visitor, of the one that the first write makes. */
  session(request: Request | RequestView): Promise<SessionData<Data>>
  readonly carriers: readonly Carrier[]
  /** Opens store and key ring; rejects with what is wrong. Every other call awaits it. */
  ready(): Promise<void>
  /** Waits for what is under way, then closes the store. */
  close(): Promise<void>
}

const outside = new Set<string>(wellKnown)

/** Synchronous: wrong options throw here, and what only the store can tell surfaces at `ready()` or the first use. */
export function createAuth<Data extends AnyData = AnyData>(options: AuthOptions<Data>): Auth<Data> {
  const settings = settle(options)
  const opening = retrying(() => open(settings))
  let opened: Accounts | undefined // once it is there, no request waits for it
  const accounts = async () => opened ??= (await opening.once()).accounts
  const ending = new AbortController()
  const handle = retrying(() => loadHandler(settings, accounts, ending.signal)).once
  const { base, carriers } = settings
  const fresh = freshnessBy(options.freshness ?? 'revocable')
  return {
    carriers,
    owns: (path) => path === base || path.startsWith(`${base}/`) || outside.has(path),
    async handler(request, context) {
      const handler = await handle().catch((error: unknown) => outage(settings, error, context?.requestId))
      return handler(request, context)
    },
    async authenticate(request, asked) {
      const view = request instanceof Request ? viewOf(request) : request
      const { core } = opened ?? await accounts()
      return authenticate(core, view, fresh(asked))
    },
    challenge: challengeFor,
    failure: (error, context) => failureFor(error, context?.requestId, () => { settings.report(error, context?.requestId) }),
    async session(request) {
      const view = request instanceof Request ? viewOf(request) : request
      const data = await openSessionHandle((await accounts()).core, view)
      return data as unknown as SessionData<Data> // what the schema lets through is Data; without one, Data is any object
    },
    ...createVerbs(accounts, settings.rights),
    async ready() { await accounts() },
    async close() {
      ending.abort()
      const made = await opening.made()?.catch(() => undefined)
      await made?.stop()
      await made?.accounts.core.background.settled()
      await made?.accounts.core.aside.settled()
      await Promise.all([options.store.close(), options.shared?.close?.()])
    },
  }
}

/** What a route asks, with how fresh an answer it needs. Most ask nothing, and then nothing is put together. */
function freshnessBy(freshness: Freshness): (asked?: AuthenticateOptions) => AuthenticateOptions {
  const unasked = { freshness }
  return (asked) => {
    if (asked === undefined) return unasked
    if (asked.freshness === undefined) return { ...asked, freshness }
    oneOf('freshness', asked.freshness, freshnesses)
    return asked
  }
}

async function open(settings: Settings): Promise<{ accounts: Accounts, stop: () => Promise<void> }> {
  const { options, clock, limits, carriers, report } = settings
  const { origin, shared = {} } = options
  const store = signalled(withDeadline(options.store), shared)
  await Promise.all([store.open(), shared.open?.()])
  const ring = await openKeyRing({ ...settings.keyRing, store, clock, limits, report })
  const index = createRevocationIndex()
  const { maxStaleness } = limits
  const elapsed = createElapsed()
  const identities = identitiesOf(settings, { elapsed, place: () => `${origin}\n${index.incarnation()}` })
  const log = createLogReader({
    store, index, maxStaleness, report, elapsed, onKeys: () => ring.read(), onAnew: () => { identities.clear() },
  })
  await log.read()
  const background = createBackground(report)
  const core: Core = {
    store, clock, limits, origin, carriers, audiences: settings.audiences, index, log, ring, rights: settings.rights, claims: options.jwtClaims ?? null,
    identities, names: createNames(store),
    rates: ratesOf(shared, background, { elapsed, report }),
    proofs: createProofCache(options.provedCredentials ?? 1000), keys: () => ring.keys(),
    allowedOrigins: settings.allowedOrigins,
    keyCarrier: apiKeys(), ticketCarrier: tickets(), refreshFormat: refreshTokens(), background, aside: createBackground(report), isNews: createNews(clock),
    turns: createTurns(), data: settings.data, visitorSessions: options.visitorSessions ?? 'on-write',
    rolling: options.rolling ?? false,
    statusUri: options.statusList === true ? (n) => `${origin}${settings.base}/status/${n}` : null,
  }
  const { serviceWords = ['latchkey', new URL(origin).hostname], ...passwords } = options.passwords ?? {}
  const passwordPolicy = createPasswordPolicy({ ...passwords, serviceWords })
  const hasher = settings.passwordHasher
  const likeness = await createLikeness({ core, hasher })
  const accounts = { core, clock, hasher, likeness, passwordPolicy, signup: options.signup ?? 'open' } as const
  return { accounts, stop: await startUpkeep(core, options, report) }
}

function identitiesOf({ options: { shared = {}, recalledSessions = 10_000 }, clock, keyRing, report }: Settings, of: Pick<SharedIdentities, 'place'> & { elapsed: Clock }): IdentityCache {
  const own = createIdentityCache(clock, recalledSessions)
  if (recalledSessions === 0) return own
  return sharedOrOwn(shared, own, { clock, sealing: keyRing.sealing, report, ...of })
}

/** Routes and pages are loaded at the first request: a service that only authenticates never pays for them. */
async function loadHandler(settings: Settings, accounts: () => Promise<Accounts>, ending: AbortSignal): Promise<Handle> {
  const { sessionData, visits } = settings.options
  const { base, choices, allowedOrigins, guardedOrigins, report } = settings
  const [{ createHandler }, pages, ready] = await Promise.all([import('./http/app.ts'), loadPages(settings), accounts()])
  return createHandler({
    core: ready.core, accounts: ready, base, pages, choices, allowedOrigins, guardedOrigins, clientKeys: sessionData?.clientKeys ?? [],
    feeds: { open: 0, ending },
    statusList: ready.core.statusUri === null ? null : createStatusLists(ready.core, ready.core.statusUri),
    visits: visits === false ? null : visits ?? visitsIn(ready.core.store),
    report: (error: unknown, view: RequestView) => { report(error, view.requestId) },
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
