/** A store under a deadline: one that never answers is one that is away (F-03). Costs under a microsecond a call. */
import type { Store } from '../contracts.ts'
import { within } from '../core/parts/within.ts'
import { StoreError } from '../stores/store-error.ts'

const milliseconds = 2000
const message = `The store did not answer within ${milliseconds} ms.`

/** All but opening, which may migrate, and closing, which waits for what is under way. */
export function withDeadline(store: Store): Store {
  return {
    name: store.name,
    open: () => store.open(),
    close: () => store.close(),
    findByDigest: (digest) => inTime(store.findByDigest(digest)),
    findUser: (id) => inTime(store.findUser(id)),
    findUserByName: (canonical) => inTime(store.findUserByName(canonical)),
    hasRole: (role) => inTime(store.hasRole(role)),
    listSecrets: (session) => inTime(store.listSecrets(session)),
    listUserSecrets: (user, purpose) => inTime(store.listUserSecrets(user, purpose)),
    findSession: (id) => inTime(store.findSession(id)),
    listSessions: (subject, epoch, page) => inTime(store.listSessions(subject, epoch, page)),
    findThrottle: (bucket) => inTime(store.findThrottle(bucket)),
    listKeys: () => inTime(store.listKeys()),
    readRevocations: (after) => inTime(store.readRevocations(after)),
    listEvents: (filter, page) => inTime(store.listEvents(filter, page)),
    listUsers: (filter, page) => inTime(store.listUsers(filter, page)),
    listLiveSessions: (now, page) => inTime(store.listLiveSessions(now, page)),
    countEvents: (counting) => inTime(store.countEvents(counting)),
    countVisits: (period) => inTime(store.countVisits(period)),
    // It may still be made: what is answered is that nobody knows.
    commit: (writes) => inTime(store.commit(writes)),
    // Many deletions, each under the store's own deadline; nobody waits for them.
    reap: (what) => store.reap(what),
    ...watching(store),
    ...(store.renew && { renew: store.renew.bind(store) }), // batches, each under the store's own deadline
  }
}

/** A store that cannot tell of news has no verb for it. */
function watching(store: Store): Pick<Store, 'watch'> {
  return store.watch === undefined ? {} : { watch: store.watch.bind(store) }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return within(milliseconds, answer, () => new StoreError(message))
}
