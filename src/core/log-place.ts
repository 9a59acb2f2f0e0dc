/** Where in the log this process has come to: it goes on from there, and begins anew where what it knows may be of another log. */
import type { Store } from '../contracts.ts'
import type { Held } from './revocation-entries.ts'

export interface LogNews {
  /** A key was dropped somewhere: the ring is to be read again. */
  readonly hasKeys: boolean
}

/** Answers how to read on. */
export function logPlace(held: Held): (store: Store) => Promise<LogNews> {
  let seq = 0
  let incarnation: string | null = null

  async function readAnew(store: Store): Promise<LogNews> {
    await held.readAnew(async () => {
      const log = await store.readRevocations(0)
      seq = log.seq
      incarnation = log.incarnation
      return log.entries
    })
    return { hasKeys: true }
  }

  return async (store) => {
    if (incarnation === null) return readAnew(store)
    const from = { seq, incarnation }
    const log = await store.readRevocations(from.seq)
    // Another log, an older one, or one of which something is missing: what is known of it is worth nothing.
    const isOther = log.incarnation !== from.incarnation || log.seq < from.seq
    if (isOther || log.entries.length < log.seq - from.seq) return readAnew(store)
    for (const entry of log.entries) held.entries.add(entry)
    if (incarnation === from.incarnation) seq = Math.max(seq, log.seq)
    return { hasKeys: log.entries.some(({ kind }) => kind === 'key') }
  }
}
