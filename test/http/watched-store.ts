/** A real store under watch: every call is told before it is made, and whoever is told may throw, wait or hang. */
import type { Store, Write } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'

export interface Call {
  readonly verb: string
  /** What the verb was given. */
  readonly given: readonly unknown[]
  /** Empty for a read. */
  readonly writes: readonly Write[]
}

const reads = [
  'findByDigest', 'findUser', 'findUserByName', 'hasRole', 'listSecrets', 'listUserSecrets', 'findSession', 'listSessions', 'findThrottle',
  'listKeys', 'readRevocations', 'listEvents', 'countVisits', 'listUsers', 'listLiveSessions', 'countEvents',
] as const

export function watchedStore(told: (call: Call) => Promise<unknown> | void, store: Store = memoryStore()): Store {
  const watched: Store = {
    ...store,
    async commit(writes) {
      await told({ verb: 'commit', given: [writes], writes })
      return store.commit(writes)
    },
  }
  for (const verb of reads) {
    const read = store[verb] as (...given: unknown[]) => Promise<unknown> // one wrapper for sixteen signatures
    Object.assign(watched, {
      async [verb](...given: unknown[]) {
        await told({ verb, given, writes: [] })
        return read(...given)
      },
    })
  }
  return watched
}

/**
 * What no answer waits for: last-seen, events of refusals, attempts that are taken back, visits; and looks at the log, which
 * an instance takes by itself at any moment. Where an answer waits for one, test/core/log-reader.test.ts holds what follows.
 */
export function isBackground({ verb, writes }: Call): boolean {
  return verb === 'readRevocations' || verb === 'commit' && writes.every((write) => (
    write.do === 'record' || write.do === 'uncount'
    || write.do === 'count' && write.bucket.startsWith('visit:') || write.do === 'insert' && write.table === 'visit'
    || write.do === 'update' && write.table === 'session' && Object.keys(write.set).join() === 'lastSeen'
    || write.do === 'update' && write.table === 'secret' && Object.keys(write.set).join() === 'lastUsed'
  ))
}
