/**
 * The revocation log as it grows, for one reader elsewhere: where it has been, what came since, and that all of it was told. It
 * reads at the reader's pace and knows nothing of how that is sent.
 */
import type { Revocation, RevocationLog, Store } from '../../contracts.ts'
import { readWhole } from './log-place.ts'

/** How far a reader has come, and in which log. */
export interface LogPosition {
  readonly incarnation: string
  readonly seq: number
}

export type LogNotice =
  /** What was told before is worth nothing: all that lives is told anew, until the next `live`. */
  | { readonly kind: 'reset' }
  /** `at`: the position after it; null within what is told anew. */
  | { readonly kind: 'entry', readonly entry: Revocation, readonly at: LogPosition | null }
  /** All up to here is told, now. */
  | { readonly kind: 'live', readonly at: LogPosition }
  /** The log cannot be read now: nothing is said of it. */
  | { readonly kind: 'silent' }

/** Milliseconds. Looked for anyway, for a hint may be lost; and said, so that the reader knows that it is young. */
const interval = 1000

export interface Feeding {
  readonly store: Store
  /** Where the reader was; null: nowhere yet. */
  readonly from: LogPosition | null
  /** Asked each time before anything is told. */
  readonly mayGoOn: () => Promise<boolean>
  readonly report: (error: unknown) => void
}

export async function* feedOf({ store, from, mayGoOn, report }: Feeding): AsyncGenerator<LogNotice, void> {
  const news = createWaiting()
  const stopWatching = await store.watch?.(news.wake)
  let at = from
  try {
    while (await mayGoOn()) {
      const read = await readFrom(store, at).catch(report)
      for (const notice of read?.notices ?? [silent]) yield notice
      at = read?.at ?? at
      if (read?.isMore !== true) await news.next()
    }
  } finally {
    news.end()
    await stopWatching?.()
  }
}

const silent = { kind: 'silent' } as const

interface Read {
  readonly notices: Iterable<LogNotice>
  readonly at: LogPosition
  /** There is more to read, now. */
  readonly isMore: boolean
}

async function readFrom(store: Store, from: LogPosition | null): Promise<Read> {
  const log = from === null ? null : await store.readRevocations(from.seq)
  if (log !== null && from !== null && isContinued(log, from)) {
    return { at: { incarnation: log.incarnation, seq: log.seq }, notices: continued(log, from), isMore: log.isMore === true }
  }
  // Another log, an older one, or one of which something is missing (as in log-place.ts).
  const whole = await readWhole(store)
  const at = { incarnation: whole.incarnation, seq: whole.seq }
  return { at, notices: anew(whole, at), isMore: false }
}

function isContinued({ incarnation, seq, entries }: RevocationLog, from: LogPosition): boolean {
  return incarnation === from.incarnation && entries.length === seq - from.seq
}

function* continued({ incarnation, entries, seq, isMore }: RevocationLog, from: LogPosition): Generator<LogNotice> {
  let last = from.seq
  for (const entry of entries) yield { kind: 'entry', entry, at: { incarnation, seq: ++last } }
  if (isMore !== true) yield { kind: 'live', at: { incarnation, seq } }
}

function* anew({ entries }: RevocationLog, at: LogPosition): Generator<LogNotice> {
  yield { kind: 'reset' }
  for (const entry of entries) yield { kind: 'entry', entry, at: null }
  yield { kind: 'live', at }
}

/** Waits for the next moment to look: a hint, or the interval. What is hinted while nobody waits is not lost. */
function createWaiting(): { wake(): void, next(): Promise<void>, end(): void } {
  let isNews = false
  let resume: (() => void) | undefined
  const wake = (): void => {
    isNews = true
    resume?.()
  }
  const timer = setInterval(wake, interval)
  timer.unref()
  return {
    wake,
    end() { clearInterval(timer) },
    async next() {
      if (!isNews) await new Promise<void>((resolve) => { resume = resolve })
      isNews = false
    },
  }
}
