/** The verbs of an instance, for programs that need no HTTP: the same that the routes use. */
import type { Accounts } from '../accounts/accounts.ts'
import { logIn, type LoggedIn } from '../accounts/log-in.ts'
import { createSetup } from '../accounts/setup.ts'
import { usersOf, type Users } from '../accounts/users.ts'
import type { AuditEvent, EventFilter, KeyUse, Period, Principal, RequestView, Session, User, VisitCount } from '../contracts.ts'
import { carriersNamed } from '../core/credentials.ts'
import { endEverywhere, endOwnSession, listSessions, logout, type LoggedOut } from '../core/session/endings.ts'
import { nowhere, type Origin } from '../core/audit/events.ts'
import { type SignIns, signInsByDay } from '../core/audit/sign-ins.ts'
import type { KeyInfo } from '../core/key-ring.ts'
import { dropKey, jwks, rotateKey } from '../core/key-ring/turn-keys.ts'
import { viewOf } from '../core/request-view.ts'
import { can, type RoleScopes } from '../core/rights.ts'
import type { PublicJwk } from '../crypto/key-material.ts'
import { tokenVerbs, type TokenVerbs } from './verbs/tokens.ts'

export interface LoginOptions {
  readonly username: string
  readonly password: string
  /** The name of a carrier; `cookie` by default. */
  readonly carrier?: string
  readonly remember?: boolean
  /** False: one credential that is never renewed. */
  readonly renewed?: boolean
  readonly device?: string | null
  readonly from?: Partial<Origin>
}

export interface Verbs extends TokenVerbs {
  login(options: LoginOptions): Promise<LoggedIn>
  /** Ends the login that the request shows. */
  logout(request: Request | RequestView, refreshToken?: string | null): Promise<LoggedOut>
  /** What somebody may do: what their roles allow, and of that no more than their credential was narrowed to. */
  can(principal: Pick<Principal, 'roles' | 'scope'>, scope: string): boolean
  readonly sessions: {
    /** Newest first; `after` is the id of the last one seen. */
    list(subject: string, page?: { limit?: number, after?: string }): Promise<readonly Session[]>
    /** False: this subject has no such session. */
    end(subject: string, id: string): Promise<boolean>
    endAll(subject: string): Promise<boolean>
    /** Of everybody, newest first: those that are live now, each with whose it is. */
    listAll(page?: { limit?: number, after?: string }): Promise<readonly { readonly session: Session, readonly user: User }[]>
  }
  readonly users: Users
  /** Visits of those who agreed to be counted, by day and campaign. */
  visits(period: Period): Promise<readonly VisitCount[]>
  /** The audit log: newest first, and logins by day, oldest first. */
  readonly events: {
    list(filter?: EventFilter, page?: { limit?: number, after?: string }): Promise<readonly AuditEvent[]>
    signIns(days?: number): Promise<readonly SignIns[]>
  }
  readonly keys: {
    jwks(): Promise<{ keys: readonly PublicJwk[] }>
    list(): Promise<readonly KeyInfo[]>
    /** Publishes the key that follows; it issues three and a half minutes later, and nobody notices. */
    rotate(use: KeyUse): Promise<KeyInfo>
    /** The emergency: nothing that this key issued is believed any more. False: there is no such live key. */
    drop(kid: string): Promise<boolean>
  }
  /** The code of a one-time link that makes the first administrator; null where there is one. */
  createSetup(): Promise<string | null>
}

/** `ready`: the opened instance, which every verb awaits. */
export function createVerbs(ready: () => Promise<Accounts>, rights: RoleScopes): Verbs {
  return {
    login: async (options) => loginWith(await ready(), options),
    async logout(request, refreshToken = null) {
      const view = request instanceof Request ? viewOf(request) : request
      return logout((await ready()).core, view, refreshToken)
    },
    ...tokenVerbs(ready),
    can: (principal, scope) => can(rights, principal, scope),
    sessions: sessionVerbs(ready),
    users: userVerbs(ready),
    visits: async (period) => (await ready()).core.store.countVisits(period),
    events: {
      list: async (filter = {}, { limit = 50, ...page } = {}) => (await ready()).core.store.listEvents(filter, { limit, ...page }),
      signIns: async (days = 30) => signInsByDay((await ready()).core, days),
    },
    keys: keyVerbs(ready),
    createSetup: async () => createSetup((await ready()).core),
  }
}

function loginWith(accounts: Accounts, options: LoginOptions): Promise<LoggedIn> {
  const { username, password, carrier: name = 'cookie', remember = false, renewed = true, device = null, from } = options
  const [carrier] = carriersNamed(accounts.core, [name])
  if (carrier === undefined) throw new TypeError(`no carrier is named "${name}"`)
  return logIn(accounts, { username, password, carrier, remember, renewed, device, replaces: null, from: { ...nowhere, ...from } })
}

function sessionVerbs(ready: () => Promise<Accounts>): Verbs['sessions'] {
  return {
    async list(subject, { limit = 50, ...page } = {}) {
      const { core } = await ready()
      const user = await core.store.findUser(subject)
      return user === null ? [] : listSessions(core, user, { limit, ...page })
    },
    async end(subject, id) {
      const { core } = await ready()
      const user = await core.store.findUser(subject)
      return user !== null && await endOwnSession(core, user, { id, from: nowhere })
    },
    endAll: async (subject) => endEverywhere((await ready()).core, subject, { from: nowhere, reason: 'ended_by_operator', actor: null }),
    async listAll({ limit = 50, ...page } = {}) {
      const { core } = await ready()
      return core.store.listLiveSessions(core.clock(), { limit, ...page })
    },
  }
}

function keyVerbs(ready: () => Promise<Accounts>): Verbs['keys'] {
  const core = async () => (await ready()).core
  return {
    async jwks() {
      const { ring, keys } = await core()
      await ring.fresh()
      return { keys: jwks(keys()) }
    },
    list: async () => (await core()).ring.list(),
    rotate: async (use) => rotateKey(await core(), use),
    drop: async (kid) => dropKey(await core(), kid),
  }
}

function userVerbs(ready: () => Promise<Accounts>): Users {
  const users = async () => usersOf(await ready())
  return {
    add: async (user) => (await users()).add(user),
    find: async (id) => (await users()).find(id),
    findByName: async (username) => (await users()).findByName(username),
    list: async (search, page) => (await users()).list(search, page),
    unlock: async (username) => (await users()).unlock(username),
    disable: async (id) => (await users()).disable(id),
    delete: async (id) => (await users()).delete(id),
    enable: async (id) => (await users()).enable(id),
    setRoles: async (id, roles) => (await users()).setRoles(id, roles),
    addRole: async (id, role) => (await users()).addRole(id, role),
    removeRole: async (id, role) => (await users()).removeRole(id, role),
    resetPassword: async (id, password) => (await users()).resetPassword(id, password),
    import: async (user, options) => (await users()).import(user, options),
    failures: async (username) => (await users()).failures(username),
    by: async (administrator, from) => (await users()).by(administrator, from),
  }
}
