/** Lets a bounded number of tasks run and a bounded number wait. Knows nothing of what they do. */
import type { Seconds } from '../contracts.ts'

/** Nothing is wrong but the load: http makes it a 503 with Retry-After. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
  readonly retryAfter: Seconds

  constructor(retryAfter: Seconds) {
    super('too many are waiting')
    this.retryAfter = retryAfter
  }
}

export interface SemaphoreOptions {
  /** How many run at once. */
  readonly concurrency: number
  /** How many may wait, in the order they came. One more is refused with a `BusyError`. */
  readonly waiting: number
}

/** A queue of hashes at a few hundredths of a second each empties in about a second. */
const RETRY_AFTER: Seconds = 1

export function createSemaphore({ concurrency, waiting }: SemaphoreOptions): <T>(task: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running++
      return
    }
    if (queue.length >= waiting) throw new BusyError(RETRY_AFTER)
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  /** Hands the place to the next in line, so that nobody who comes now gets past those who wait. */
  function leave(): void {
    const next = queue.shift()
    if (next === undefined) running--
    else next()
  }

  return async (task) => {
    await enter()
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
