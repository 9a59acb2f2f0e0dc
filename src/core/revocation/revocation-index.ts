/**
 * The revocation log as this process knows it: what self-contained credentials are asked about on every request.
 * Filled from the log, and after each commit of this process at once.
 */
import type { Clock, RefusalCode, Seconds, Session, Store, Write } from '../../contracts.ts'
import { logPlace, type LogNews } from './log-place.ts'
import { holdEntries, refusalFrom, type Stated } from './revocation-entries.ts'
import type { EndedBits } from './status-bits.ts'

export interface RevocationIndex {
  /** Reads the log from where it was last read. Nothing revocable may be answered before this has succeeded once. */
  read(store: Store, news?: LogNews): Promise<void>
  /** Of the log as it was last read: another store, and one that was taken back, has another. Null before the first reading. */
  incarnation(): string | null
  /** Takes over the entries of a commit that is durable. */
  note(writes: readonly Write[], now: Seconds): void
  /** A commit may have been made without an answer: for as long as it may still come, the log is asked each time. */
  doubt(now: Seconds): void
  /** The clock is asked only where there is a doubt, and not on each request. */
  isInDoubt(clock: Clock): boolean
  /** Why a statement is over, or null. */
  refusal(statement: Stated): RefusalCode | null
  /** Whether this process has heard that a session, or the one it stands on, was ended since its record was read. */
  isOver(session: Session): boolean
  /** The sessions that were ended, as bits of status lists. */
  ended(): EndedBits
  /** Forgets what no living credential can be concerned by any more; `note` does so as the index grows. */
  prune(now: Seconds): void
  /** It holds as much as it may: nothing is dropped, and revocable routes ask the store. */
  readonly isFull: boolean
  readonly size: number
}

/** No commit that was given up on is made later than this: stores have two seconds and whole seconds round. */
const doubtful: Seconds = 5
const pruneFrom = 1000

/** `most`: how many entries it holds before revocable becomes authoritative. */
export function createRevocationIndex(most = 2_000_000): RevocationIndex {
  const held = holdEntries()
  const { readOn, incarnation } = logPlace(held)
  let doubtUntil = -Infinity
  let pruneAt = pruneFrom
  return {
    read: (store, news = alone) => readOn(store, news),
    incarnation,
    note(writes, now) {
      for (const write of writes) if (write.do === 'revoke') held.note(write.entry)
      if (held.entries.size < pruneAt) return
      held.entries.prune(now)
      pruneAt = Math.max(pruneFrom, 2 * held.entries.size)
    },
    doubt(now) { doubtUntil = now + doubtful },
    isInDoubt: (clock) => doubtUntil !== -Infinity && clock() <= doubtUntil,
    refusal: (statement) => refusalFrom(held.entries, statement),
    isOver: ({ id, root, subject, epoch }) => (
      held.entries.hasSession(id) || root !== null && held.entries.hasSession(root) || subject !== null && epoch < held.entries.lowest('epoch', subject)
    ),
    ended: () => held.entries.bits,
    prune: (now) => { held.entries.prune(now) },
    get isFull() { return held.entries.size > most },
    get size() { return held.entries.size },
  }
}

/** Nobody else is to be told. */
const alone: LogNews = { onKeys: () => Promise.resolve(), onAnew: () => undefined }
