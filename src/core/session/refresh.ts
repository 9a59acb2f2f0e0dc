/**
 * Refresh: one generation each use, rotated in one guarded commit (RFC 9700 §4.14.2).
 * The immediate predecessor gets the same successor for a short while, so that tabs that race and answers that were
 * lost log nobody out; anything older is a theft, and ends the family.
 */
import type { Carrier, Found, Issued, RefusalCode, Secret, Session, User, Write } from '../../contracts.ts'
import { hmacSha256 } from '../../crypto/hmac.ts'
import { commit, type Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { record, type Origin } from '../audit/events.ts'
import { issueAccess, issueRefresh, keptIn, refreshCredential } from './issue.ts'
import { endSession, guardUser, sessionRefusal } from './sessions.ts'

export type Refreshed = { readonly ok: true, readonly issued: Issued } | { readonly ok: false, readonly reason: RefusalCode }

/** A refresh token that was found, with the live session and user it belongs to. */
interface Family {
  readonly carrier: Carrier
  readonly credential: string
  readonly secret: Secret
  readonly session: Session
  readonly user: User
}

export function refresh(core: Core, credential: string, from: Origin): Promise<Refreshed> {
  return commit(core, async () => {
    const found = await findRefresh(core, credential)
    if (found?.session == null || found.user === null) return refused('credential_invalid')
    const { secret, session, user } = found
    // The user is read again each time: disabled, ended everywhere, roles (C-19).
    const refusal = sessionRefusal(session, user, core.clock())
    if (refusal !== null) return refused(refusal)
    // Renewed in its own carrier alone: where the instance has it no more, the token is not used up in vain.
    const carrier = core.carriers.find((one) => one.name === session.carrier)
    if (carrier === undefined) return refused('credential_invalid')
    const family = { carrier, credential, secret, session, user }
    return secret.consumed === null ? rotate(core, family, from) : repeat(core, family, from)
  })
}

/** The record of a refresh token; null for anything else, whatever it opens elsewhere. */
export async function findRefresh(core: Core, credential: string): Promise<Found | null> {
  if (!core.refreshFormat.accepts(credential)) return null
  await core.ring.fresh()
  const proof = await core.refreshFormat.verify(credential, core.keys())
  if (proof?.kind !== 'reference') return null
  const found = await core.store.findByDigest(proof.digest)
  return found?.secret.purpose === 'refresh' ? found : null
}

async function rotate(core: Core, family: Family, from: Origin): Promise<Plan<Refreshed>> {
  const { secret, session, user } = family
  const { kid } = core.keys().current('refresh')
  const next = await issueRefresh(core, session, {
    generation: secret.generation + 1, secret: successorSecret(core, family, kid) ?? '', kept: keptIn(secret),
  })
  const now = core.clock()
  const seen = { ...session, lastSeen: Math.max(session.lastSeen, now) }
  const writes: Write[] = [
    { do: 'update', table: 'secret', id: secret.digest, if: { consumed: null }, set: { consumed: now, kid } },
    { do: 'update', table: 'session', id: session.id, if: { epoch: session.epoch }, set: { lastSeen: seen.lastSeen } },
    guardUser(user), ...next.writes,
    record(core, { type: 'session_renewed', subject: user.id, session: session.id, from }),
  ]
  return { answer: await renewedAnswer(core, { ...family, session: seen }, next.answer), writes }
}

/** A generation that was used already: an honest race within the grace, a theft after it. */
async function repeat(core: Core, family: Family, from: Origin): Promise<Plan<Refreshed>> {
  const successor = await successorInGrace(core, family)
  if (successor === null) return endFamily(core, family, from)
  const expiresIn = family.session.absoluteEnd - core.clock()
  return { answer: await renewedAnswer(core, family, { credential: successor, expiresIn, keptIn: keptIn(family.secret) }), writes: [] }
}

/** The same successor again, while its use would still be the first. Known by generation, never by the second it was made. */
async function successorInGrace(core: Core, family: Family): Promise<string | null> {
  const { consumed, kid } = family.secret
  if (consumed === null || kid === null) return null
  if (core.clock() - consumed > core.limits.refreshGrace) return null
  // Made by another process under a key that this one has not read yet: not knowing it is no proof of a theft.
  if (core.keys().find('refresh', kid) === undefined) await core.ring.read()
  const secret = successorSecret(core, family, kid)
  if (secret === null) return null
  const { credential, digest } = await refreshCredential(core, family.session, secret)
  const next = await core.store.findByDigest(digest)
  return next?.secret.consumed === null ? credential : null
}

async function renewedAnswer(core: Core, family: Family, next: NonNullable<Issued['refresh']>): Promise<Refreshed> {
  const { carrier, session, user, secret } = family
  const access = await issueAccess(core, { carrier, user, session, generation: secret.generation })
  return { ok: true, issued: { ...access.answer, refresh: next } }
}

async function endFamily(core: Core, { session, user, secret }: Family, from: Origin): Promise<Plan<Refreshed>> {
  const detail = { generation: secret.generation }
  const reuse = { type: 'authn_token_reuse', outcome: 'failure', subject: user.id, session: session.id, from, detail } as const
  return {
    answer: { ok: false, reason: 'token_reused' },
    writes: [...endSession(core, session, { from, reason: 'token_reused' }), record(core, reuse)],
  }
}

/**
 * Derived, so that the same successor can be told twice though only its hash is stored: from a ring key, the session,
 * the generation and the secret that is shown. Null where the ring has dropped the key.
 */
function successorSecret(core: Core, { credential, secret, session }: Family, kid: string): string | null {
  const key = core.keys().find('refresh', kid)
  if (key === undefined) return null
  const named = `latchkey refresh successor\n${session.id}\n${secret.generation + 1}\n${credential}`
  return hmacSha256(key.secret, named)
}

function refused(reason: RefusalCode): Plan<Refreshed> {
  return { answer: { ok: false, reason }, writes: [] }
}
