/** A reference to a session, as a cookie carries it: only as good as the record it names, so the store was asked. */
import type { Found, Principal, RequestView, Seconds, Session } from '../../contracts.ts'
import { type Checked, refused } from '../acting.ts'
import type { Core } from '../core.ts'
import type { Riding } from '../credentials.ts'
import { touchRoot } from '../session/root.ts'
import { expiresAt, isLive, sessionRefusal } from '../session/sessions.ts'

export function judgeSession(core: Core, { secret, session, user }: Found, shown: Riding & { request: RequestView | null }): Checked {
  const { carrier, request } = shown
  // The cookie of one host opens no other, whoever carries it there.
  if ((secret.detail ?? core.origin) !== (request?.origin ?? core.origin)) return refused('credential_invalid')
  // A secret made for another carrier opens nothing here.
  if (session === null || secret.consumed !== null || session.carrier !== carrier.name) return refused('credential_invalid')
  if (session.subject === null) return visiting(core, session)
  if (user === null) return refused('credential_invalid')
  const now = core.clock()
  const refusal = now >= secret.expires ? 'credential_expired' : sessionRefusal(session, user, now)
  if (refusal !== null) return refused(refusal)
  const moved = touch(core, session, now)
  if (moved) core.identities.see(secret.digest, now)
  const principal: Principal = {
    subject: user.id, session: session.id, carrier: carrier.name, credential: null, roles: user.roles,
    scope: session.scope, authTime: session.authTime, expiresAt: expiresAt(session),
  }
  const cookies = moved || core.rolling ? cookieAgain(core, session, shown) : undefined
  return { status: 'authenticated', acting: { principal, carrier, record: { session, user }, secret, ...(cookies && { cookies }) } }
}

/** Nobody has logged in to it: over or not, it is nobody. */
function visiting(core: Core, session: Session): Checked {
  const now = core.clock()
  if (!isLive(session, null, now)) return { status: 'anonymous' }
  touch(core, session, now)
  return { status: 'anonymous', visitor: session }
}

/**
 * The browser would forget a remembered login when its idle limit first came, however active it was since. What was
 * ended while the request was under way gets none: the jar was cleared, and a late answer fills it no more (B-08).
 */
function cookieAgain(core: Core, session: Session, { credential, transport: { jar } }: Riding): (() => readonly string[]) | undefined {
  if (!session.remember || jar === undefined) return undefined
  const now = core.clock()
  const expiresIn = expiresAt({ ...session, lastSeen: now }) - now
  return () => core.index.isOver(session) ? [] : [jar.set(credential, { expiresIn, persistent: true })]
}

/** Last-seen: coalesced, conditional, never awaited, and its failure is nobody's refusal. True: it moved. */
function touch(core: Core, session: Session, now: Seconds): boolean {
  if (now - session.lastSeen < Math.min(60, session.idle / 10)) return false
  const { lastSeen } = session
  core.background.run(() => core.store.commit([
    { do: 'update', table: 'session', id: session.id, if: { lastSeen }, set: { lastSeen: now } },
  ]), `touch ${session.id}`)
  if (session.root !== null) touchRoot(core, session.root)
  return true
}
