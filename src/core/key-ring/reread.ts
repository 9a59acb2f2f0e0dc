/** When a ring that was read has grown old, and reading it again: one reading at once, and none too often. */
import type { Clock, Seconds } from '../../contracts.ts'
import { knownWithin } from './turnover.ts'

/** From here on read behind the answer, so that those who ask all the time never wait. */
const old: Seconds = 60
/** Between two attempts, whatever came of the first. */
const pause: Seconds = 5

export interface Reread {
  /** A promise where what was read last is too old to be relied on. */
  fresh(): Promise<void> | undefined
  /** It was read just now, for another reason. */
  noteRead(at: Seconds): void
  /** What was read last is not to be relied on. */
  doubt(): void
}

export function reread({ clock, read, report }: { clock: Clock, read: () => Promise<void>, report: (error: unknown) => void }): Reread {
  let readAt = clock()
  let triedAt = -Infinity
  let reading: Promise<void> | undefined

  // A clock that was set back tells no age either: what seems to be read tomorrow is old.
  const since = (at: Seconds) => Math.abs(clock() - at)

  function again(): Promise<void> | undefined {
    if (reading !== undefined || since(triedAt) < pause) return reading
    triedAt = clock()
    reading = read().catch(report).finally(() => { reading = undefined })
    return reading
  }

  return {
    fresh() {
      const age = since(readAt)
      if (age < old) return undefined
      const under = again()
      return age < knownWithin ? undefined : under
    },
    noteRead(at) { readAt = at },
    doubt() { [readAt, triedAt] = [-Infinity, -Infinity] },
  }
}
