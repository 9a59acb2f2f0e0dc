/**
 * Guessing is slowed by counts that live in the store: for each name as it was submitted, existing or not, for each
 * recognised device, and for each source. An attempt is counted before the hash runs, so that no number of parallel
 * guesses gets more hashes than the limit (A-10).
 */
import type { Seconds, Throttle, Write } from '../../contracts.ts'
import { hmacSha256 } from '../../crypto/hmac.ts'
import { commit, type Plan } from '../commit.ts'
import { never, type Core } from '../core.ts'

export interface Buckets {
  /** The name's own, or that of a device known to it. Null where no name is tried (sign-up). */
  readonly account: string | null
  /** Null where no address is known. */
  readonly source: string | null
}

/** `failures`: how many the account's bucket holds with this attempt. */
export type Admission = { readonly ok: true, readonly failures: number } | { readonly ok: false, readonly retryAfter: Seconds }

const freeFailures = 5
/** NIST SP 800-63B-4 §3.2.2: at most 100 in a row, then the password is off until it is unlocked or reset. */
export const failuresMost = 100
const firstWait = 30
const longestWait = 3600
const sourceFailures = 30
const sourceWindow = 600

type BucketKind = 'account' | 'device' | 'source' | 'signup' | 'visit' | 'visitor'

export function bucketName(core: Core, kind: BucketKind, of: string): string {
  return `${kind}:${hmacSha256(core.keys().current('throttle').secret, `${kind}\n${of}`)}`
}

/** Counts one attempt against both buckets, or says how long to wait. */
export function admit(core: Core, buckets: Buckets): Promise<Admission> {
  return commit<Admission>(core, () => planAttempt(core, buckets))
}

/** The writes that a success takes back: the proved authenticator's own count, and one from the source. */
export function clearAttempt({ account, source }: Buckets): readonly Write[] {
  const writes: Write[] = []
  if (account !== null) writes.push({ do: 'uncount', bucket: account, by: failuresMost })
  if (source !== null) writes.push({ do: 'uncount', bucket: source, by: 1 })
  return writes
}

/** For what is no guess: so many in so many seconds, and no waits that grow. */
export async function admitWithin(
  core: Core, { kind, of, most, window }: { kind: BucketKind, of: string, most: number, window: Seconds },
): Promise<boolean> {
  const at = core.clock()
  const { ok } = await core.store.commit([{ do: 'count', bucket: bucketName(core, kind, of), at, until: at + window, atMost: most }])
  return ok
}

async function planAttempt(core: Core, { account, source }: Buckets): Promise<Plan<Admission>> {
  const at = core.clock()
  const failures = account === null ? null : await core.store.findThrottle(account)
  const fromSource = source === null ? null : current(await core.store.findThrottle(source), at)
  const wait = Math.max(accountWait(failures, at), sourceWait(fromSource, at))
  if (wait > 0) return { answer: { ok: false, retryAfter: wait }, writes: [] }
  const counted = (failures?.count ?? 0) + 1
  const writes: Write[] = []
  // Once waits begin, the count that was read is part of the guard: of parallel attempts exactly one goes on.
  if (account !== null) writes.push({ do: 'count', bucket: account, at, until: never, atMost: Math.max(freeFailures, counted) })
  if (source !== null) writes.push({ do: 'count', bucket: source, at, until: at + sourceWindow, atMost: sourceFailures })
  return { answer: { ok: true, failures: counted }, writes }
}

function accountWait(failures: Throttle | null, at: Seconds): Seconds {
  if (failures === null || failures.count < freeFailures) return 0
  if (failures.count >= failuresMost) return longestWait
  const wait = Math.min(longestWait, firstWait * 2 ** (failures.count - freeFailures))
  // A clock that stepped back never makes anyone wait longer than one whole wait.
  return Math.min(wait, Math.max(0, failures.last + wait - at))
}

function sourceWait(failures: Throttle | null, at: Seconds): Seconds {
  return failures === null || failures.count < sourceFailures ? 0 : Math.min(sourceWindow, failures.until - at)
}

function current(bucket: Throttle | null, at: Seconds): Throttle | null {
  return bucket !== null && bucket.until > at ? bucket : null
}
