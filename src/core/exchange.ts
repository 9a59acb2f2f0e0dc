/**
 * Exchange: any live credential for a JWT, a token or a ticket of the same person and the same login. Never wider, never
 * longer, with a `jti` of its own, and dead with what it stands on (RFC 8693 has the idea; this is not its protocol).
 */
import type { Carrier, Grant, Seconds } from '../contracts.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import type { Acting } from './acting.ts'
import { commit, type Plan } from './commit.ts'
import type { Core } from './core.ts'
import { record, type Origin } from './events.ts'
import { customClaims } from './issue.ts'
import { can } from './rights.ts'
import { guardUser } from './sessions.ts'
import { statusOf } from './status-list.ts'
import { makeTicket, ticketLife } from './tickets.ts'

export interface Narrowing {
  /** Null: as much as the credential that is exchanged. */
  readonly scope: readonly string[] | null
  /** Null: as long as such a credential lives. */
  readonly expiresIn: Seconds | null
  readonly from: Origin
}

export interface TokenExchange extends Narrowing {
  readonly carrier: Carrier
  /** Null: this service itself. */
  readonly audience: string | null
}

export interface TicketExchange extends Narrowing {
  readonly method: 'GET'
  readonly path: string
}

export type Exchanged =
  | { readonly ok: true, readonly credential: string, readonly expiresIn: Seconds, readonly scope: readonly string[] | null }
  | { readonly ok: false, readonly reason: 'insufficient_scope' | 'session_revoked' }

export function exchangeForToken(core: Core, acting: Acting, asked: TokenExchange): Promise<Exchanged> {
  return narrowed(core, { acting, asked }, async (scope) => {
    const expiresIn = lifeOf(core, acting, { most: core.limits.accessLife, asked: asked.expiresIn })
    const grant = await grantFor(core, acting, { ...asked, scope, expiresIn })
    const { credential } = await asked.carrier.format.issue(grant, core.keys())
    return { answer: { ok: true, credential, expiresIn, scope }, writes: [] }
  })
}

export function exchangeForTicket(core: Core, acting: Acting, asked: TicketExchange): Promise<Exchanged> {
  return narrowed(core, { acting, asked }, async (scope) => {
    const expiresIn = lifeOf(core, acting, { most: ticketLife, asked: asked.expiresIn })
    const { method, path } = asked
    const { answer: credential, writes } = await makeTicket(core, acting, { method, path, scope, expiresIn })
    return { answer: { ok: true, credential, expiresIn, scope }, writes }
  })
}

type Make = (scope: readonly string[] | null) => Promise<Plan<Exchanged>>

/** In one commit with what tells of it, which fails where the login has ended since it was read. */
async function narrowed(core: Core, { acting, asked }: { acting: Acting, asked: Narrowing }, make: Make): Promise<Exchanged> {
  const { principal } = acting
  const { scope, from } = asked
  const isWithin = scope?.every((one) => can(core.rights, principal, one)) ?? true
  if (!isWithin) return { ok: false, reason: 'insufficient_scope' }
  return commit<Exchanged>(core, async () => {
    const standing = await stillStanding(core, acting)
    if (standing === null) return { answer: { ok: false, reason: 'session_revoked' }, writes: [] }
    const made = await make(scope ?? principal.scope)
    const told = record(core, { type: 'authn_token_created', subject: principal.subject, session: principal.session, from, detail: { exchanged: true } })
    return { answer: made.answer, writes: [...standing, ...made.writes, told] }
  })
}

/** Guards that hold while the login does; null: it has ended. */
async function stillStanding(core: Core, { record: held }: Acting) {
  if (held === undefined) return null
  const user = await core.store.findUser(held.user.id)
  if (user === null || user.disabled !== null || user.epoch !== held.user.epoch) return null
  const { session } = held
  if (session === null) return [guardUser(user)]
  if (await core.store.findSession(session.id) === null) return null
  return [guardUser(user), { do: 'update', table: 'session', id: session.id, if: { epoch: session.epoch }, set: {} } as const]
}

function lifeOf(core: Core, { principal }: Acting, { most, asked }: { most: Seconds, asked: Seconds | null }): Seconds {
  return Math.min(asked ?? most, most, principal.expiresAt - core.clock())
}

type Made = Pick<TokenExchange, 'carrier' | 'audience' | 'scope'> & { readonly expiresIn: Seconds }

async function grantFor(core: Core, { principal, record: held }: Acting, made: Made): Promise<Grant> {
  if (held === undefined) throw new TypeError('an exchange needs the records that its credential stands on')
  const { user, session } = held
  const now = core.clock()
  const claims = await customClaims(core, { carrier: made.carrier, user, session: session ?? { id: principal.session, carrier: principal.carrier, created: principal.authTime, authTime: principal.authTime, scope: principal.scope } })
  return {
    purpose: 'access', issuer: core.origin, audience: made.audience ?? core.origin, subject: user.id, session: principal.session,
    credential: randomId(), secret: randomSecret(), issuedAt: now, expiresAt: now + made.expiresIn, authTime: principal.authTime,
    epoch: user.epoch, version: user.version, scope: made.scope, roles: user.roles, ...claims,
    ...statusOf(core, principal.session),
  }
}
