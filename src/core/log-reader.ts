/**
 * Keeps what this process knows of the revocation log young: looks when it is told to, once a second anyway, and before an
 * answer where it has fallen behind. The bound is judged here and by nothing else: age is counted from the start of the last
 * good read, on a clock that nobody sets.
 */
import type { Seconds, Store } from '../contracts.ts'
import { StoreError } from '../stores/store-error.ts'
import type { RevocationIndex } from './revocation-index.ts'

export interface LogReaderOptions {
  readonly store: Store
  readonly index: RevocationIndex
  /** Monotonic, in seconds with fractions. */
  readonly elapsed: () => Seconds
  /** How old the log may be, where the store is away, before nothing revocable is answered any more. */
  readonly maxStaleness: Seconds
  /** A key was dropped: the ring is read again. */
  readonly onKeys: () => Promise<void>
  readonly report: (error: unknown) => void
}

export interface LogReader {
  /** A promise where the log must be read first; it rejects with a `StoreError` where that has been impossible for too long. */
  fresh(): Promise<void> | undefined
  /** Reads now, once for all who wait. */
  read(): Promise<void>
  /** Looks by itself from now on; what it answers ends that. */
  watch(): Promise<() => Promise<void>>
}

/** A process that is further behind was asleep, or its store was away: it reads before it answers. */
const behind: Seconds = 2
const everyMilliseconds = 1000

export function createLogReader(options: LogReaderOptions): LogReader {
  const { store, elapsed, maxStaleness, report } = options
  let readAt = -Infinity
  const read = once(async () => { readAt = await readLog(options, readAt === -Infinity) })

  async function catchUp(): Promise<void> {
    try {
      await read()
    } catch (error) {
      const age = elapsed() - readAt
      if (age <= maxStaleness) return report(error)
      throw new StoreError(`What was revoked could not be asked for ${Math.round(age)} seconds.`, { cause: error })
    }
  }

  return {
    read,
    fresh: () => elapsed() - readAt <= behind ? undefined : catchUp(),
    async watch() {
      const look = looking(() => read().catch(report))
      const stopWatching = await store.watch?.(look)
      const timer = setInterval(look, everyMilliseconds)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await stopWatching?.()
        await read().catch(() => undefined)
      }
    },
  }
}

/** Answers when it began: what was appended later it may not have seen. */
async function readLog({ index, store, elapsed, onKeys }: LogReaderOptions, isFirst: boolean): Promise<Seconds> {
  const at = elapsed()
  const { hasKeys } = await index.read(store)
  if (hasKeys && !isFirst) await onKeys()
  return at
}

/** For all who ask while it is under way. */
function once(work: () => Promise<void>): () => Promise<void> {
  let under: Promise<void> | undefined
  return () => {
    under ??= work().finally(() => { under = undefined })
    return under
  }
}

/** Told while it looks, it looks once more: what it was told of may be younger than what it is reading. */
function looking(look: () => Promise<void>): () => void {
  let isLooking = false
  let isMore = false

  async function lookUntilQuiet(): Promise<void> {
    isLooking = true
    do {
      isMore = false
      await look()
    } while (isMore)
    isLooking = false
  }

  return () => {
    isMore = true
    if (!isLooking) void lookUntilQuiet()
  }
}
