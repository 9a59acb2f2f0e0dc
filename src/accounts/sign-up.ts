/** Sign-up: a new user, logged in at once. Insert or conflict, never check-then-insert: the index decides. */
import type { Secret, User, Write } from '../contracts.ts'
import { commit } from '../core/commit.ts'
import type { Core } from '../core/core.ts'
import { type Act, noticeOnce, record } from '../core/audit/events.ts'
import { sourceOf } from '../core/audit/source.ts'
import { admit, bucketName } from '../core/audit/throttle.ts'
import { randomId } from '../crypto/random.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { openLogin, type LoggedIn, type LoginRequest } from './log-in.ts'
import { requireRoles } from './roles.ts'
import { normalPassword } from './password-policy.ts'
import { findSetup, useSetup } from './setup.ts'
import { canonicalName, isAcceptableName, isAddress } from './username.ts'

export interface SignupRequest extends LoginRequest {
  readonly email: string | null
  /** The code of the one-time link that makes the first administrator. Roles come from nowhere else (E-06). */
  readonly setup: string | null
}

export interface NewUser {
  readonly username: string
  readonly password: string
  readonly email: string | null
  readonly roles: readonly string[]
}

export async function signUp(accounts: Accounts, request: SignupRequest): Promise<LoggedIn> {
  const { core, signup } = accounts
  const setup = await setupOf(core, request)
  if (setup === null && (signup === 'closed' || request.setup !== null)) return { ok: false, code: 'signup_closed' }
  const source = sourceOf(request.from.address)
  const buckets = { account: null, source: source === null ? null : bucketName(core, 'signup', source) }
  // Judging and hashing a new password is dear, and an account is for ever: a source may not ask for them without end.
  const admission = await admit(core, buckets)
  if (!admission.ok) {
    noticeOnce(core, { type: 'excess_rate_limit_exceeded', from: request.from })
    return { ok: false, code: 'throttled', retryAfter: admission.retryAfter }
  }
  const made = await makeUser(accounts, { ...request, roles: setup === null ? [] : ['admin'] })
  if (!made.ok) return made
  return commit<LoggedIn>(core, async () => {
    if (await isTaken(accounts, made.user)) return { answer: { ok: false, code: 'username_taken' }, writes: [] }
    // Used by another while the password was hashed: a code makes one administrator.
    const isUsed = setup !== null && await setupOf(core, request) === null
    if (isUsed) return { answer: { ok: false, code: 'signup_closed' }, writes: [] }
    const login = await openLogin(accounts, made.user, request)
    const first = insertUser(accounts, made.user, { from: request.from })
    const used = setup === null ? [] : useSetup(core, setup, { user: made.user, from: request.from })
    return { answer: login.answer, writes: [...first, ...used, ...login.writes] }
  })
}

async function setupOf(core: Core, { setup }: SignupRequest): Promise<Secret | null> {
  return setup === null ? null : findSetup(core, setup)
}

/** For operators and the command line: the same rules, without a login. */
export async function addUser(accounts: Accounts, request: NewUser): Promise<{ ok: true, user: User } | AccountRefusal> {
  const made = await makeUser(accounts, request)
  if (!made.ok) return made
  return commit<{ ok: true, user: User } | AccountRefusal>(accounts.core, async () => {
    if (await isTaken(accounts, made.user)) return { answer: { ok: false, code: 'username_taken' }, writes: [] }
    return { answer: made, writes: insertUser(accounts, made.user) }
  })
}

export async function makeUser(accounts: Accounts, request: NewUser): Promise<{ ok: true, user: User } | AccountRefusal> {
  const { username, email } = request
  const roles = [...new Set(request.roles)]
  requireRoles(roles)
  if (!isAcceptableName(username)) return { ok: false, code: 'username_rejected' }
  if (email !== null && !isAddress(email)) return { ok: false, code: 'malformed_request' }
  const judged = await judgePassword(accounts, request)
  if (!judged.ok) return judged
  const { password } = judged
  const now = accounts.clock()
  const user: User = {
    id: randomId(), username: username.normalize('NFC'), canonical: canonicalName(username), email, roles,
    password: await accounts.hasher.hash(password), passwordChanged: now, created: now,
    disabled: null, epoch: 1, version: 1, preferences: {},
  }
  return { ok: true, user }
}

/** As it will be hashed, or every reason against it. */
export async function judgePassword(
  { passwordPolicy }: Accounts, { username, email, password: raw }: Pick<NewUser, 'username' | 'email' | 'password'>,
): Promise<{ ok: true, password: string } | AccountRefusal> {
  const password = normalPassword(raw)
  if (password === null) return { ok: false, code: 'malformed_request' }
  const reasons = await passwordPolicy.faults(password, email === null ? [username] : [username, email])
  return reasons.length > 0 ? { ok: false, code: 'password_rejected', reasons } : { ok: true, password }
}

export async function isTaken({ core }: Accounts, { canonical }: User): Promise<boolean> {
  return await core.store.findUserByName(canonical) !== null
}

export function insertUser({ core }: Accounts, user: User, by: Partial<Act> = {}): readonly Write[] {
  const { id: subject, roles } = user
  const created = record(core, { type: 'user_created', subject, ...by, ...(roles.length > 0 && { detail: { roles: roles.join(' ') } }) })
  return [{ do: 'insert', table: 'user', row: user }, created]
}
