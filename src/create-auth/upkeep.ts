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
/** Others write between two batches; so many a minute keep up with eighty logins a second. */
const pauseMilliseconds = 200
const batchesMost = 100

/** Answers what ends it: between two batches, where it is at work. */
export async function startUpkeep(core: Core, options: UpkeepOptions, report: (error: unknown) => void): Promise<() => Promise<void>> {
  const stopWatching = await core.log.watch()
  const ending = new AbortController()
  let reaping: Promise<unknown> | undefined
  const timer = setInterval(() => {
    reaping ??= clearAway(core, options, ending.signal).catch(report).finally(() => { reaping = undefined })
  }, everyMilliseconds)
  timer.unref()
  return async () => {
    clearInterval(timer)
    ending.abort()
    await Promise.all([stopWatching(), reaping])
  }
}

/** Batch by batch, until one was not full. */
async function clearAway(core: Core, options: UpkeepOptions, ending: AbortSignal): Promise<void> {
  core.index.prune(core.clock())
  for (let n = 0; n < batchesMost && !ending.aborted; n++) {
    if (await reap(core, options) < batch) return
    await pause(ending)
  }
}

/** It keeps no process alive, and ends when it is told to. */
function pause(ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, pauseMilliseconds).unref()
    ending.addEventListener('abort', () => { resolve() }, { once: true })
  })
}

/** So many rows of each kind and no more, so that nothing else waits long for the store. Answers how many went. */
export function reap({ store, clock }: Pick<Core, 'store' | 'clock'>, { keepEvents = 90 * 86_400, keepVisits = 400 * 86_400 }: UpkeepOptions): Promise<number> {
  const now = clock()
  return store.reap({ now, most: batch, eventsBefore: now - keepEvents, visitsBefore: now - keepVisits })
}
