/** How a session gets its credentials. Every grant is filled in here, so that formats decide nothing. */
import type { Carrier, Claimant, Grant, Issued, RefreshKept, Secret, Seconds, Session, User } from '../../contracts.ts'
import { randomId, randomSecret } from '../../crypto/random.ts'
import type { Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { record } from '../audit/events.ts'
import { holdPlace, statusOf } from '../revocation/status-list.ts'
import { expiresAt, guardUser, makeRoom, newSession, type Opening } from './sessions.ts'

export interface Standing {
  readonly carrier: Carrier
  readonly user: User
  readonly session: Session
  /** The refresh token to issue beside it; null where the session is carried by reference or is never renewed. */
  readonly generation: number | null
  readonly kept?: RefreshKept
  /** The one origin that the credential is good on, where it is not the instance's own. */
  readonly origin?: string
  /** No later than this, whatever its life would be. */
  readonly notAfter?: Seconds
}

/** A login: one new session and what carries it. The guard refuses it where the user changed since the password was read. */
export async function openSession(core: Core, opening: Opening): Promise<Plan<Issued>> {
  const { carrier, user, from } = opening
  const session = newSession(core, opening)
  const renewed = opening.renewed && carrier.format.kind === 'statement'
  const issued = await issueCredentials(core, { carrier, user, session, generation: renewed ? 1 : null, ...(opening.kept && { kept: opening.kept }) })
  const created = record(core, {
    type: 'session_created', subject: user.id, session: session.id, from, detail: { carrier: carrier.name },
  })
  return {
    answer: issued.answer,
    writes: [
      guardUser(user), { do: 'insert', table: 'session', row: session }, ...holdPlace(core, session.id, { session: session.id, user: null, expires: session.absoluteEnd }),
      ...issued.writes, ...await makeRoom(core, { user, from, root: null, spared: opening.replaces == null ? [] : [opening.replaces] }), created,
    ],
  }
}

/** The credential of a session, and with a generation the refresh token beside it. */
export async function issueCredentials(core: Core, standing: Standing): Promise<Plan<Issued>> {
  const { session, generation, kept = 'body' } = standing
  const access = await issueAccess(core, standing)
  if (generation === null) return access
  const refresh = await issueRefresh(core, session, { generation, kept, secret: randomSecret() })
  return { answer: { ...access.answer, refresh: refresh.answer }, writes: [...access.writes, ...refresh.writes] }
}

/** The credential alone. */
export async function issueAccess(core: Core, standing: Standing): Promise<Plan<Issued>> {
  const { carrier, user, session } = standing
  const { answer, writes } = await makeCredential(core, standing)
  return { answer: { carrier, user, session, ...answer }, writes }
}

/** A visitor has no user. */
type Bearer = Omit<Standing, 'user'> & { readonly user: User | null }

/** Self-contained credentials leave nothing in the store; a reference is found by its digest until the session ends. */
export async function makeCredential(core: Core, bearer: Bearer): Promise<Plan<{ credential: string, expiresIn: Seconds }>> {
  const { carrier, user, session, origin = null } = bearer
  // A process that only logs people in would go on with a key that was dropped long ago.
  await core.ring.fresh()
  const now = core.clock()
  const end = Math.min(accessEnd(core, bearer), bearer.notAfter ?? Infinity)
  const purpose = carrier.format.kind === 'reference' ? 'session' : 'access'
  const grant = { ...grantFor(core, user, session), purpose, expiresAt: end, secret: randomSecret() } as const
  const claims = await customClaims(core, bearer)
  const { credential, digest } = await carrier.format.issue({ ...grant, ...claims, ...statusOf(core, session.id) }, core.keys())
  const answer = { credential, expiresIn: end - now }
  if (digest === undefined) return { answer, writes: [] }
  const row = {
    digest, purpose, session: session.id, user: null, generation: 0, kid: null,
    created: now, expires: session.absoluteEnd, consumed: null, lastUsed: null, detail: origin,
  }
  return { answer, writes: [{ do: 'insert', table: 'secret', row }] }
}

/** Field by field: a record holds more than an application's function should see. */
export async function customClaims(
  { claims }: Core, { carrier, user, session }: Pick<Bearer, 'carrier' | 'user'> & Pick<Claimant, 'session'>,
): Promise<Pick<Grant, 'claims'>> {
  if (claims === null || user === null || carrier.format.kind === 'reference') return {}
  const { username, email, roles, created, preferences } = user
  const { id, authTime, scope } = session
  return {
    claims: await claims({
      user: { id: user.id, username, email, roles, created, preferences },
      session: { id, carrier: session.carrier, created: session.created, authTime, scope },
    }),
  }
}

/** A reference ends with its session, and activity moves that; a statement has a life of its own. */
function accessEnd(core: Core, { carrier, session, generation }: Bearer): Seconds {
  if (carrier.format.kind === 'reference') return expiresAt(session)
  // What was exchanged for a session of another carrier is never renewed, and has no longer life than what is (never longer).
  const isUnrenewed = generation === null && session.carrier === carrier.name
  const life = isUnrenewed ? core.limits.unrenewedLife : core.limits.accessLife
  return Math.min(core.clock() + life, session.absoluteEnd)
}

/** One generation of a family. The secret is random for the first and derived for every successor. */
export async function issueRefresh(
  core: Core, session: Session, { generation, secret, kept }: { generation: number, secret: string, kept: RefreshKept },
): Promise<Plan<NonNullable<Issued['refresh']>>> {
  const { credential, digest } = await refreshCredential(core, session, secret)
  const now = core.clock()
  const row = {
    digest, purpose: 'refresh', session: session.id, user: null, generation, kid: null,
    created: now, expires: session.absoluteEnd, consumed: null, lastUsed: null, detail: kept,
  }
  const answer = { credential, expiresIn: session.absoluteEnd - now, keptIn: kept }
  return { answer, writes: [{ do: 'insert', table: 'secret', row }] }
}

/** The spelling and the digest of a refresh token with this secret. */
export async function refreshCredential(core: Core, session: Session, secret: string) {
  const grant: Grant = {
    ...grantFor(core, null, session), purpose: 'refresh', expiresAt: session.absoluteEnd, secret,
  }
  const { credential, digest } = await core.refreshFormat.issue(grant, core.keys())
  if (digest === undefined) throw new TypeError('the format of refresh tokens must issue references')
  return { credential, digest }
}

function grantFor(core: Core, user: User | null, session: Session) {
  return {
    issuer: core.origin, audience: core.origin, subject: session.subject ?? '', session: session.id,
    credential: randomId(), issuedAt: core.clock(), authTime: session.authTime,
    epoch: user?.epoch ?? session.epoch, version: user?.version ?? 0, scope: session.scope, roles: user?.roles ?? [],
  }
}

/**
 * Where the client keeps its refresh token, as chosen at login and whatever a later request looks like: a script that asks
 * without the cookie is not given what the cookie hides from it.
 */
export function keptIn({ detail }: Secret): RefreshKept {
  return detail === 'cookie' ? 'cookie' : 'body'
}
