/**
 * Guessing is slowed by counts: in the store for each name as it was submitted, existing or not, and for each recognised
 * device; for each source there, or in a counter that nodes share. An attempt is counted before the hash runs, so that no
 * number of parallel guesses gets more hashes than the limit (A-10).
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

/** Where an attempt was counted. `shared`: the source's bucket, where nodes share its count; then `source` is null. */
export interface Attempt extends Buckets {
  readonly shared?: string
}

/** `failures`: how many the account's bucket holds with this attempt. */
export type Admission =
  | { readonly ok: true, readonly failures: number, readonly attempt: Attempt }
  | { readonly ok: false, readonly retryAfter: Seconds }

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

/** Counts one attempt against both buckets, or says how long to wait. The source first: one that has to wait costs no account a failure. */
export async function admit(core: Core, { account, source }: Buckets): Promise<Admission> {
  const counted = source === null ? null : await core.rates.count(source, { window: sourceWindow, atMost: sourceFailures })
  if (counted?.ok === false) return counted
  const attempt: Attempt = counted === null || source === null ? { account, source } : { account, source: null, shared: source }
  const admission = await commit<Admission>(core, () => planAttempt(core, attempt))
  if (!admission.ok) takeBackShared(core, attempt)
  return admission
}

/** The writes that a success takes back: the proved authenticator's own count, and one from the source. */
export function clearAttempt(attempt: Attempt): readonly Write[] {
  return takeBack(attempt, failuresMost)
}

/** Nothing was guessed: each count is one less. */
export function withdrawAttempt(attempt: Attempt): readonly Write[] {
  return takeBack(attempt, 1)
}

function takeBack({ account, source }: Attempt, fromAccount: number): readonly Write[] {
  const writes: Write[] = []
  if (account !== null) writes.push({ do: 'uncount', bucket: account, by: fromAccount })
  if (source !== null) writes.push({ do: 'uncount', bucket: source, by: 1 })
  return writes
}

/** What goes with both where nodes share the count. Once for an attempt: it is no part of a commit that may be made again. */
export function takeBackShared(core: Core, { shared }: Attempt): void {
  if (shared !== undefined) core.rates.uncount(shared)
}

/** For what is no guess: so many in so many seconds, and no waits that grow. */
export async function admitWithin(
  core: Core, { kind, of, most, window }: { kind: BucketKind, of: string, most: number, window: Seconds },
): Promise<boolean> {
  const bucket = bucketName(core, kind, of)
  const counted = await core.rates.count(bucket, { window, atMost: most })
  if (counted !== null) return counted.ok
  const at = core.clock()
  const { ok } = await core.store.commit([{ do: 'count', bucket, at, until: at + window, atMost: core.rates.inStore(most) }])
  return ok
}

async function planAttempt(core: Core, attempt: Attempt): Promise<Plan<Admission>> {
  const { account, source } = attempt
  const at = core.clock()
  const most = core.rates.inStore(sourceFailures)
  const failures = account === null ? null : await core.store.findThrottle(account)
  const fromSource = source === null ? null : current(await core.store.findThrottle(source), at)
  const wait = Math.max(accountWait(failures, at), sourceWait(fromSource, { at, most }))
  if (wait > 0) return { answer: { ok: false, retryAfter: wait }, writes: [] }
  const counted = (failures?.count ?? 0) + 1
  const writes: Write[] = []
  // Once waits begin, the count that was read is part of the guard: of parallel attempts exactly one goes on.
  if (account !== null) writes.push({ do: 'count', bucket: account, at, until: never, atMost: Math.max(freeFailures, counted) })
  if (source !== null) writes.push({ do: 'count', bucket: source, at, until: at + sourceWindow, atMost: most })
  return { answer: { ok: true, failures: counted, attempt }, writes }
}

/** What stands against a name: its failures in a row, and how long it has to wait. */
export async function failuresOf(core: Core, canonical: string): Promise<{ readonly failures: number, readonly wait: Seconds }> {
  const found = await core.store.findThrottle(bucketName(core, 'account', canonical))
  return { failures: found?.count ?? 0, wait: accountWait(found, core.clock()) }
}

function accountWait(failures: Throttle | null, at: Seconds): Seconds {
  if (failures === null || failures.count < freeFailures) return 0
  if (failures.count >= failuresMost) return longestWait
  const wait = Math.min(longestWait, firstWait * 2 ** (failures.count - freeFailures))
  // A clock that stepped back never makes anyone wait longer than one whole wait.
  return Math.min(wait, Math.max(0, failures.last + wait - at))
}

function sourceWait(failures: Throttle | null, { at, most }: { at: Seconds, most: number }): Seconds {
  return failures === null || failures.count < most ? 0 : Math.min(sourceWindow, failures.until - at)
}

function current(bucket: Throttle | null, at: Seconds): Throttle | null {
  return bucket !== null && bucket.until > at ? bucket : null
}
