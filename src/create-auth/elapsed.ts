/** Time that passes for the log reader: it never runs backwards, and it counts the sleep of a machine. */
import type { Seconds } from '../contracts.ts'

/** Both in milliseconds. */
export interface Clocks {
  readonly monotonic: () => number
  readonly wall: () => number
}

const ambient: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }

/** Less is what clocks differ by when one of them is corrected a little. */
const leap = 500

/**
 * The monotonic clock, and on top of it what the clock on the wall has leapt forward: while a machine sleeps the first
 * stands still on Linux, and what was revoked meanwhile elsewhere would go unasked. A clock that somebody sets forward
 * costs a reading of the log; one that is set back changes nothing.
 */
export function createElapsed({ monotonic, wall }: Clocks = ambient): () => Seconds {
  let ahead = wall() - monotonic()
  let slept = 0
  return () => {
    const now = monotonic()
    const leapt = wall() - now - ahead
    ahead += leapt
    if (leapt >= leap) slept += leapt
    return (now + slept) / 1000
  }
}
