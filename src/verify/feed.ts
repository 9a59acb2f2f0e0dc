/**
 * The issuer's revocation log, by its feed: followed from the first token on, and taken up again where it broke off. What the
 * feed has not said of late is not known: a system error, and never "valid".
 */
import type { Clock, MaybePromise, Revocation, Seconds } from '../contracts.ts'
import { createEntries, refusalFrom, type RevocationEntries } from '../core/revocation/revocation-entries.ts'
import { within } from '../core/parts/within.ts'
import { readJsonObject } from '../formats/jwt/strict-json.ts'
import { eventsIn, type ServerEvent } from './events.ts'
import type { Fetch } from './fetch-bounded.ts'
import { type Revocations, RevocationsError } from './status-lists.ts'

export interface FeedSettings {
  readonly url: URL
  readonly credential: () => MaybePromise<string>
  readonly maxStaleness: Seconds
  readonly leeway: Seconds
  readonly clock: Clock
  /** Monotonic, in seconds with fractions. */
  readonly elapsed: () => Seconds
  readonly fetch: Fetch
  readonly report: (error: unknown) => void
}

export interface Feed extends Revocations {
  close(): void
}

/** Milliseconds. */
const FIRST_WAIT = 5000
const RETRY_FIRST = 250
const RETRY_MOST = 5000
/** The feed says something each second. */
const SILENCE = 10_000
const MOST_ENTRIES = 2_000_000
/** Seconds. A key set of ours says that it is good for two minutes. */
const KEYS_READ_WITHIN = 180

export function createFeed(settings: FeedSettings): Feed {
  const { clock, elapsed, leeway, maxStaleness } = settings
  const followed = createFollowed(settings)
  const ending = new AbortController()
  let isFollowing = false

  function start(): void {
    if (isFollowing) return
    isFollowing = true
    void follow(followed, settings, ending.signal)
  }

  /** By our clock since it came, and by both clocks since it was said: a proxy may have held it back. */
  function isYoung(): boolean {
    const { heard } = followed
    return heard !== null && elapsed() - heard.arrived <= maxStaleness && clock() - heard.at <= maxStaleness + leeway
  }

  return {
    close() { ending.abort() },
    async refusal(statement) {
      start()
      if (followed.heard === null) await within(FIRST_WAIT, followed.first, () => new RevocationsError('the revocation feed has said nothing yet'))
      if (isYoung()) return refusalFrom(followed.entries, statement)
      throw new RevocationsError(`the revocation feed has been silent for more than ${maxStaleness} s`)
    },
  }
}

interface Followed {
  entries: RevocationEntries
  /** The last time that all was told. */
  heard: { readonly arrived: Seconds, readonly at: Seconds } | null
  readonly first: Promise<void>
  position: string | undefined
  /** A new connection: what the last one had begun to tell anew is worth nothing. */
  begin(): void
  take(event: ServerEvent): void
}

function createFollowed({ clock, elapsed }: FeedSettings): Followed {
  const { promise: first, resolve } = Promise.withResolvers<void>()
  let anew: RevocationEntries | null = null
  const followed: Followed = {
    entries: createEntries(), heard: null, first, position: undefined,
    begin() { anew = null },
    take({ event, data, id }) {
      if (event === 'reset') {
        anew = createEntries()
        // A store that was taken back forgets what had ended, and its keys are replaced: until those are read anew, nothing revives.
        followed.entries.handOn(anew, clock() + KEYS_READ_WITHIN)
      }
      if (event === 'revoked') {
        const entries = anew ?? followed.entries
        entries.add(entryOf(data))
        if (entries.size > MOST_ENTRIES) throw new RangeError(`there are more than ${MOST_ENTRIES} entries`)
      }
      if (event === 'live') {
        const { at } = readJsonObject(Buffer.from(data)) ?? {}
        if (typeof at !== 'number') throw new TypeError('an event does not say when it was sent')
        followed.entries = anew ?? followed.entries
        if (anew === null && clock() % 60 === 0) followed.entries.prune(clock())
        anew = null
        followed.heard = { arrived: elapsed(), at }
        resolve()
      }
      // Within what is told anew no place is reached: who breaks off there begins again.
      if (id !== undefined && anew === null) followed.position = id
    },
  }
  return followed
}

const kinds: readonly string[] = ['session', 'credential', 'epoch', 'version', 'key']

function entryOf(data: string): Revocation {
  const { kind, id, value, at, until } = readJsonObject(Buffer.from(data)) ?? {}
  if (typeof kind !== 'string' || !kinds.includes(kind) || typeof id !== 'string') throw new TypeError('an event is no entry of the log')
  if (typeof value !== 'number' || typeof at !== 'number' || typeof until !== 'number') throw new TypeError('an event is no entry of the log')
  return { kind: kind as Revocation['kind'], id, value, at, until } // one of the kinds
}

/** Until it is ended: what breaks off is taken up again, sooner or later as it fails. */
async function follow(followed: Followed, settings: FeedSettings, ending: AbortSignal): Promise<void> {
  let wait = RETRY_FIRST
  while (!ending.aborted) {
    const before = followed.heard
    await listen(followed, settings, ending).catch((error: unknown) => { if (!ending.aborted) settings.report(faultOf(error, settings.url)) })
    wait = followed.heard === before ? Math.min(2 * wait, RETRY_MOST) : RETRY_FIRST
    await pause(wait, ending)
  }
}

/** One connection. A silent one is given up. */
async function listen(followed: Followed, { url, credential, fetch }: FeedSettings, ending: AbortSignal): Promise<void> {
  const silence = new AbortController()
  const signal = AbortSignal.any([ending, silence.signal])
  const timer = setTimeout(() => { silence.abort() }, SILENCE)
  timer.unref()
  try {
    const headers = {
      accept: 'text/event-stream', authorization: `Bearer ${await credential()}`,
      ...followed.position !== undefined && { 'last-event-id': followed.position },
    }
    // The credential goes nowhere else, and nobody else is listened to.
    const response = await fetch(url.href, { headers, signal, redirect: 'manual' })
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? ''
    if (response.status !== 200 || type !== 'text/event-stream' || response.body === null) throw new RangeError(`was answered with ${response.status}`)
    followed.begin()
    for await (const event of eventsIn(response.body)) {
      timer.refresh()
      followed.take(event)
    }
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

function faultOf(error: unknown, { origin, pathname }: URL): RevocationsError {
  const why = error instanceof RangeError || error instanceof TypeError ? error.message : 'broke off'
  return new RevocationsError(`revocation feed ${origin}${pathname} ${why}`)
}

function pause(milliseconds: number, ending: AbortSignal): Promise<void> {
  if (ending.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    ending.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}
