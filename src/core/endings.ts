/** Logging out: this login, another one, all others, everywhere. One list of rules for every carrier. */
import type { Issued, Page, RefusalCode, RequestView, Session, User } from '../contracts.ts'
import { commit, type Plan } from './commit.ts'
import type { Core } from './core.ts'
import { present, prove, type Shown } from './credentials.ts'
import { isSafe, isSameOriginRequest } from './csrf.ts'
import { originOf, type Origin } from './events.ts'
import { findRefresh } from './refresh.ts'
import { renew, type Held } from './renew.ts'
import { endSession, keepSession, raiseEpoch } from './sessions.ts'

export type LoggedOut = { readonly ok: true } | { readonly ok: false, readonly reason: RefusalCode }

/**
 * Ends the login that the request shows, expired too if it is authentic. What is dead or unknown is logged out
 * already. A refresh token counts only where nothing else was shown.
 */
export async function logout(core: Core, request: RequestView, refreshToken: string | null): Promise<LoggedOut> {
  const presented = present(request, core.carriers)
  if (presented.count === 'many') return { ok: false, reason: 'ambiguous_credentials' }
  if (presented.count === 'none') {
    const found = refreshToken === null ? null : await findRefresh(core, refreshToken)
    return endFound(core, found?.session?.id ?? null, originOf(request))
  }
  const { shown } = presented
  if (shown.transport.jar !== undefined && !isSafe(request.method) && !isSameOriginRequest(request, core, true)) {
    return { ok: false, reason: 'csrf_rejected' }
  }
  return endFound(core, await sessionOf(core, shown), originOf(request))
}

/** The session that an authentic credential names, whatever the time. */
async function sessionOf(core: Core, shown: Shown): Promise<string | null> {
  const proof = await prove(core, shown)
  if (proof === null) return null
  if (proof.kind === 'reference') return (await core.store.findByDigest(proof.digest))?.session?.id ?? null
  const { issuer, audience, session } = proof.statement
  return issuer === core.origin && audience === core.origin ? session : null
}

function endFound(core: Core, id: string | null, from: Origin): Promise<LoggedOut> {
  return commit<LoggedOut>(core, async () => {
    const found = id === null ? null : await core.store.findSession(id)
    const writes = found === null ? [] : endSession(core, found.session, { from, reason: 'logout' })
    return { answer: { ok: true }, writes }
  })
}

/** Only sessions that still live; what the epoch ended is not shown. */
export function listSessions(core: Core, user: User, page: Page): Promise<readonly Session[]> {
  return core.store.listSessions(user.id, user.epoch, page)
}

/** False: the user has no such session. Somebody else's is as unknown as one that never was. */
export function endOwnSession(core: Core, user: User, ending: { id: string, from: Origin }): Promise<boolean> {
  return commit(core, async () => {
    const found = await core.store.findSession(ending.id)
    if (found === null || found.session.subject !== user.id) return { answer: false, writes: [] }
    return { answer: true, writes: endSession(core, found.session, { from: ending.from, reason: 'ended_by_user' }) }
  })
}

/** Ends all sessions of a user, and deletes the acting one, where there is one, at once. */
export function endEverywhere(core: Core, userId: string, ending: { from: Origin, reason: string }): Promise<boolean> {
  return commit(core, async () => {
    const user = await core.store.findUser(userId)
    return user === null ? { answer: false, writes: [] } : { answer: true, writes: raiseEpoch(core, user, ending) }
  })
}

/** Ends all others: the epoch rises, the acting session is lifted over it, and what stated the old epoch is issued again. */
export function endOthers(core: Core, held: Held, from: Origin): Promise<Issued | null> {
  return commit(core, () => planEndOthers(core, held, { from, reason: 'others_ended' }))
}

/** Answers null where the acting credential stays good: a cookie states no epoch. */
export async function planEndOthers(
  core: Core, held: Held, ending: { from: Origin, reason: string },
): Promise<Plan<Issued | null>> {
  const user = await core.store.findUser(held.user.id)
  const found = await core.store.findSession(held.session.id)
  if (user === null) return { answer: null, writes: [] }
  // Logged out meanwhile: there is nothing to keep, and the others end all the same.
  if (found === null) return { answer: null, writes: raiseEpoch(core, user, ending) }
  const writes = [...raiseEpoch(core, user, ending), keepSession(user, found.session)]
  if (held.acting.carrier.format.kind === 'reference') return { answer: null, writes }
  const epoch = user.epoch + 1
  const issued = await renew(core, { ...held, user: { ...user, epoch }, session: { ...found.session, epoch } })
  return { answer: issued.answer, writes: [...writes, ...issued.writes] }
}
