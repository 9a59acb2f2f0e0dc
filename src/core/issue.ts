/** How a session gets its credentials. Every grant is filled in here, so that formats decide nothing. */
import type { Carrier, Grant, Issued, Seconds, Session, User } from '../contracts.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import type { Plan } from './commit.ts'
import type { Core } from './core.ts'
import { record } from './events.ts'
import { guardUser, makeRoom, newSession, type Opening } from './sessions.ts'

export interface Standing {
  readonly carrier: Carrier
  readonly user: User
  readonly session: Session
  /** The refresh token to issue beside it; null where the session is carried by reference or is never renewed. */
  readonly generation: number | null
}

/** A login: one new session and what carries it. The guard refuses it where the user changed since the password was read. */
export async function openSession(core: Core, opening: Opening): Promise<Plan<Issued>> {
  const { carrier, user, from } = opening
  const session = newSession(core, opening)
  const renewed = opening.renewed && carrier.format.kind === 'statement'
  const issued = await issueCredentials(core, { carrier, user, session, generation: renewed ? 1 : null })
  const created = record(core, {
    type: 'session_created', subject: user.id, session: session.id, from, detail: { carrier: carrier.name },
  })
  return {
    answer: issued.answer,
    writes: [
      guardUser(user), { do: 'insert', table: 'session', row: session },
      ...issued.writes, ...await makeRoom(core, opening), created,
    ],
  }
}

/** The credential of a session, and with a generation the refresh token beside it. */
export async function issueCredentials(core: Core, standing: Standing): Promise<Plan<Issued>> {
  const { session, generation } = standing
  const access = await issueAccess(core, standing)
  if (generation === null) return access
  const refresh = await issueRefresh(core, session, { generation, secret: randomSecret() })
  return { answer: { ...access.answer, refresh: refresh.answer }, writes: [...access.writes, ...refresh.writes] }
}

/** The credential alone. Self-contained ones leave nothing in the store. */
export async function issueAccess(core: Core, standing: Standing): Promise<Plan<Issued>> {
  const { carrier, user, session } = standing
  const now = core.clock()
  const expires = accessEnd(core, standing)
  const purpose = carrier.format.kind === 'reference' ? 'session' : 'access'
  const grant = { ...grantFor(core, user, session), purpose, expiresAt: expires, secret: randomSecret() } as const
  const { credential, digest } = await carrier.format.issue(grant, core.keys())
  const answer = { carrier, credential, expiresIn: expires - now, user, session }
  if (digest === undefined) return { answer, writes: [] }
  const secret = { digest, purpose, user: null, kid: null, created: now, consumed: null, detail: null } as const
  const row = { ...secret, session: session.id, generation: 0, expires }
  return { answer, writes: [{ do: 'insert', table: 'secret', row }] }
}

function accessEnd(core: Core, { carrier, session, generation }: Standing): Seconds {
  if (carrier.format.kind === 'reference') return session.absoluteEnd
  const life = generation === null ? core.limits.unrenewedLife : core.limits.accessLife
  return Math.min(core.clock() + life, session.absoluteEnd)
}

/** One generation of a family. The secret is random for the first and derived for every successor. */
export async function issueRefresh(
  core: Core, session: Session, { generation, secret }: { generation: number, secret: string },
): Promise<Plan<{ credential: string, expiresIn: Seconds }>> {
  const { credential, digest } = await refreshCredential(core, session, secret)
  const now = core.clock()
  const row = {
    digest, purpose: 'refresh', session: session.id, user: null, generation, kid: null,
    created: now, expires: session.absoluteEnd, consumed: null, detail: null,
  }
  const answer = { credential, expiresIn: session.absoluteEnd - now }
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
