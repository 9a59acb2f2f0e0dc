/** A store under a deadline: one that never answers is one that is away (F-03). One that answers at once costs no timer. */
import type { Store } from '../contracts.ts'
import { StoreError } from '../stores/store-error.ts'

const milliseconds = 2000
const message = `The store did not answer within ${milliseconds} ms.`

/** All but opening, which may migrate, and closing, which waits for what is under way. */
export function withDeadline(store: Store): Store {
  const inTime = createDeadline()
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

/** One that was asked in this turn of the loop, and perhaps answered. */
interface Waiting {
  isOver: boolean
  timer: NodeJS.Timeout | undefined
  late(): void
}

/** As `within`, with a timer for those alone that have not answered when the turn ends: memory and SQLite read before that. */
function createDeadline(): <T>(answer: Promise<T>) => Promise<T> {
  const wait = createTurn()
  return (answer) => new Promise((resolve, reject) => {
    const waiting: Waiting = { isOver: false, timer: undefined, late: () => { reject(new StoreError(message)) } }
    const ending = <Outcome>(settle: (outcome: Outcome) => void) => (outcome: Outcome) => {
      waiting.isOver = true
      clearTimeout(waiting.timer)
      settle(outcome)
    }
    answer.then(ending(resolve), ending(reject))
    wait(waiting)
  })
}

/**
 * A tick that a microtask asks for runs once no answer is left that is there already; one that is asked for by who handles an event
 * would run before them. In a long turn those are forgotten meanwhile that were given theirs.
 */
function createTurn(): (waiting: Waiting) => void {
  const many = 256
  let asked: Waiting[] = []
  let forgetAt = many

  const atEndOfTurn = () => { process.nextTick(startTimers) }

  function startTimers(): void {
    for (const waiting of asked) if (!waiting.isOver) waiting.timer = setTimeout(waiting.late, milliseconds)
    asked = []
    forgetAt = many
  }

  return (waiting) => {
    if (asked.push(waiting) === 1) queueMicrotask(atEndOfTurn)
    if (asked.length < forgetAt) return
    // Never left empty, or a second microtask would be asked for.
    asked = [waiting, ...asked.filter((one) => !one.isOver && one !== waiting)]
    forgetAt = Math.max(many, 2 * asked.length)
  }
}
