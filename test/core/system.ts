/**
 * One instance as create-auth.ts puts it together, open to tests: its core, its accounts, a clock that they turn, a
 * hasher that counts. Nothing in it is a stand-in but the cost of the hash.
 */
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import type { Accounts } from '../../src/accounts/accounts.ts'
import { createLikeness } from '../../src/accounts/likeness.ts'
import { createPasswordPolicy } from '../../src/accounts/password-policy.ts'
import { canonicalName } from '../../src/accounts/username.ts'
import type { Carrier, PasswordHasher, Seconds, SigningAlgorithm, Store, User } from '../../src/contracts.ts'
import { createBackground } from '../../src/core/parts/background.ts'
import { apiKeys, refreshTokens, standardCarriers, tickets } from '../../src/core/carriers.ts'
import type { Core } from '../../src/core/core.ts'
import { sealingKeys } from '../../src/core/key-ring/deployment-secret.ts'
import { createIdentityCache } from '../../src/core/judging/identity-cache.ts'
import { createLogReader } from '../../src/core/revocation/log-reader.ts'
import { createProofCache } from '../../src/core/judging/proof-cache.ts'
import { roleScopes } from '../../src/core/rights.ts'
import { openKeyRing } from '../../src/core/key-ring.ts'
import { limitsFrom, type LimitOptions } from '../../src/core/limits.ts'
import { createTurns } from '../../src/core/parts/turns.ts'
import { createNames } from '../../src/core/judging/names.ts'
import { createNews } from '../../src/core/audit/once-a-minute.ts'
import { ratesInStore, type SourceRates } from '../../src/core/audit/source-rates.ts'
import { createRevocationIndex } from '../../src/core/revocation/revocation-index.ts'
import { randomId } from '../../src/crypto/random.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { unsteady, type Random } from './unsteady.ts'
import { countingHasher, origin, password, secret, start, stores, type CountingHasher } from '../support/instance.ts'

export interface System {
  readonly core: Core
  readonly accounts: Accounts
  readonly store: Store
  readonly hasher: CountingHasher
  /** What background work reported. */
  readonly faults: unknown[]
  pass(seconds: Seconds): void
  now(): Seconds
  carrier(name: string): Carrier
}

export interface SystemOptions {
  readonly rates?: SourceRates
  readonly rotateEvery?: number
  readonly store?: Store
  readonly secret?: string | readonly string[]
  readonly limits?: LimitOptions
  readonly carriers?: readonly Carrier[]
  readonly jwtAlgorithm?: SigningAlgorithm
  readonly signup?: 'open' | 'closed'
  readonly passwordHasher?: PasswordHasher
  /** When it begins; the clock of an instance that was restarted goes on. */
  readonly at?: Seconds
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  let now = options.at ?? start
  const clock = () => now
  const { store = memoryStore(), jwtAlgorithm = 'EdDSA' } = options
  await store.open()
  const hasher = countingHasher()
  const faults: unknown[] = []
  const limits = limitsFrom(options.limits)
  const ring = await openKeyRing({ store, clock, sealing: sealingKeys(options.secret ?? secret), jwtAlgorithm, limits, rotateEvery: options.rotateEvery ?? null, report: (error) => { faults.push(error) } })
  const index = createRevocationIndex()
  const identities = createIdentityCache(clock, 1000)
  const log = createLogReader({ store, index, maxStaleness: limits.maxStaleness, report: (error) => { faults.push(error) }, elapsed: () => performance.now() / 1000, onKeys: () => ring.read(), onAnew: () => { identities.clear() } })
  await log.read()
  const core: Core = {
    store, clock, origin, index, log, identities, names: createNames(store), rates: options.rates ?? ratesInStore, limits, ring, keys: () => ring.keys(), refreshFormat: refreshTokens(),
    keyCarrier: apiKeys(), ticketCarrier: tickets(),
    carriers: options.carriers ?? standardCarriers({ origin, clock, jwtAlgorithm }),
    isNews: createNews(clock), allowedOrigins: [], audiences: [],
    turns: createTurns(), data: { schema: null, most: 65_536, mostVisitor: 16_384 }, visitorSessions: 'on-write',
    rolling: false, statusUri: null, rights: roleScopes(), claims: null, proofs: createProofCache(100),
    background: createBackground((error) => { faults.push(error) }), aside: createBackground((error) => { faults.push(error) }),
  }
  const passwordPolicy = createPasswordPolicy({ serviceWords: ['latchkey', 'localhost'] })
  const counted = options.passwordHasher ?? hasher
  const accounts = {
    core,
    clock,
    hasher: counted,
    likeness: await createLikeness({ core, hasher: counted }),
    passwordPolicy,
    signup: options.signup ?? 'open',
  }
  return {
    core, accounts, store, hasher, faults, now: clock, pass: (seconds) => { now += seconds },
    carrier: (name) => carrierOf(core, name),
  }
}

function carrierOf(core: Core, name: string): Carrier {
  const carrier = core.carriers.find((one) => one.name === name)
  if (carrier === undefined) throw new TypeError(`no carrier is named ${name}`)
  return carrier
}

/** A system on the store of a suite; the store goes when the test is done. */
export async function startOn(open: (typeof stores)[number]['open'], options: SystemOptions = {}): Promise<System> {
  const { store, remove } = open()
  const system = await startSystem({ ...options, store })
  onTestFinished(async () => {
    await system.core.background.settled()
    await store.close()
    remove()
  })
  return system
}

/** The same instance, whose store answers when chance lets it. */
export function shaken(system: System, random: Random): System {
  const core = { ...system.core, store: unsteady(system.store, random) }
  return { ...system, core, store: core.store, accounts: { ...system.accounts, core } }
}

/** The same instance, in which something else happens just before its first commit, or a later one. */
export function interrupted(system: System, act: () => Promise<unknown>, before = 1): System {
  let commits = 0
  const commit: Store['commit'] = async (writes) => {
    commits++
    if (commits === before) await act()
    return system.store.commit(writes)
  }
  const core = { ...system.core, store: { ...system.store, commit } }
  return { ...system, core, store: core.store, accounts: { ...system.accounts, core } }
}

/** The same instance, whose store answers nothing but errors. */
export function cutOff(system: System): System {
  return { ...system, core: { ...system.core, store: memoryStore() } }
}

/** A path for a SQLite file that more than one instance opens. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-core-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  return join(folder, 'test.db')
}

/** An instance on a file, and the end of it: what it knew only in memory is gone. */
export async function startOnFile(
  file: string,
  options: SystemOptions = {},
): Promise<System & { stop(): Promise<void> }> {
  const system = await startSystem({ ...options, store: sqliteStore({ file }) })
  const stop = async () => {
    await system.core.background.settled()
    await system.store.close()
  }
  onTestFinished(stop)
  return { ...system, stop }
}

/** A user whose password is `password`, without the seconds that judging one takes. */
export async function addUser(
  { store, hasher, now }: System,
  username = 'mira',
  changes: Partial<User> = {},
): Promise<User> {
  const user: User = {
    id: randomId(), username, canonical: canonicalName(username), email: null, password: await hasher.hash(password),
    roles: [], created: now(), disabled: null, epoch: 1, version: 1, passwordChanged: now(),
    preferences: {}, ...changes,
  }
  const result = await store.commit([{ do: 'insert', table: 'user', row: user }])
  if (!result.ok) throw new Error(`the user ${username} could not be added`)
  hasher.calls.hash = 0
  return user
}
