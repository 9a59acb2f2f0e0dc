/**
 * Keeps what this process knows of the revocation log young: looks when it is told to, once a second anyway, and before an
 * answer where it has fallen behind. The bound is judged here and by nothing else: age is counted from the start of the last
 * good read, on a clock that nobody sets.
 */
import type { Seconds, Store } from '../../contracts.ts'
import { StoreError } from '../../stores/store-error.ts'
import type { LogNews } from './log-place.ts'
import type { RevocationIndex } from './revocation-index.ts'
import { within } from '../parts/within.ts'

export interface LogReaderOptions extends LogNews {
  readonly store: Store
  readonly index: RevocationIndex
  /** Monotonic, in seconds with fractions. */
  readonly elapsed: () => Seconds
  /** How old the log may be, where the store is away, before nothing revocable is answered any more. */
  readonly maxStaleness: Seconds
  readonly report: (error: unknown) => void
}

export interface LogReader {
  /** A promise where the log must be read first; it rejects with a `StoreError` where that has been impossible for too long. */
  fresh(): Promise<void> | undefined
  /** Reads what was appended before this call, and perhaps more; once for all who wait. */
  read(): Promise<void>
  /** Looks by itself from now on; what it answers ends that, and waits for what is being read. */
  watch(): Promise<() => Promise<void>>
}

/**
 * The bound itself: whoever is further behind reads before they answer, so that no late timer and no lost hint can break
 * it. A process that looks once a second comes here only where it was asleep, or its store away.
 */
const behind: Seconds = 1.5
const everyMilliseconds = 1000
/** No longer than a store has for one answer, although two readings may have to be waited for. */
const patienceMilliseconds = 2000

export function createLogReader(options: LogReaderOptions): LogReader {
  const { store, index, elapsed, maxStaleness } = options
  let readAt = -Infinity
  const reading = afresh(async () => {
    const at = elapsed() // when it began: what was appended later it may not have seen
    await index.read(store, options)
    readAt = at
  })
  const tell = tellOnce(options.report)
  // The first reads all that there is, and nothing is answered before: it takes what it takes.
  const read = () => readAt === -Infinity ? reading.begin() : within(patienceMilliseconds, reading.begin(), late)

  async function catchUp(): Promise<void> {
    try {
      await read()
    } catch (error) {
      const age = elapsed() - readAt
      if (age <= maxStaleness) return tell(error)
      throw new StoreError(`What was revoked could not be asked for ${Math.round(age)} seconds.`, { cause: error })
    }
  }

  return {
    read,
    fresh: () => elapsed() - readAt <= behind ? undefined : catchUp(),
    async watch() {
      let isOver = false
      const look = () => { read().catch((error: unknown) => { if (!isOver) tell(error) }) }
      const stopWatching = await store.watch?.(look)
      const timer = setInterval(look, everyMilliseconds)
      timer.unref()
      return async () => {
        isOver = true
        clearInterval(timer)
        await stopWatching?.()
        await reading.settled()
      }
    },
  }
}

function late(): StoreError {
  return new StoreError('The revocation log was not read in time.')
}

/**
 * Work that begins after it was asked for, once for all who ask while other work is under way: that one may be older than
 * what they ask about, were it begun before a commit or before the process slept.
 */
function afresh(work: () => Promise<void>): { begin(): Promise<void>, settled(): Promise<unknown> } {
  let under: Promise<void> | undefined
  let next: Promise<void> | undefined

  function start(): Promise<void> {
    under ??= work().finally(() => { under = undefined })
    return under
  }

  return {
    begin() {
      if (under === undefined) return start()
      next ??= under.catch(() => undefined).then(() => {
        next = undefined
        return start()
      })
      return next
    },
    settled: () => Promise.allSettled([under, next]),
  }
}

/** All who waited for one reading are told the same error; the log is told once. */
function tellOnce(report: (error: unknown) => void): (error: unknown) => void {
  let told: unknown
  return (error) => {
    if (error === told) return
    told = error
    report(error)
  }
}
