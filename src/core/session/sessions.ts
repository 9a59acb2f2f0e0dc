/** The session record: how long it lives, what ends it. Limits are computed when read; no timer decides. */
import type { Carrier, Id, RefreshKept, RefusalCode, Seconds, Session, User, Write } from '../../contracts.ts'
import type { Core } from '../core.ts'
import type { Origin } from '../audit/events.ts'
import { record } from '../audit/events.ts'
import { unplaced } from '../revocation/revocation-entries.ts'
import { newPlacedId } from '../revocation/status-list.ts'

export interface Opening {
  readonly user: User
  readonly carrier: Carrier
  readonly remember: boolean
  /** False: one credential that is never renewed. A reference needs no renewal, whatever this says. */
  readonly renewed: boolean
  /** Where the client keeps the refresh token; the body by default. */
  readonly kept?: RefreshKept
  /** A session that ends in the same commit. */
  readonly replaces?: Id | null
  /** What the new session begins with: the data of the one that it takes over. */
  readonly data?: Pick<Session, 'data' | 'dataVersion'> | null
  readonly from: Origin
}

/** A record is made new at each login and never adopted, so that nobody can plant one (fixation); only data is taken over. */
export function newSession(core: Core, { user, carrier, remember, renewed, from, data }: Opening): Session {
  const now = core.clock()
  const { idle, absolute } = lifetimes(core, { carrier, remember, renewed })
  return {
    id: newPlacedId(core), subject: user.id, carrier: carrier.name, scope: null, root: null,
    data: data?.data ?? null, dataVersion: data?.dataVersion ?? 0,
    created: now, authTime: now, lastSeen: now, idle, absoluteEnd: now + absolute, remember, epoch: user.epoch,
    address: from.address, agent: from.agent,
  }
}

function lifetimes({ limits }: Core, { carrier, remember, renewed }: Pick<Opening, 'carrier' | 'remember' | 'renewed'>) {
  if (carrier.format.kind === 'reference' || renewed) return remember ? limits.remembered : limits.session
  return { idle: limits.unrenewedLife, absolute: limits.unrenewedLife }
}

/** The earlier of idle and absolute. Activity moves the first and never the second. */
export function expiresAt(session: Session): Seconds {
  return Math.min(session.lastSeen + session.idle, session.absoluteEnd)
}

/** Why a session that was found is over, or null. The user is judged with it: disabled or ended everywhere. */
export function sessionRefusal(session: Session, user: User | null, now: Seconds): RefusalCode | null {
  if (user === null || user.disabled !== null) return 'session_revoked'
  if (session.epoch < user.epoch) return 'session_revoked'
  if (now >= expiresAt(session)) return 'credential_expired'
  return null
}

/** Whether a session, with a subject or without, may still be used. */
export function isLive(session: Session, user: User | null, now: Seconds): boolean {
  return session.subject === null ? now < expiresAt(session) : sessionRefusal(session, user, now) === null
}

/** Who ended a session, from where, and why; the user, where nobody else is named. */
export interface Ending {
  readonly from: Origin
  readonly reason: string
  readonly actor?: Id | null | undefined
  /** Only as it was read: data that was written meanwhile fails the commit, and is read again. */
  readonly unchanged?: boolean
}

/** Deletes the record and its secrets, and tells those who never ask the store. */
export function endSession(core: Core, session: Session, ending: Ending): readonly Write[] {
  return [
    { do: 'delete', table: 'session', id: session.id, if: ending.unchanged === true ? { dataVersion: session.dataVersion } : {} },
    revokeSession(core, session),
    record(core, {
      type: 'session_revoked', subject: session.subject, actor: ending.actor, session: session.id, from: ending.from,
      detail: { reason: ending.reason },
    }),
  ]
}

/** No credential of a session outlives this entry. Visitors, and what stands on a login, hold no place in a status list. */
export function revokeSession(core: Core, { id, absoluteEnd, subject, root }: Pick<Session, 'id' | 'absoluteEnd' | 'subject' | 'root'>): Write {
  const at = core.clock()
  const latest = Math.min(absoluteEnd, at + core.limits.unrenewedLife)
  const value = subject === null || root !== null ? unplaced : 0
  return { do: 'revoke', entry: { kind: 'session', id, value, at, until: latest + core.limits.leeway } }
}

/**
 * Ends every session of a user by number, touching none of them: what carries a lower epoch is over. A login that
 * read the old epoch fails at its own guard, so no session made with an old password outlives this.
 */
export function raiseEpoch(core: Core, user: User, ending: Ending): readonly Write[] {
  const at = core.clock()
  const epoch = user.epoch + 1
  const until = at + core.limits.unrenewedLife + core.limits.leeway
  return [
    { do: 'update', table: 'user', id: user.id, if: { epoch: user.epoch }, set: { epoch } },
    { do: 'revoke', entry: { kind: 'epoch', id: user.id, value: epoch, at, until } },
    record(core, { type: 'session_revoked', subject: user.id, actor: ending.actor, from: ending.from, detail: { reason: ending.reason } }),
  ]
}

/**
 * Status lists know sessions and no epochs: where there are such lists, each session that a raised epoch ends is named. One whose
 * login is being committed at this very moment may be missed, and is over for us all the same.
 */
export async function nameEnded(core: Core, user: User, kept?: Id): Promise<readonly Write[]> {
  if (core.statusUri === null) return []
  const limit = core.limits.sessionsPerUser + 10
  const named: Session[] = []
  let rows: readonly Session[] = []
  do {
    rows = await core.store.listSessions(user.id, user.epoch, { limit, ...(rows.length > 0 && { after: rows.at(-1)?.id }) })
    named.push(...rows)
  } while (rows.length === limit)
  return named.filter(({ id }) => id !== kept).map((session) => revokeSession(core, session))
}

/** Lifts the acting session over a raised epoch. */
export function keepSession(user: User, session: Session): Write {
  return { do: 'update', table: 'session', id: session.id, if: { epoch: session.epoch }, set: { epoch: user.epoch + 1 } }
}

/** How many sessions on other hosts one login has at most. */
const mostOnRoot = 10

/** `root`: the login that the new session stands on; null for a login. `spared`: neither counted nor ended. */
export type Room = Pick<Opening, 'user' | 'from'> & { readonly root: Id | null, readonly spared: readonly Id[] }

/**
 * At the cap the oldest go, so that logins cannot fill the store. What time has ended already goes first and costs no
 * living session its place, and so does what stood on a login that is gone. What stands on a login makes room for its own
 * kind alone: another host, which can clear its cookie as often as it likes, logs nobody out here.
 */
export async function makeRoom(core: Core, { user, from, root, spared }: Room): Promise<readonly Write[]> {
  const most = core.limits.sessionsPerUser
  const rows = await core.store.listSessions(user.id, user.epoch, { limit: most * (1 + mostOnRoot) + 10 })
  const others = rows.filter(({ id }) => !spared.includes(id))
  const isOrphan = (session: Session) => session.root !== null && !rows.some(({ id }) => id === session.root)
  const dead = others.filter((session) => isOrphan(session) || sessionRefusal(session, user, core.clock()) !== null)
  const alike = others.filter((session) => !dead.includes(session) && session.root === root)
  const oldest = alike.slice((root === null ? most : mostOnRoot) - 1)
  return [
    ...dead.flatMap((session) => forget(core, session)),
    ...oldest.flatMap((session) => endSession(core, session, { from, reason: 'session_limit' })),
  ]
}

/** What is over by itself is only cleared away. */
function forget(core: Core, session: Session): readonly Write[] {
  return [
    { do: 'delete', table: 'session', id: session.id, if: {} },
    record(core, { type: 'session_expired', subject: session.subject, actor: null, session: session.id }),
  ]
}

/** The commit fails where the session was ended since it was read. */
export function guardSession({ id, epoch }: Session): Write {
  return { do: 'update', table: 'session', id, if: { epoch }, set: {} }
}

/** The commit fails where the user was disabled, ended everywhere or changed since it was read. */
export function guardUser(user: User): Write {
  const { epoch, version, disabled } = user
  return { do: 'update', table: 'user', id: user.id, if: { epoch, version, disabled }, set: {} }
}
