/**
 * Status lists that tokens name: fetched when first met, kept for their `ttl`, used until their end where a newer one cannot be
 * had, and believed only when the issuer's own key signed them. What cannot be known is a system error, and never "valid".
 */
import type { Clock, RefusalCode, Seconds, Statement } from '../contracts.ts'
import { MAX_STATUS_LIST, readStatusList, STATUS_LIST_MEDIA_TYPE, statusAt, type StatusList, statusListKey } from '../formats/status-list.ts'
import { type Fetch, fetchBounded } from './fetch-bounded.ts'
import type { KeySource } from './remote-keys.ts'

/** What was revoked cannot be known: a fault of the issuer, of the network or of the system; never an answer about a credential. */
export class RevocationsError extends Error {
  override readonly name = 'RevocationsError'
}

/** What refuses a statement that is good by itself, as far as somebody knows of it. */
export interface Revocations {
  refusal(statement: Statement): Promise<RefusalCode | null>
}

export interface StatusListOptions {
  /** Lists are fetched from its origin and from nowhere else. */
  readonly issuer: string
  readonly source: KeySource
  readonly clock: Clock
  readonly fetch: Fetch
  readonly leeway: Seconds
  /** Believes tokens whose list cannot be had. */
  readonly dangerouslyBelieveUnknown: boolean
  readonly report: (error: unknown) => void
}

interface Held {
  list: StatusList | null
  /** When it was asked for, and when anything was. */
  since: Seconds
  tried: Seconds
  failure: unknown
  flight?: Promise<void> | undefined
}

/** More lists than an issuer of ours has; the oldest goes. */
const MOST_LISTS = 64
const MOST_TTL: Seconds = 300
const RETRY_AFTER: Seconds = 5
/** A list is asked for again behind the answers when so much of its life is over. */
const RENEWED_AT = 0.6

const bounds = {
  name: 'status list', mediaTypes: [STATUS_LIST_MEDIA_TYPE], maxBytes: MAX_STATUS_LIST,
  fault: (message: string, options: ErrorOptions) => new RevocationsError(message, options),
}

export function createStatusLists(options: StatusListOptions): Revocations {
  const { issuer, dangerouslyBelieveUnknown } = options
  const listAt = createHolding(options)
  return {
    async refusal({ status }) {
      // Only the issuer's own, whatever it signed: no token sends us anywhere else.
      if (status === undefined || !URL.canParse(status.uri) || new URL(status.uri).origin !== issuer) return 'credential_invalid'
      try {
        const value = statusAt(await listAt(status.uri), status.index)
        if (value === undefined) return 'credential_invalid'
        return value === 0 ? null : 'session_revoked'
      } catch (error) {
        if (dangerouslyBelieveUnknown) return null
        throw error
      }
    },
  }
}

/** Lists by where they are: young ones at once, others when they were read. */
function createHolding(options: StatusListOptions): (uri: string) => Promise<StatusList> {
  const { clock } = options
  const lists = new Map<string, Held>()

  function heldOf(uri: string): Held {
    const known = lists.get(uri)
    if (known !== undefined) return known
    const held: Held = { list: null, since: -Infinity, tried: -Infinity, failure: null }
    for (const oldest of lists.keys()) if (lists.size >= MOST_LISTS) lists.delete(oldest)
    lists.set(uri, held)
    return held
  }

  return async (uri) => {
    const held = heldOf(uri)
    const age = clock() - held.since
    const ttl = Math.min(held.list?.ttl ?? 0, MOST_TTL)
    if (held.list !== null && age >= 0 && age < ttl * RENEWED_AT) return held.list
    const reading = read(uri, held, options)
    // Young enough: nobody waits. Else it is the new one, or the old one for as long as that says anything.
    if (age >= 0 && age < ttl) reading.catch(() => undefined)
    else await reading.catch((error: unknown) => { if (!isLive(held.list, clock())) throw error })
    if (held.list === null) throw held.failure
    return held.list
  }
}

/** Once for all that ask. A failure is remembered for a little: an issuer that is away is not asked for each token. */
async function read(uri: string, held: Held, options: StatusListOptions): Promise<void> {
  const since = options.clock() - held.tried
  if (held.failure !== null && since >= 0 && since < RETRY_AFTER) throw held.failure
  held.flight ??= request(uri, held, options).finally(() => { held.flight = undefined })
  await held.flight
}

async function request(uri: string, held: Held, options: StatusListOptions): Promise<void> {
  held.tried = options.clock()
  try {
    held.list = await fetchList(uri, options)
    held.since = held.tried
    held.failure = null
  } catch (error) {
    held.failure = error
    options.report(error)
    throw error
  }
}

function isLive(list: StatusList | null, now: Seconds): boolean {
  return list !== null && now < list.expiresAt
}

async function fetchList(uri: string, { source, clock, leeway, fetch }: StatusListOptions): Promise<StatusList> {
  const { bytes } = await fetchBounded(new URL(uri), fetch, bounds)
  const token = bytes.toString('latin1')
  const kid = statusListKey(token)
  if (kid !== null && source.keys().find('jwt', kid) === undefined) await source.seek(kid)
  const list = readStatusList(token, source.keys())
  const now = clock()
  if (list === null) throw new RevocationsError(`status list ${uri} is none that the issuer signed`)
  // Another list of the same issuer has other bits, and an old one had fewer.
  if (list.uri !== uri || list.issuedAt > now + leeway || list.expiresAt <= now - leeway) {
    throw new RevocationsError(`status list ${uri} is of another place or time`)
  }
  return list
}
