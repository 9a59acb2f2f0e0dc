/**
 * The pages of one browser that hold the same login: one of them acts at a time, and the others are told. Knows no HTTP.
 * By Web Locks; in a browser without them the pages agree by messages, and where those are late the server's grace of 30
 * seconds for two that renew at once has to do.
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

/** Milliseconds. A lock is handed on before a message arrives: for this long it is known that one is under way. */
const messageTime = 1000
/** Milliseconds; whoever waits longer goes on alone. More than one request may take. */
const patience = 20_000
/** Milliseconds, without locks: in which the others' claims arrive, and for how long one that came first is waited for. */
const claimTime = 200
const rivalPatience = 5000

/** Nobody but a page of our own origin writes them. `done`: the claims before it are settled. */
type Message<News> = { readonly news: News } | { readonly claim: string } | { readonly done: true }

export function createTabs<News>(name: string, isShared: boolean, hears: (news: News) => void): Tabs<News> {
  const around: Surroundings = isShared ? globalThis : {}
  const locks = around.navigator?.locks
  const channel = openChannel(around, name, hears)
  const inTurn = locks === undefined ? channel.inTurn : <T>(work: () => Promise<T>) => locked(locks, name, work)
  let last: Promise<unknown> = Promise.resolve()
  let own = 0
  return {
    exclusively(work) {
      const run = last.then(() => inTurn(work))
      last = run.catch(() => null)
      return run
    },
    async tell(news) {
      channel.post({ news })
      if (locks === undefined) return
      own++
      // Before the lock is given up, so that whoever gets it next sees it.
      await new Promise<void>((resolve) => { void holdNews(locks, name, resolve).finally(() => { own-- }) })
    },
    async hasNews() {
      const { held = [] } = await locks?.query().catch(() => null) ?? {}
      return held.filter((lock) => lock.name === newsOf(name)).length > own
    },
    hear: channel.hear,
    close: channel.close,
  }
}

function openChannel<News>({ BroadcastChannel }: Surroundings, name: string, hears: (news: News) => void) {
  const channel = BroadcastChannel && new BroadcastChannel(name)
  const waiting = new Set<() => void>()
  /** The first of the other pages that want to act. */
  let rival: string | undefined
  const post = (message: Message<News>) => { channel?.postMessage(message) }
  const hear = (milliseconds: number) => channel ? woken(waiting, milliseconds) : Promise.resolve()
  if (channel) {
    channel.onmessage = ({ data }) => {
      const { claim, news, done } = Object(data) as Partial<Record<'claim' | 'done', unknown> & { news: News }> // whoever wrote it is of our own origin
      if (typeof claim === 'string' && (rival === undefined || claim < rival)) rival = claim
      // Anything else is none of ours.
      if (!news && done !== true) return
      rival = undefined
      if (news) hears(news)
      for (const wake of waiting) wake()
    }
  }
  return {
    post, hear,
    /** Without locks: who claimed first acts, and the others wait for what comes of it. */
    async inTurn<T>(work: () => Promise<T>): Promise<T> {
      if (!channel) return work()
      const claim = `${Date.now()} ${crypto.getRandomValues(new Uint32Array(1)).join('')}`
      post({ claim })
      await woken(new Set(), claimTime)
      if (rival !== undefined && rival < claim) await hear(rivalPatience)
      rival = undefined
      return work().finally(() => { post({ done: true }) })
    },
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
    await locks.request(name, { signal: AbortSignal.timeout(patience) }, () => { run = work(); return run })
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
