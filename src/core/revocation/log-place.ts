/** Where in the log this process has come to: it goes on from there, and begins anew where what it knows may be of another log. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Revocation, RevocationLog, Store } from '../../contracts.ts'
import type { Held } from './revocation-entries.ts'

/** What else there is to do with what was read, before it counts as read: what fails here is read again. */
export interface LogNews {
  /** A key was dropped somewhere, or all were replaced by a restore: the ring is to be read again. */
  readonly onKeys: () => Promise<void>
  /** What was read of the store before may be of another one: a restore took it back. */
  readonly onAnew: () => void
}

export interface LogPlace {
  readOn(store: Store, news: LogNews): Promise<void>
  /** Of the log that was read last; null before the first. */
  incarnation(): string | null
}

export function logPlace(held: Held): LogPlace {
  let seq = 0
  let incarnation: string | null = null

  /** The entries last: while keys and identities of the old log are still believed, so is what it says is over. */
  async function readAnew(store: Store, news: LogNews): Promise<void> {
    await held.readAnew(async () => {
      const log = await readWhole(store)
      await news.onKeys()
      news.onAnew()
      seq = log.seq
      incarnation = log.incarnation
      return log.entries
    })
  }

  async function readOn(store: Store, news: LogNews): Promise<void> {
    if (incarnation === null) return readAnew(store, news)
    const from = { seq, incarnation }
    const log = await store.readRevocations(from.seq)
    // Another log, an older one, or one of which something is missing: what is known of it is worth nothing.
    const isOther = log.incarnation !== from.incarnation || log.seq < from.seq
    if (isOther || log.entries.length < log.seq - from.seq) return readAnew(store, news)
    for (const entry of log.entries) held.entries.add(entry)
    if (log.entries.some(({ kind }) => kind === 'key')) await news.onKeys()
    if (incarnation === from.incarnation) seq = Math.max(seq, log.seq)
    if (log.isMore === true) await readOn(store, news)
  }

  return { readOn, incarnation: () => incarnation }
}

/** Page by page, each a little work of its own, so that others are answered between them. */
export async function readWhole(store: Store): Promise<RevocationLog> {
  const entries: Revocation[] = []
  let log = await store.readRevocations(0)
  for (const first = log; ; log = await store.readRevocations(log.seq)) {
    // Of two logs no whole is made: it begins again with the second.
    if (log.incarnation !== first.incarnation) return readWhole(store)
    for (const entry of log.entries) entries.push(entry)
    if (log.isMore !== true) return { ...log, entries }
    await turn()
  }
}
