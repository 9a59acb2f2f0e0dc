/**
 * The revocation log as one Map in memory: what self-contained credentials are asked about on every request.
 * Filled from the log at the start, and after each commit of this process. It knows entries, not credentials.
 */
import type { Revocation, RefusalCode, Seconds, Session, Statement, Store, Write } from '../../contracts.ts'

export interface RevocationIndex {
  /** Reads the log from where it was last read. Nothing revocable may be answered before this has succeeded once. */
  read(store: Store): Promise<void>
  /** Takes over the entries of a commit that is durable. */
  note(writes: readonly Write[], now: Seconds): void
  /** A commit may have been made without an answer: for as long as it may still come, the log is asked each time. */
  doubt(now: Seconds): void
  isInDoubt(now: Seconds): boolean
  /** Why a statement is over, or null. */
  refusal(statement: Statement): RefusalCode | null
  /** Whether this process has heard that a session was ended since its record was read. */
  isOver(session: Session): boolean
  /** Forgets what no living credential can be concerned by any more; `note` does so as the index grows. */
  prune(now: Seconds): void
  readonly size: number
}

/** No commit that was given up on is made later than this: stores have two seconds and whole seconds round. */
const doubtful: Seconds = 5
const pruneFrom = 1000

export function createRevocationIndex(): RevocationIndex {
  const entries = new Map<string, Revocation>()
  let seq = 0
  let doubtUntil = -Infinity
  let pruneAt = pruneFrom
  return {
    async read(store) {
      const log = await store.readRevocations(seq)
      for (const entry of log.entries) add(entries, entry)
      seq = Math.max(seq, log.seq)
    },
    note(writes, now) {
      for (const write of writes) if (write.do === 'revoke') add(entries, write.entry)
      if (entries.size < pruneAt) return
      prune(entries, now)
      pruneAt = Math.max(pruneFrom, 2 * entries.size)
    },
    doubt(now) { doubtUntil = now + doubtful },
    isInDoubt: (now) => now <= doubtUntil,
    refusal: (statement) => refusalFrom(entries, statement),
    isOver: ({ id, subject, epoch }) => (
      entries.has(`session:${id}`) || subject !== null && epoch < lowest(entries, 'epoch', subject)
    ),
    prune: (now) => { prune(entries, now) },
    get size() { return entries.size },
  }
}

function prune(entries: Map<string, Revocation>, now: Seconds): void {
  for (const [name, entry] of entries) if (entry.until < now) entries.delete(name)
}

function add(entries: Map<string, Revocation>, entry: Revocation): void {
  const name = `${entry.kind}:${entry.id}`
  const known = entries.get(name)
  // Two commits may be noted in another order than they were made: the highest epoch and the latest end stay.
  if (known === undefined) return void entries.set(name, entry)
  entries.set(name, { ...entry, value: Math.max(known.value, entry.value), until: Math.max(known.until, entry.until) })
}

/** By `sid`, `jti`, epoch and version, never by the string: a credential may have more than one spelling (C-06). */
function refusalFrom(entries: ReadonlyMap<string, Revocation>, statement: Statement): RefusalCode | null {
  if (entries.has(`session:${statement.session}`)) return 'session_revoked'
  if (entries.has(`credential:${statement.credential}`)) return 'session_revoked'
  if (statement.epoch < lowest(entries, 'epoch', statement.subject)) return 'session_revoked'
  if (statement.version < lowest(entries, 'version', statement.subject)) return 'credential_stale'
  return null
}

function lowest(entries: ReadonlyMap<string, Revocation>, kind: 'epoch' | 'version', subject: string): number {
  return entries.get(`${kind}:${subject}`)?.value ?? 0
}
