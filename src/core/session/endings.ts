/** Logging out: this login, another one, all others, everywhere. One list of rules for every carrier. */
import type { Issued, Page, RefusalCode, RequestView, Session, Statement, User, Write } from '../../contracts.ts'
import { neverProved } from '../acting.ts'
import { findKey } from '../narrowed/api-keys.ts'
import { commit, type Plan } from '../commit.ts'
import { never, type Core } from '../core.ts'
import { allCarriers, prove, type Shown } from '../credentials.ts'
import { presentMeant } from '../present-meant.ts'
import { isSameOriginRequest } from '../csrf.ts'
import { type Act, originOf, type Origin } from '../audit/events.ts'
import { findRefresh } from './refresh.ts'
import { renew, renewAccess, type Held } from './renew.ts'
import { endSession, keepSession, nameEnded, raiseEpoch, revokeSession, sessionRefusal, type Ending } from './sessions.ts'

export type LoggedOut = { readonly ok: true } | { readonly ok: false, readonly reason: RefusalCode }

/**
 * Ends the login that the request shows, expired too if it is authentic. What is dead or unknown is logged out
 * already. A refresh token counts only where nothing else was shown.
 */
export async function logout(core: Core, request: RequestView, refreshToken: string | null): Promise<LoggedOut> {
  const presented = await presentMeant(core, request, allCarriers(core))
  if (presented.count === 'many') return { ok: false, reason: 'ambiguous_credentials' }
  if (presented.count === 'none') {
    const found = refreshToken === null ? null : await findRefresh(core, refreshToken)
    return endNamed(core, nameOf(found?.session), originOf(request))
  }
  const { shown } = presented
  // It changes something, whatever the method.
  if (shown.transport.jar !== undefined && !isSameOriginRequest(request, core, { hasCookie: true })) {
    return { ok: false, reason: 'csrf_rejected' }
  }
  const named = await namedBy(core, shown)
  return named === 'narrowed' ? narrowed : endNamed(core, named, originOf(request))
}

/** Made for less than a login: it ends none. */
const narrowed = { ok: false, reason: 'insufficient_scope' } as const

/** What is to end: a session, and the statement that named it, where one did. */
interface Named {
  readonly session: string
  readonly statement: Statement | null
}

/** The session that an authentic credential names, whatever the time. */
async function namedBy(core: Core, shown: Shown): Promise<Named | 'narrowed' | null> {
  // Where no query is read, no carrier takes a ticket.
  if (core.ticketCarrier.format.accepts(shown.credential)) return 'narrowed'
  const proof = await prove(core, shown)
  if (proof === null) return null
  if (shown.carrier?.name === core.keyCarrier.name) return 'narrowed'
  if (proof.kind === 'reference') return nameOf((await core.store.findByDigest(proof.digest))?.session)
  const { statement } = proof
  const isOurs = statement.issuer === core.origin && statement.audience === core.origin
  if (!isOurs) return null
  const isOwn = statement.scope === null && statement.authTime !== neverProved
  return isOwn ? { session: statement.session, statement } : 'narrowed'
}

function nameOf(session: Session | null | undefined): Named | null {
  // Who logs out on another host means the login, or the next page there would be entered by it at once.
  return session == null ? null : { session: session.root ?? session.id, statement: null }
}

function endNamed(core: Core, named: Named | null, from: Origin): Promise<LoggedOut> {
  return commit<LoggedOut>(core, async () => {
    const found = named === null ? null : await core.store.findSession(named.session)
    if (found !== null) return { answer: { ok: true }, writes: endSession(core, found.session, { from, reason: 'logout' }) }
    if (named?.statement == null) return { answer: { ok: true }, writes: [] }
    if (await standsOnKey(core, named.statement)) return { answer: narrowed, writes: [] }
    return { answer: { ok: true }, writes: endLost(core, named.statement) }
  })
}

async function standsOnKey(core: Core, { subject, session }: Statement): Promise<boolean> {
  const user = await core.store.findUser(subject)
  return user !== null && await findKey(core, user, session) !== null
}

/**
 * The record is gone and the index may not know of it: the commit that ended it was never answered, or the store made
 * room. Statements do not ask for the record, so the session is revoked all the same, once.
 */
function endLost(core: Core, statement: Statement): readonly Write[] {
  if (core.index.refusal(statement) === 'session_revoked') return []
  return [revokeSession(core, { id: statement.session, absoluteEnd: never, subject: statement.subject, root: null })]
}

/**
 * Only logins that still live: the store leaves out what the epoch ended, and what time ended is passed over here, as is what
 * stands on one of them on another host.
 */
export async function listSessions(core: Core, user: User, { limit, after }: Page): Promise<readonly Session[]> {
  const live: Session[] = []
  let last = after
  while (live.length < limit) {
    const rows = await core.store.listSessions(user.id, user.epoch, { limit, after: last })
    live.push(...rows.filter((session) => session.root === null && sessionRefusal(session, user, core.clock()) === null))
    if (rows.length < limit) break
    last = rows.at(-1)?.id
  }
  return live.slice(0, limit)
}

/** False: the user has no such session. Somebody else's is as unknown as one that never was. */
export function endOwnSession(core: Core, user: User, ending: { id: string, from: Origin }): Promise<boolean> {
  return commit(core, async () => {
    const found = await core.store.findSession(ending.id)
    if (found === null || found.session.subject !== user.id) return { answer: false, writes: [] }
    return { answer: true, writes: endSession(core, found.session, { from: ending.from, reason: 'ended_by_user' }) }
  })
}

/** By who administers: whoever's it is. Null: there is no such session; else its user. */
export async function planEndAny(core: Core, id: string, act: Act): Promise<Plan<Session['subject']>> {
  const found = await core.store.findSession(id)
  if (found === null || found.session.subject === null) return { answer: null, writes: [] }
  return { answer: found.session.subject, writes: endSession(core, found.session, { ...act, reason: 'ended_by_administrator' }) }
}

/** Ends all sessions of a user, the acting one with them. */
export function endEverywhere(core: Core, userId: string, ending: Ending): Promise<boolean> {
  return commit(core, async () => {
    const user = await core.store.findUser(userId)
    return user === null ? { answer: false, writes: [] } : { answer: true, writes: [...raiseEpoch(core, user, ending), ...await nameEnded(core, user)] }
  })
}

/** Ends all others: the epoch rises, the acting session is lifted over it, and what stated the old epoch is issued again. */
export function endOthers(core: Core, held: Held, from: Origin): Promise<OthersEnded> {
  return commit(core, () => planEndOthers(core, held, { from, reason: 'others_ended', proved: false }))
}

interface OthersEnding {
  readonly from: Origin
  readonly reason: string
  /** The password was proved: the others end, whatever has become of the acting login. */
  readonly proved: boolean
}

/** New credentials; null where the acting one stays good, since a cookie states no epoch; `over`: it has ended itself, and ended nobody. */
export type OthersEnded = Issued | null | 'over'

export async function planEndOthers(core: Core, held: Held, ending: OthersEnding): Promise<Plan<OthersEnded>> {
  const user = await core.store.findUser(held.user.id)
  const found = await core.store.findSession(held.session.id)
  if (user === null) return { answer: 'over', writes: [] }
  // Ended by another login meanwhile: to lift it over the epoch would bring it back (B-08), and it has no say any more.
  const isOver = found !== null && sessionRefusal(found.session, user, core.clock()) !== null
  if (isOver && !ending.proved) return { answer: 'over', writes: [] }
  // Logged out meanwhile: there is nothing to keep, and the others end all the same.
  if (found === null || isOver) return { answer: null, writes: [...raiseEpoch(core, user, ending), ...await nameEnded(core, user)] }
  const writes = [...raiseEpoch(core, user, ending), ...await nameEnded(core, user, found.session.id), keepSession(user, found.session)]
  if (held.acting.carrier.format.kind === 'reference') return { answer: null, writes }
  const epoch = user.epoch + 1
  const again = ending.proved ? renew : renewAccess
  const issued = await again(core, { ...held, user: { ...user, epoch }, session: { ...found.session, epoch } })
  return { answer: issued.answer, writes: [...writes, ...issued.writes] }
}
