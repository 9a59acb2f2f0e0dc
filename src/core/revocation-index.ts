/**
 * The revocation log as one Map in memory: what self-contained credentials are asked about on every request.
 * Filled from the log at the start, and after each commit of this process. It knows entries, not credentials.
 */
import type { Revocation, RefusalCode, Seconds, Statement, Store, Write } from '../contracts.ts'

export interface RevocationIndex {
  /** Reads the whole log. Nothing revocable may be answered before this has succeeded once. */
  fill(store: Store): Promise<void>
  /** Takes over the entries of a commit that is durable. */
  note(writes: readonly Write[]): void
  /** Why a statement is over, or null. */
  refusal(statement: Statement): RefusalCode | null
  /** Forgets what no living credential can be concerned by any more. */
  prune(now: Seconds): void
  readonly size: number
}

export function createRevocationIndex(): RevocationIndex {
  const entries = new Map<string, Revocation>()
  return {
    async fill(store) {
      for (const entry of (await store.readRevocations(0)).entries) add(entries, entry)
    },
    note(writes) {
      for (const write of writes) if (write.do === 'revoke') add(entries, write.entry)
    },
    refusal: (statement) => refusalFrom(entries, statement),
    prune(now) {
      for (const [name, entry] of entries) if (entry.until < now) entries.delete(name)
    },
    get size() { return entries.size },
  }
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
