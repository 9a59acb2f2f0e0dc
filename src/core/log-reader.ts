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

export function createLogReader({ store, index, elapsed, maxStaleness, onKeys, report }: LogReaderOptions): LogReader {
  let readAt = -Infinity
  let reading: Promise<void> | undefined
  let isMore = false

  async function readOnce(): Promise<void> {
    const at = elapsed()
    const { hasKeys } = await index.read(store)
    if (hasKeys && readAt !== -Infinity) await onKeys()
    readAt = at
  }

  function read(): Promise<void> {
    reading ??= readOnce().finally(() => { reading = undefined })
    return reading
  }

  /** Told while a read is under way: what it was told of may be younger than that read. */
  async function look(): Promise<void> {
    if (reading !== undefined) {
      isMore = true
      return
    }
    do {
      isMore = false
      await read().catch(report)
    } while (isMore)
  }

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
      const stopWatching = await store.watch?.(() => { void look() })
      const timer = setInterval(() => { void look() }, everyMilliseconds)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await stopWatching?.()
        await reading?.catch(() => undefined)
      }
    },
  }
}
