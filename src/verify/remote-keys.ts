/**
 * The keys of an issuer by its URL: read when first asked for, read again behind the answers before they grow old, and kept
 * through an outage. Knows when to ask; how is in fetch-key-set.ts. No timer runs: a verifier that nobody asks, asks nobody.
 * It stands here and not in core, which asks no network: whoever issues has its keys in a store.
 */
import type { Clock, Keys, Seconds, SigningAlgorithm } from '../contracts.ts'
import { readJsonObject } from '../formats/jwt/strict-json.ts'
import { type Fetch, fetchKeySet, type KeySetAnswer, KeySetError } from './fetch-key-set.ts'
import { readKeySet, verifyingKeys } from './key-set.ts'

/** Where a verifier has its keys from. */
export interface KeySource {
  /** Those that verify now. */
  keys(): Keys
  /** A promise where there are none to rely on: wait for it. Rejects where there are none to be had. */
  fresh(): Promise<void> | undefined
  /** Asks whether this name, which is none of theirs, is known by now. Rejects where nobody can say. */
  seek(kid: string): Promise<boolean>
}

export interface RemoteKeysOptions {
  readonly url: URL
  readonly algorithms: readonly SigningAlgorithm[]
  readonly clock: Clock
  readonly fetch: Fetch
  /** How long a set is used that cannot be read again. */
  readonly staleIfError: Seconds
  /** Hears of each failed request, and of keys that are not taken. */
  readonly report: (error: unknown) => void
}

interface Held extends KeySetAnswer {
  readonly keys: Keys
  /** When it was asked for. */
  readonly since: Seconds
}

/** Anybody can send names that nobody knows: they cost the issuer one request in this time, together (C-14). */
const COOL_DOWN: Seconds = 30
/** An issuer that does not answer is asked again after this time. */
const RETRY_AFTER: Seconds = 5
/** Until then what failed is taken to fail still, and nobody waits to see; later it says nothing of now. */
const AWAY_FOR: Seconds = 30
/** A set is read again when so much of its life is over. */
const RENEWED_AT = 0.8

const none = verifyingKeys([])

export function createRemoteKeys(options: RemoteKeysOptions): KeySource {
  const { clock, staleIfError } = options
  const { state, read } = createReader(options)

  function hasFailedWithin(length: Seconds, now: Seconds): boolean {
    return state.failure !== null && isWithin(now, state.tried, length)
  }

  /** What stands is used, and the issuer is asked behind the answer. */
  function readBehind(now: Seconds): undefined {
    if (!hasFailedWithin(RETRY_AFTER, now)) read().catch(() => undefined)
  }

  return {
    keys: () => state.held?.keys ?? none,
    fresh() {
      const now = clock()
      const { since, maxAge } = state.held ?? { since: -Infinity, maxAge: 0 }
      const age = now - since
      if (isWithin(now, since, maxAge * RENEWED_AT)) return undefined
      if (age < maxAge || hasFailedWithin(AWAY_FOR, now) && age < staleIfError) return readBehind(now)
      if (hasFailedWithin(RETRY_AFTER, now)) return rejected(state.failure)
      // Past its end a key that was dropped may stand in it: first the issuer is asked.
      return read().catch((error: unknown) => { if (age >= staleIfError) throw error })
    },
    async seek(kid) {
      const isCooling = !state.isReading && isWithin(clock(), state.tried, COOL_DOWN)
      // While the issuer is away nobody knows that the name is wrong, so nobody is told so.
      if (isCooling && state.failure !== null) throw state.failure
      if (isCooling) return false
      await read()
      return state.held?.keys.find('jwt', kid) !== undefined
    },
  }
}

interface Reading {
  held: Held | null
  /** When the last request began. */
  tried: Seconds
  /** Of the last request, if it failed. */
  failure: unknown
  isReading: boolean
}

function createReader(options: RemoteKeysOptions): { readonly state: Readonly<Reading>, read(): Promise<void> } {
  const state: Reading = { held: null, tried: -Infinity, failure: null, isReading: false }
  let flight: Promise<void> | undefined

  async function request(): Promise<void> {
    state.tried = options.clock()
    state.isReading = true
    try {
      const answer = await fetchKeySet(options.url, options.fetch)
      state.held = { ...answer, since: state.tried, keys: keysOf(answer, state.held, options) }
      state.failure = null
    } catch (error) {
      state.failure = error
      options.report(error)
      throw error
    } finally {
      state.isReading = false
      flight = undefined
    }
  }

  return {
    state,
    /** One request for all who wait. */
    read: () => flight ??= request(),
  }
}

/** The same text is the same keys: what they proved stays proved, and no fault is told twice. */
function keysOf({ bytes }: KeySetAnswer, before: Held | null, options: RemoteKeysOptions): Keys {
  return before?.bytes.equals(bytes) ? before.keys : readAnswer(bytes, options)
}

/** A set without a key that can be used is an answer too: nothing is trusted then. */
function readAnswer(bytes: Buffer, { url, algorithms, report }: RemoteKeysOptions): Keys {
  const place = `key set ${url.origin}${url.pathname}`
  const jwks = readJsonObject(bytes)?.['keys']
  if (!Array.isArray(jwks)) throw new KeySetError(`${place} is no JWK Set`)
  const { keys, faults } = readKeySet(jwks, algorithms)
  for (const fault of faults) report(new KeySetError(`${place}: ${fault}`))
  return verifyingKeys(keys)
}

/** A clock that was set back makes nothing young again. */
function isWithin(now: Seconds, since: Seconds, length: Seconds): boolean {
  return now >= since && now - since < length
}

async function rejected(error: unknown): Promise<never> {
  throw error
}
