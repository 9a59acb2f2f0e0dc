/**
 * Observes an instance without changing what it does: its store, its formats and its hasher tell what they did and how long it took, to
 * whoever watches the call that led there. Nobody watches: nothing is kept.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { PasswordHasher, Store, TokenFormat } from '../contracts.ts'
import type { Seen } from './facts.ts'

/** Without its time, which is measured. */
type Done = Seen extends infer S ? S extends Seen ? Omit<S, 'ms'> : never : never

export interface Observer {
  /** What was done on the way to the answer. */
  watch<T>(work: () => Promise<T>): Promise<{ readonly answer: T, readonly seen: readonly Seen[] }>
  store(store: Store): Store
  format(format: TokenFormat): TokenFormat
  hasher(hasher: PasswordHasher): PasswordHasher
}

export function createObserver(): Observer {
  const watching = new AsyncLocalStorage<Seen[]>()
  const note = (done: Done, since: number) => {
    watching.getStore()?.push({ ...done, ms: performance.now() - since })
  }
  async function timed<T>(work: () => T | Promise<T>, told: (answer: T) => Done): Promise<T> {
    const since = performance.now()
    const answer = await work()
    note(told(answer), since)
    return answer
  }
  return {
    async watch(work) {
      const list: Seen[] = []
      const answer = await watching.run(list, work)
      // What goes on behind the answer is no part of it.
      return { answer, seen: [...list] }
    },
    store: (store) => observedStore(store, timed),
    format: (format) => ({
      ...format,
      issue: (grant, keys) => timed(() => format.issue(grant, keys), ({ credential }) => ({ did: 'issue', characters: credential.length })),
      verify: (credential, keys) => timed(() => format.verify(credential, keys), (proof) => ({ did: 'verify', authentic: proof !== null })),
    }),
    hasher: (hasher) => ({
      hash: (password) => hasher.hash(password),
      verify: (password, phc) => timed(() => hasher.verify(password, phc), () => ({ did: 'hash' })),
    }),
  }
}

type Timed = <T>(work: () => T | Promise<T>, told: (answer: T) => Done) => Promise<T>

/** The reads that logins and checks make, and every commit. */
function observedStore(store: Store, timed: Timed): Store {
  const read = <T>(verb: string, by: string, work: () => Promise<T>) => (
    timed(work, (answer) => ({ did: 'read', verb, by, found: answer !== null }))
  )
  return {
    ...store,
    findByDigest: (digest) => read('secret', digest, () => store.findByDigest(digest)),
    findUser: (id) => read('user', id, () => store.findUser(id)),
    findUserByName: (canonical) => read('user', canonical, () => store.findUserByName(canonical)),
    findSession: (id) => read('session', id, () => store.findSession(id)),
    findThrottle: (bucket) => read('throttle', bucket, () => store.findThrottle(bucket)),
    listSecrets: (session) => read('secrets', session, () => store.listSecrets(session)),
    listSessions: (subject, epoch, page) => read('sessions', subject, () => store.listSessions(subject, epoch, page)),
    commit: (writes) => timed(() => store.commit(writes), () => ({ did: 'commit', writes })),
  }
}
