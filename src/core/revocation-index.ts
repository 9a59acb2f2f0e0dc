/**
 * The revocation log as this process knows it: what self-contained credentials are asked about on every request.
 * Filled from the log, and after each commit of this process at once.
 */
import type { Revocation, RefusalCode, Seconds, Session, Statement, Store, Write } from '../contracts.ts'
import { createEntries, type RevocationEntries } from './revocation-entries.ts'

export interface RevocationIndex {
  /** Reads the log from where it was last read. Nothing revocable may be answered before this has succeeded once. */
  read(store: Store): Promise<LogNews>
  /** Takes over the entries of a commit that is durable. */
  note(writes: readonly Write[], now: Seconds): void
  /** A commit may have been made without an answer: for as long as it may still come, the log is asked each time. */
  doubt(now: Seconds): void
  isInDoubt(now: Seconds): boolean
  /** Why a statement is over, or null. */
  refusal(statement: Pick<Statement, 'session' | 'credential' | 'subject' | 'epoch' | 'version'>): RefusalCode | null
  /** Whether this process has heard that a session was ended since its record was read. */
  isOver(session: Session): boolean
  /** Forgets what no living credential can be concerned by any more; `note` does so as the index grows. */
  prune(now: Seconds): void
  /** It holds as much as it may: nothing is dropped, and revocable routes ask the store. */
  readonly isFull: boolean
  readonly size: number
}

export interface LogNews {
  /** A key was dropped somewhere: the ring is to be read again. */
  readonly hasKeys: boolean
}

/** No commit that was given up on is made later than this: stores have two seconds and whole seconds round. */
const doubtful: Seconds = 5
const pruneFrom = 1000

/** `most`: how many entries it holds before revocable becomes authoritative. */
export function createRevocationIndex(most = 2_000_000): RevocationIndex {
  let entries = createEntries()
  let place = { seq: 0, incarnation: '' }
  let doubtUntil = -Infinity
  let pruneAt = pruneFrom
  /** What this process revoked while the whole log was read anew: it may be younger than what was read. */
  let noted: Revocation[] | null = null

  async function readAnew(store: Store): Promise<LogNews> {
    noted = []
    try {
      const log = await store.readRevocations(0)
      const fresh = filled([...log.entries, ...noted])
      entries = fresh
      place = log
      return { hasKeys: true }
    } finally {
      noted = null
    }
  }

  return {
    async read(store) {
      const { seq, incarnation } = place
      if (incarnation === '') return readAnew(store)
      const log = await store.readRevocations(seq)
      // Another log, an older one, or one of which something is missing: what is known of it is worth nothing.
      if (log.incarnation !== incarnation || log.seq < seq || log.entries.length < log.seq - seq) return readAnew(store)
      for (const entry of log.entries) entries.add(entry)
      if (place.incarnation === incarnation && log.seq > place.seq) place = log
      return { hasKeys: log.entries.some(({ kind }) => kind === 'key') }
    },
    note(writes, now) {
      for (const write of writes) {
        if (write.do !== 'revoke') continue
        entries.add(write.entry)
        noted?.push(write.entry)
      }
      if (entries.size < pruneAt) return
      entries.prune(now)
      pruneAt = Math.max(pruneFrom, 2 * entries.size)
    },
    doubt(now) { doubtUntil = now + doubtful },
    isInDoubt: (now) => now <= doubtUntil,
    refusal: (statement) => refusalFrom(entries, statement),
    isOver: ({ id, subject, epoch }) => entries.hasSession(id) || subject !== null && epoch < entries.lowest('epoch', subject),
    prune: (now) => { entries.prune(now) },
    get isFull() { return entries.size > most },
    get size() { return entries.size },
  }
}

function filled(log: readonly Revocation[]): RevocationEntries {
  const entries = createEntries()
  for (const entry of log) entries.add(entry)
  return entries
}

type Stated = Pick<Statement, 'session' | 'credential' | 'subject' | 'epoch' | 'version'>

/** By `sid`, `jti`, epoch and version, never by the string: a credential may have more than one spelling (C-06). */
function refusalFrom(entries: RevocationEntries, { session, credential, subject, epoch, version }: Stated): RefusalCode | null {
  if (entries.hasSession(session) || entries.hasCredential(credential)) return 'session_revoked'
  if (epoch < entries.lowest('epoch', subject)) return 'session_revoked'
  return version < entries.lowest('version', subject) ? 'credential_stale' : null
}
