/** One way to prove a password, for login, re-authentication and change alike: throttled, counted, equal in work. */
import type { User } from '../contracts.ts'
import { notice, noticeOnce, type Origin } from '../core/audit/events.ts'
import { sourceOf } from '../core/audit/source.ts'
import { admit, type Attempt, bucketName, type Buckets, clearAttempt, takeBackShared, withdrawAttempt } from '../core/audit/throttle.ts'
import type { Write } from '../contracts.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { deviceBucket } from './device.ts'
import { normalPassword } from './password-policy.ts'

export interface PasswordAttempt {
  /** The name as submitted, canonical; it may belong to nobody. */
  readonly canonical: string
  readonly user: User | null
  readonly password: string
  readonly device: string | null
  readonly from: Origin
}

/** `password`: as it was hashed. `cleared`: take the attempt back, in the commit of what it was made for. */
export type PasswordProof = { readonly ok: true, readonly user: User, readonly password: string, readonly cleared: readonly Write[] } | AccountRefusal

export async function provePassword(accounts: Accounts, attempt: PasswordAttempt): Promise<PasswordProof> {
  const password = normalPassword(attempt.password)
  if (password === null) return { ok: false, code: 'malformed_request' }
  const buckets = await bucketsOf(accounts, attempt)
  const admission = await admit(accounts.core, buckets)
  if (!admission.ok) {
    noticeOnce(accounts.core, { type: 'excess_rate_limit_exceeded', actor: null, subject: attempt.user?.id ?? null, from: attempt.from })
    return { ok: false, code: 'throttled', retryAfter: admission.retryAfter }
  }
  const matches = await verify(accounts, { password, attempt, counted: admission.attempt })
  const { user } = attempt
  if (matches && user !== null && user.disabled === null) {
    takeBackShared(accounts.core, admission.attempt)
    return { ok: true, user, password, cleared: clearAttempt(admission.attempt) }
  }
  noticeFailure(accounts, attempt, admission.failures)
  return { ok: false, code: 'invalid_credentials' }
}

async function bucketsOf({ core }: Accounts, { canonical, user, device, from }: PasswordAttempt): Promise<Buckets> {
  const known = await deviceBucket(core, user, device)
  // What others of its network do makes no known device wait; it has a hundred failures of its own.
  if (known !== null) return { account: known, source: null }
  const source = sourceOf(from.address)
  return {
    account: bucketName(core, 'account', canonical),
    source: source === null ? null : bucketName(core, 'source', source),
  }
}

/** The hasher does the same work for an account that is not there. Where it is too busy to try, nothing was guessed. */
async function verify(
  { core, hasher, likeness }: Accounts, { password, attempt: { user, canonical }, counted }: { password: string, attempt: PasswordAttempt, counted: Attempt },
): Promise<boolean> {
  try {
    const stored = user?.password ?? null
    likeness.refresh(stored)
    const matches = await hasher.verify(password, stored ?? likeness.of(canonical))
    // A hash of nothing may have been imported; it is checked, so that this takes as long, and opens nothing.
    return stored !== null && password !== '' && matches
  } catch (error) {
    takeBackShared(core, counted)
    core.background.run(() => core.store.commit(withdrawAttempt(counted)))
    throw error
  }
}

function noticeFailure({ core }: Accounts, { user, from }: PasswordAttempt, failures: number): void {
  const waits = failures >= 5
  const type = waits ? 'authn_login_lock' : 'authn_login_fail'
  const detail = { method: 'password', failures }
  notice(core, { type, outcome: 'failure', actor: null, subject: user?.id ?? null, from, detail })
}
