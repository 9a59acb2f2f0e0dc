/** Login: two commits. The attempt is counted before the hash runs; then the session, guarded by what the hash was read with. */
import type { Carrier, Issued, Preferences, RefreshKept, Session, User } from '../contracts.ts'
import { mergePreferences } from '../cookies/preferences.ts'
import { commit, type Plan } from '../core/commit.ts'
import type { Core } from '../core/core.ts'
import { record, type Origin } from '../core/audit/events.ts'
import { openSession } from '../core/session/issue.ts'
import { endSession, isLive } from '../core/session/sessions.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { deviceValue } from './device.ts'
import { setPreferences } from './preferences.ts'
import { provePassword } from './prove-password.ts'
import { upgradeLater } from './upgrade-password.ts'
import { canonicalName } from './username.ts'

export interface LoginRequest {
  readonly username: string
  readonly password: string
  readonly carrier: Carrier
  readonly remember: boolean
  /** False: one credential that is never renewed. */
  readonly renewed: boolean
  /** Where the client keeps the refresh token; the body by default. */
  readonly kept?: RefreshKept
  /** The device cookie, as shown. */
  readonly device: string | null
  /** The session that this login takes the place of: a browser has one cookie, so the old one would live on unseen. */
  readonly replaces: string | null
  /** What the browser was told before anybody logged in; fills what the account leaves open. */
  readonly preferences?: Preferences
  readonly from: Origin
}

/** `device`: the value of the device cookie to set. */
export type LoggedIn = { readonly ok: true, readonly issued: Issued, readonly device: string } | AccountRefusal

export async function logIn(accounts: Accounts, request: LoginRequest): Promise<LoggedIn> {
  const { core } = accounts
  const canonical = canonicalName(request.username)
  const user = await core.store.findUserByName(canonical)
  const proof = await provePassword(accounts, { ...request, canonical, user })
  if (!proof.ok) return proof
  const loggedIn = await commit<LoggedIn>(core, async () => {
    const now = await stillProved(accounts, proof)
    if (now === null) return { answer: { ok: false, code: 'invalid_credentials' }, writes: [] }
    const { answer, writes } = await openLogin(accounts, now, request)
    return { answer, writes: [...writes, ...proof.cleared] }
  })
  if (loggedIn.ok) upgradeLater(accounts, proof)
  return loggedIn
}

/** The user again, if the password that was proved is still theirs: one that was changed meanwhile proves nothing. */
export async function stillProved({ core, hasher }: Accounts, proved: { readonly user: User, readonly password: string }): Promise<User | null> {
  const now = await core.store.findUser(proved.user.id)
  if (now === null || now.disabled !== null || now.password === null) return null
  if (now.password === proved.user.password) return now
  // Another hash is another password, or the same one upgraded by a login beside this one.
  return await hasher.verify(proved.password, now.password) ? now : null
}

/** A visitor's data is its next user's, and a user's only their own: a shared browser hands nothing on (B-03). */
function isOwnData(core: Core, before: Session, user: User): boolean {
  return (before.subject === null || before.subject === user.id) && isLive(before, user, core.clock())
}

/** The session, its credentials and the device cookie of a person who has just proved who they are. */
export async function openLogin(
  { core }: Accounts, user: User, request: Omit<LoginRequest, 'username' | 'password'>,
): Promise<Plan<LoggedIn>> {
  const before = request.replaces === null ? null : (await core.store.findSession(request.replaces))?.session ?? null
  const data = before !== null && isOwnData(core, before, user) ? before : null
  const preferences = mergePreferences(request.preferences ?? {}, user.preferences)
  const opened = await openSession(core, { ...request, user: { ...user, preferences }, data })
  const ended = before === null ? [] : endSession(core, before, { from: request.from, reason: 'replaced', unchanged: true })
  const { session } = opened.answer
  const success = record(core, {
    type: 'authn_login_success', subject: user.id, session: session.id, from: request.from, detail: { method: 'password' },
  })
  const answer = { ok: true, issued: opened.answer, device: deviceValue(core, user, request.device) } as const
  return { answer, writes: [...ended, ...opened.writes, ...setPreferences(user, preferences), success] }
}
