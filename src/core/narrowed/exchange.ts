/**
 * Exchange: any live credential for a JWT, a token or a ticket of the same person and the same login. Never wider, never
 * longer, with a `jti` of its own, and dead with what it stands on (RFC 8693 has the idea; this is not its protocol).
 */
import type { Carrier, Claimant, Grant, RefusalCode, Seconds, Session, User, Write } from '../../contracts.ts'
import { randomId, randomSecret } from '../../crypto/random.ts'
import { type Acting, neverProved } from '../acting.ts'
import { findKey } from './api-keys.ts'
import { commit, type Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import { record, type Origin } from '../audit/events.ts'
import { statusOf } from '../revocation/status-list.ts'
import { customClaims } from '../session/issue.ts'
import { can } from '../rights.ts'
import { guardSession, guardUser, sessionRefusal } from '../session/sessions.ts'
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
  | { readonly ok: false, readonly reason: RefusalCode }

export function exchangeForToken(core: Core, acting: Acting, asked: TokenExchange): Promise<Exchanged> {
  return narrowed(core, { acting, asked, most: core.limits.accessLife }, async (narrow) => {
    const { credential } = await asked.carrier.format.issue(await grantFor(core, narrow, asked), core.keys())
    return { answer: credential, writes: [] }
  })
}

export function exchangeForTicket(core: Core, acting: Acting, asked: TicketExchange): Promise<Exchanged> {
  const { method, path } = asked
  return narrowed(core, { acting, asked, most: ticketLife }, (narrow) => makeTicket(core, { ...narrow, method, path }))
}

/** What it stands on as it is now, and how much of it the new credential gets. */
interface Narrow {
  readonly acting: Acting
  readonly user: User
  readonly session: Session | null
  readonly scope: readonly string[] | null
  readonly expiresIn: Seconds
}

type Asked = { readonly acting: Acting, readonly asked: Narrowing, readonly most: Seconds }

/** In one commit with what tells of it, which fails where the login has ended or its rights have changed since they were read. */
function narrowed(core: Core, { acting, asked, most }: Asked, make: (narrow: Narrow) => Promise<Plan<string>>): Promise<Exchanged> {
  const { principal } = acting
  return commit<Exchanged>(core, async () => {
    const standing = await readStanding(core, acting)
    if (standing === null) return refused('session_revoked')
    const { user, session, guards } = standing
    const rights = { roles: user.roles, scope: principal.scope }
    if (asked.scope?.every((one) => can(core.rights, rights, one)) === false) return refused('insufficient_scope')
    const expiresIn = Math.min(asked.expiresIn ?? most, most, principal.expiresAt - core.clock())
    // Within the leeway it is still taken, and has no time left to give.
    if (expiresIn <= 0) return refused('credential_expired')
    const scope = asked.scope ?? principal.scope
    const made = await make({ acting, user, session, scope, expiresIn })
    const told = record(core, { type: 'authn_token_created', subject: user.id, session: principal.session, from: asked.from, detail: { exchanged: true } })
    return { answer: { ok: true, credential: made.answer, expiresIn, scope }, writes: [...guards, ...made.writes, told] }
  })
}

function refused(reason: RefusalCode): Plan<Exchanged> {
  return { answer: { ok: false, reason }, writes: [] }
}

interface Standing { readonly user: User, readonly session: Session | null, readonly guards: readonly Write[] }

/** Null: what the credential stands on has ended since it was judged. */
async function readStanding(core: Core, { principal, carrier, record: held }: Acting): Promise<Standing | null> {
  if (held === undefined) throw new TypeError('an exchange needs the records that its credential stands on')
  const user = await core.store.findUser(held.user.id)
  if (user === null || user.disabled !== null) return null
  // What states the epoch is over with it; a session may have been lifted over it, and a key survives it.
  if (carrier.format.kind === 'statement' && user.epoch > held.user.epoch) return null
  if (held.session === null) {
    return await findKey(core, user, principal.session) === null ? null : { user, session: null, guards: [guardUser(user)] }
  }
  const session = (await core.store.findSession(held.session.id))?.session
  if (session === undefined || sessionRefusal(session, user, core.clock()) !== null) return null
  return { user, session, guards: [guardUser(user), guardSession(session)] }
}

/** Here it proves no person and is no login, whatever it was exchanged for (B-04); to another service it says when there was a proof. */
async function grantFor(core: Core, narrow: Narrow, { carrier, audience }: Pick<TokenExchange, 'carrier' | 'audience'>): Promise<Grant> {
  const { acting: { principal }, user, session, scope, expiresIn } = narrow
  const now = core.clock()
  const claims = await customClaims(core, { carrier, user, session: claimant(narrow, now) })
  return {
    purpose: 'access', issuer: core.origin, audience: audience ?? core.origin, subject: user.id,
    session: session?.id ?? principal.session, credential: randomId(), secret: randomSecret(),
    issuedAt: now, expiresAt: now + expiresIn, authTime: audience === null ? neverProved : principal.authTime,
    epoch: user.epoch, version: user.version, scope, roles: user.roles, ...claims,
    ...statusOf(core, session?.id ?? principal.session),
  }
}

/** An application that states what a login may do is told of the narrower scope. For a key there is no login: it stands here for one. */
function claimant({ acting: { principal, carrier }, session, scope }: Narrow, now: Seconds): Claimant['session'] {
  const { id, created, carrier: name } = session ?? { id: principal.session, created: now, carrier: carrier.name }
  return { id, created, carrier: name, authTime: principal.authTime, scope }
}
