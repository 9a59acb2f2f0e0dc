/**
 * The pages of one browser that hold the same login: one of them acts at a time, and the others are told. Knows no HTTP.
 * By Web Locks; without them (an old browser, a page that is not secure) nobody waits, and the server's grace of 30 seconds for
 * two that renew at once has to do.
 */

/** The parts of the standards that are used; a program and an old browser have less. */
interface Locks {
  request(name: string, options: { mode?: 'exclusive' | 'shared', signal?: AbortSignal }, work: () => unknown): Promise<unknown>
  query(): Promise<{ held?: readonly { name?: string }[] }>
}
interface Surroundings {
  readonly navigator?: { readonly locks?: Locks }
  readonly BroadcastChannel?: typeof BroadcastChannel
}

export interface Tabs<News> {
  /** One at a time, in this page and in all others. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Tells the other pages; the next that acts knows that there is something to be heard. */
  tell(news: News): Promise<void>
  /** True: another page told something a moment ago, which this one may not have heard yet. */
  hasNews(): Promise<boolean>
  /** Resolves when the others have told something, or after so many milliseconds. */
  hear(milliseconds: number): Promise<void>
  close(): void
}

/** A lock is handed on before a message arrives. For this long, in milliseconds, it is known that one is under way. */
const messageTime = 1000
/** Milliseconds; whoever waits longer goes on alone. More than one request may take. */
const lockPatience = 20_000

export function createTabs<News>(name: string, isShared: boolean, hears: (news: News) => void): Tabs<News> {
  const around: Surroundings = isShared ? globalThis : {}
  const locks = around.navigator?.locks
  const channel = around.BroadcastChannel === undefined ? undefined : new around.BroadcastChannel(name)
  const waiting = new Set<() => void>()
  if (channel !== undefined) {
    channel.onmessage = ({ data }: { data: unknown }) => {
      hears(data as News) // nobody but a page of our own origin writes to it
      for (const wake of waiting) wake()
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  let own = 0
  return {
    exclusively(work) {
      const run = last.then(() => locks === undefined ? work() : locked(locks, name, work))
      last = run.catch(() => null)
      return run
    },
    async tell(news) {
      channel?.postMessage(news)
      if (locks === undefined) return
      own++
      // Before the lock is given up, so that whoever gets it next sees it.
      await new Promise<void>((resolve) => { void holdNews(locks, name, resolve).finally(() => { own-- }) })
    },
    async hasNews() {
      const { held = [] } = await locks?.query().catch(() => null) ?? {}
      return held.filter((lock) => lock.name === newsOf(name)).length > own
    },
    hear: (milliseconds) => isShared ? woken(waiting, milliseconds) : Promise.resolve(),
    close: () => { channel?.close() },
  }
}

function woken(waiting: Set<() => void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    waiting.add(wake)
  })
}

const newsOf = (name: string) => `${name} news`

async function locked<T>(locks: Locks, name: string, work: () => Promise<T>): Promise<T> {
  let run: Promise<T> | undefined
  try {
    await locks.request(name, { signal: AbortSignal.timeout(lockPatience) }, () => { run = work(); return run })
  } catch {
    // What the work itself rejects with is told below; else the lock was not to be had.
  }
  return run ?? work()
}

/** Held for as long as a message may take; never long, since a page that holds a lock is not kept for going back to it. */
async function holdNews(locks: Locks, name: string, isHeld: () => void): Promise<void> {
  const work = () => {
    isHeld()
    return new Promise((resolve) => { setTimeout(resolve, messageTime) })
  }
  await locks.request(newsOf(name), { mode: 'shared' }, work).catch(isHeld)
}
