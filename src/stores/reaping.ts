/** What a reaper may ask for, checked alike by every store. */
import type { Reaping, Seconds } from '../contracts.ts'
import { checkCount } from './codec.ts'

/** How long an entry of the log outlives what it concerns: clocks differ, and a reader may be behind. */
const LOG_GRACE: Seconds = 60

export interface Checked {
  readonly now: Seconds
  readonly most: number
  readonly eventsBefore: Seconds
  readonly visitsBefore: Seconds
  readonly logBefore: Seconds
}

/** Before any time, where nothing was asked for. */
const NEVER: Seconds = Number.MIN_SAFE_INTEGER

export function checkReaping({ now, most, eventsBefore = NEVER, visitsBefore = NEVER }: Reaping): Checked {
  for (const [name, at] of Object.entries({ now, eventsBefore, visitsBefore })) {
    if (!Number.isSafeInteger(at)) throw new TypeError(`${name} must be a whole number of seconds.`)
  }
  return { now, most: checkCount('most', most), eventsBefore, visitsBefore, logBefore: now - LOG_GRACE }
}
