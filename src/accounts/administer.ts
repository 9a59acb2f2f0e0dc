/**
 * What an administrator does to the accounts of others. Each commit holds that the administrator still is one, so of two who
 * turn each other out at once one is left; and nobody does to themselves what would lock them out. So there is always one.
 */
import type { Id, KeyUse, MaybePromise, User, Write } from '../contracts.ts'
import type { Act } from '../core/audit/events.ts'
import { commit, type Plan } from '../core/commit.ts'
import type { KeyInfo } from '../core/key-ring.ts'
import { planDrop, planRotation } from '../core/key-ring/turn-keys.ts'
import { can } from '../core/rights.ts'
import { planEndAny } from '../core/session/endings.ts'
import { raiseEpoch, guardUser, nameEnded } from '../core/session/sessions.ts'
import type { AccountRefusal, Accounts } from './accounts.ts'
import { generatedPassword } from './generated-password.ts'
import { mostRoles, requireRoles } from './roles.ts'
import { insertUser, isTaken, judgePassword, makeUser, type NewUser } from './sign-up.ts'
import { deleteUser, disableUser, enableUser, resetPassword, setRoles, unlockUser } from './user-acts.ts'

/** `own_account`: it would lock the administrator out. `forbidden`: they are none, or no longer. `malformed_request`: a role too many. */
export type ActRefusal = { readonly ok: false, readonly code: 'not_found' | 'own_account' | 'forbidden' | 'malformed_request' }
export type Administered = { readonly ok: true } | ActRefusal
/** `password`: one that was made up, to be shown once; null where one was given. */
export type WithPassword = { readonly ok: true, readonly user: User, readonly password: string | null } | ActRefusal | AccountRefusal

/** An act that names who did it. */
export type ByAdministrator = Act & { readonly actor: Id }

/** Without a password, one is made up. */
export type NewAccount = Omit<NewUser, 'password'> & { readonly password: string | null }

export function administer(accounts: Accounts, act: ByAdministrator) {
  const { core } = accounts
  const on = (id: Id, writes: Writes) => actOn(accounts, act, { id, writes, isForOthers: false })
  const onOther = (id: Id, writes: Writes) => actOn(accounts, act, { id, writes, isForOthers: true })
  return {
    create: (user: NewAccount) => create(accounts, act, user),
    disable: (id: Id) => onOther(id, (user) => disableUser(core, user, act)),
    enable: (id: Id) => on(id, (user) => enableUser(core, user, act)),
    /** Lets a name try passwords again after its failures were too many. */
    unlock: (id: Id) => on(id, (user) => unlockUser(core, user, act)),
    delete: (id: Id) => onOther(id, (user) => deleteUser(core, user, act)),
    /** Ends every session, of whatever carrier. API keys go on. */
    endSessions: (id: Id) => on(id, async (user) => [
      ...await nameEnded(core, user), ...raiseEpoch(core, user, { ...act, reason: 'ended_by_administrator' }),
    ]),
    addRole: (id: Id, role: string) => on(id, (user) => changeRoles(accounts, act, { user, roles: [...new Set([...user.roles, role])] })),
    removeRole: (id: Id, role: string) => (role === 'admin' ? onOther : on)(id, (user) => (
      changeRoles(accounts, act, { user, roles: user.roles.filter((one) => one !== role) })
    )),
    /** Ends every session and every API key. Without a password, one is made up. */
    resetPassword: (id: Id, password: string | null = null) => reset(accounts, act, { id, password }),
    /** Whoever's it is. */
    endSession: (id: Id) => endOne(accounts, act, id),
    rotateKey: (use: KeyUse) => rotate(accounts, act, use),
    dropKey: (kid: string) => drop(accounts, act, kid),
  }
}

export type Administration = ReturnType<typeof administer>

/** What happens to this account, or why not. */
type Writes = (user: User) => MaybePromise<readonly Write[] | ActRefusal>

interface Acted {
  readonly id: Id
  /** Nobody does it to themselves. */
  readonly isForOthers: boolean
  readonly writes: Writes
}

/** Whoever is turned out meanwhile does nothing: their row is guarded, and read again when it moved. */
async function planAs<T>({ core }: Accounts, act: ByAdministrator, plan: () => MaybePromise<Plan<T | ActRefusal>>): Promise<Plan<T | ActRefusal>> {
  const administrator = await administratorOf(core, act)
  if (administrator === null) return refusal('forbidden')
  const { answer, writes } = await plan()
  return { answer, writes: writes.length === 0 ? [] : [guardUser(administrator), ...writes] }
}

async function administratorOf(core: Accounts['core'], { actor }: ByAdministrator): Promise<User | null> {
  const user = await core.store.findUser(actor)
  return user !== null && isAdministrator(core, user) ? user : null
}

function asAdministrator<T>(accounts: Accounts, act: ByAdministrator, plan: () => Promise<Plan<T | ActRefusal>>): Promise<T | ActRefusal> {
  return commit<T | ActRefusal>(accounts.core, () => planAs(accounts, act, plan))
}

function actOn(accounts: Accounts, act: ByAdministrator, { id, isForOthers, writes }: Acted): Promise<Administered> {
  return asAdministrator<Administered>(accounts, act, async () => {
    const user = await accounts.core.store.findUser(id)
    if (user === null) return refusal('not_found')
    if (isForOthers && id === act.actor) return refusal('own_account')
    const planned = await writes(user)
    return 'ok' in planned ? { answer: planned, writes: [] } : { answer: { ok: true }, writes: planned }
  })
}

/** `subject`: whose session it was. */
function endOne(accounts: Accounts, act: ByAdministrator, id: Id): Promise<{ readonly ok: true, readonly subject: Id } | ActRefusal> {
  return asAdministrator(accounts, act, async () => {
    const { answer: subject, writes } = await planEndAny(accounts.core, id, act)
    return subject === null ? refusal('not_found') : { answer: { ok: true, subject }, writes }
  })
}

function rotate(accounts: Accounts, act: ByAdministrator, use: KeyUse): Promise<{ readonly ok: true, readonly key: KeyInfo } | ActRefusal> {
  return accounts.core.ring.change((rows, at) => planAs(accounts, act, () => {
    const { answer: key, writes } = planRotation(accounts.core, use, act)(rows, at)
    return { answer: { ok: true, key }, writes }
  }))
}

function drop(accounts: Accounts, act: ByAdministrator, kid: string): Promise<Administered> {
  return accounts.core.ring.change<Administered>((rows, at) => planAs<Administered>(accounts, act, () => {
    const { answer: isDropped, writes } = planDrop(accounts.core, kid, act)(rows, at)
    return isDropped ? { answer: { ok: true }, writes } : refusal('not_found')
  }))
}

function refusal(code: ActRefusal['code']) {
  return { answer: { ok: false, code }, writes: [] } as const
}

export function isAdministrator({ rights }: Accounts['core'], { roles, disabled }: User): boolean {
  return disabled === null && can(rights, { roles, scope: null }, 'latchkey:admin')
}

function changeRoles({ core }: Accounts, act: Act, { user, roles }: { user: User, roles: readonly string[] }): readonly Write[] | ActRefusal {
  if (roles.length > mostRoles) return { ok: false, code: 'malformed_request' }
  requireRoles(roles)
  const isSame = roles.length === user.roles.length && roles.every((role) => user.roles.includes(role))
  return isSame ? [] : setRoles(core, user, { ...act, roles })
}

async function create(accounts: Accounts, act: ByAdministrator, { password, ...user }: NewAccount): Promise<WithPassword> {
  const given = password ?? generatedPassword()
  const made = await makeUser(accounts, { ...user, password: given })
  if (!made.ok) return made
  return asAdministrator<WithPassword>(accounts, act, async () => {
    if (await isTaken(accounts, made.user)) return { answer: { ok: false, code: 'username_taken' }, writes: [] }
    return { answer: { ...made, password: password === null ? given : null }, writes: insertUser(accounts, made.user, act) }
  })
}

async function reset(accounts: Accounts, act: ByAdministrator, { id, password }: { id: Id, password: string | null }): Promise<WithPassword> {
  const { core, hasher } = accounts
  // Asked first: nobody else is told who there is.
  if (await administratorOf(core, act) === null) return { ok: false, code: 'forbidden' }
  const found = await core.store.findUser(id)
  if (found === null) return { ok: false, code: 'not_found' }
  // The account page asks for the old one, and keeps the login.
  if (id === act.actor) return { ok: false, code: 'own_account' }
  const judged = await judgePassword(accounts, { ...found, password: password ?? generatedPassword() })
  if (!judged.ok) return judged
  const hashed = await hasher.hash(judged.password)
  const done = await actOn(accounts, act, { id, isForOthers: true, writes: (user) => resetPassword(core, user, { ...act, password: hashed }) })
  return done.ok ? { ok: true, user: found, password: password === null ? judged.password : null } : done
}
