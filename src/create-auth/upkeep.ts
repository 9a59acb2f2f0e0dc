/**
 * What an instance does by itself: it looks at the revocation log, and clears away what is over, in small batches. Its timers
 * decide nothing: every limit is judged when it is read, and an instance that never cleared anything would be as safe.
 */
import type { Seconds } from '../contracts.ts'
import type { Core } from '../core/core.ts'

export interface UpkeepOptions {
  /** How long audit events and counted visits are kept, in seconds; 90 and 400 days by default. */
  readonly keepEvents?: Seconds
  readonly keepVisits?: Seconds
}

const everyMilliseconds = 60_000
const batch = 500

/** Answers what ends it. */
export async function startUpkeep(core: Core, options: UpkeepOptions, report: (error: unknown) => void): Promise<() => Promise<void>> {
  const stopWatching = await core.log.watch()
  let reaping: Promise<unknown> | undefined
  const timer = setInterval(() => {
    reaping ??= reap(core, options).catch(report).finally(() => { reaping = undefined })
  }, everyMilliseconds)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await Promise.all([stopWatching(), reaping])
  }
}

/** So many rows and no more, so that nothing else waits long for the store; the rest is for the next minute. */
export async function reap({ store, clock, index }: Core, { keepEvents = 90 * 86_400, keepVisits = 400 * 86_400 }: UpkeepOptions): Promise<number> {
  const now = clock()
  index.prune(now)
  return store.reap({ now, most: batch, eventsBefore: now - keepEvents, visitsBefore: now - keepVisits })
}
