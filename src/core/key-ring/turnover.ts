/**
 * What time and configuration do to a ring, as writes. Rows and a second go in, nothing is kept: every process comes to
 * the same, and of two that write at once one commits.
 *
 *     next      published, and signs nothing yet: whoever caches our key set learns it before it is used
 *     current   issues; one for each use
 *     previous  verifies until the last credential it issued has ended
 *     retired   a name alone; its private part is gone
 */
import type { Algorithm, KeyUse, Seconds, StoredKey, Write } from '../../contracts.ts'
import { newRow, type Sealing } from './stored-key.ts'

export interface TurnoverRules {
  readonly sealing: Sealing
  readonly algorithmOf: (use: KeyUse) => Algorithm
  /** How long what a key of this use issued may live: as long it verifies. */
  readonly lifeOf: (use: KeyUse) => Seconds
  /** How old a current key may become; null: it is turned by command alone. */
  readonly rotateEvery: Seconds | null
}

/** The second in which a ring is turned, and by which rules. */
export interface Turning {
  readonly rules: TurnoverRules
  readonly now: Seconds
}

/** No process knows a ring that is older, and no other service keeps our key set for longer. */
export const knownWithin: Seconds = 90
export const cachedFor: Seconds = 120
/** So nobody meets a signature whose key it could not have seen (C-12). */
const publishedFor = knownWithin + cachedFor

/** Throttle keys name buckets: under another one all counts would begin again, so that no schedule turns it. */
const scheduled = new Set<KeyUse>(['jwt', 'jwe', 'token', 'refresh', 'cookie'])

export function due(rows: readonly StoredKey[], use: KeyUse, { rules, now }: Turning): readonly Write[] {
  const { current, next, previous } = byState(rows, use)
  const algorithm = rules.algorithmOf(use)
  const make = (state: 'current' | 'next'): Write => insert(newRow({ use, algorithm, state, now }, rules.sealing))
  const spent = previous.filter(({ changed }) => now - changed >= rules.lifeOf(use)).map((key) => retire(key, now))
  const [ready, misfit] = next?.algorithm === algorithm ? [next, undefined] : [undefined, next]
  const dropped = misfit === undefined ? [] : [retire(misfit, now)]
  if (current === undefined) return [...spent, ...dropped, ready === undefined ? make('current') : step(ready, 'current', now)]
  // Another algorithm was configured: what the old key signed verifies until it ends, unless HMAC and public keys would meet.
  const isMisfit = current.algorithm !== algorithm
  const isDue = ready !== undefined && now - ready.changed >= publishedFor
  const isOld = ready === undefined && rules.rotateEvery !== null && scheduled.has(use) && now - current.changed >= rules.rotateEvery
  if (isMisfit || isDue) return [...spent, ...dropped, ...succeed(current, ready, { make, now })]
  return [...spent, ...dropped, ...isOld ? [make('next')] : []]
}

function succeed(
  current: StoredKey, ready: StoredKey | undefined, { make, now }: { make: (state: 'current') => Write, now: Seconds },
): readonly Write[] {
  return [step(current, 'previous', now), ready === undefined ? make('current') : step(ready, 'current', now)]
}

/** The key that follows: one that waits already, or a new one. */
export function rotation(rows: readonly StoredKey[], use: KeyUse, { rules, now }: Turning): { key: StoredKey, writes: readonly Write[] } {
  const { next } = byState(rows, use)
  const algorithm = rules.algorithmOf(use)
  if (next?.algorithm === algorithm) return { key: next, writes: [] }
  const key = newRow({ use, algorithm, state: 'next', now }, rules.sealing)
  // One that waits for another algorithm will never issue.
  return { key, writes: [...next === undefined ? [] : [retire(next, now)], insert(key)] }
}

/**
 * Trusted no more, from now on: what it issued is refused. Where it was current, the one that waits takes its place, since
 * others may know it already, or a new one unannounced.
 */
export function drop(rows: readonly StoredKey[], key: StoredKey, { rules, now }: Turning): readonly Write[] {
  const use = key.use as KeyUse // rows of the ring were opened with their use bound in
  if (key.state !== 'current') return [retire(key, now)]
  const { next } = byState(rows, use)
  const algorithm = rules.algorithmOf(use)
  const follower = next?.algorithm === algorithm ? step(next, 'current', now)
    : insert(newRow({ use, algorithm, state: 'current', now }, rules.sealing))
  return [retire(key, now), follower]
}

function byState(rows: readonly StoredKey[], use: KeyUse) {
  const own = rows.filter((row) => row.use === use)
  return {
    current: own.find(({ state }) => state === 'current'),
    next: own.find(({ state }) => state === 'next'),
    previous: own.filter(({ state }) => state === 'previous'),
  }
}

function insert(row: StoredKey): Write {
  return { do: 'insert', table: 'key', row }
}

function step({ kid, state }: StoredKey, to: StoredKey['state'], changed: Seconds): Write {
  return { do: 'update', table: 'key', id: kid, if: { state }, set: { state: to, changed } }
}

function retire({ kid, state }: StoredKey, changed: Seconds): Write {
  return { do: 'update', table: 'key', id: kid, if: { state }, set: { state: 'retired', changed, sealed: '' } }
}
