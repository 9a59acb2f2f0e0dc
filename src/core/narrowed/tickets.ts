/**
 * Tickets: good once, within a minute, for one method and one path; for what a browser loads by an address alone, such as
 * downloads, images, WebSockets and event streams. They stand on the login or the key that they were exchanged for.
 */
import type { Found, Id, Principal, RefusalCode, RequestView, Secret, Seconds, Session, User } from '../../contracts.ts'
import { randomId, randomSecret } from '../../crypto/random.ts'
import { opaque } from '../../formats/opaque.ts'
import { type Acting, type Checked, neverProved, refused } from '../acting.ts'
import { findKey } from './api-keys.ts'
import { commit, type Plan } from '../commit.ts'
import type { Core } from '../core.ts'
import type { Riding } from '../credentials.ts'
import { guardUser, sessionRefusal } from '../session/sessions.ts'

export const ticketFormat = opaque({ purpose: 'ticket', prefix: 'lk_tk_' })
export const ticketLife: Seconds = 60

export interface TicketFor {
  readonly acting: Acting
  readonly user: User
  /** Null: it is exchanged for an API key. */
  readonly session: Session | null
  readonly method: 'GET'
  /** Of this origin, without a query. */
  readonly path: string
  readonly scope: readonly string[] | null
  readonly expiresIn: Seconds
}

export interface TicketDetail extends Pick<TicketFor, 'method' | 'path' | 'scope'> {
  readonly id: Id
  /** The API key it was exchanged for. */
  readonly key: Id | null
}

/** One spelling: a path that a URL parser leaves as it is. Anything else would be asked for in vain, or stand for two. */
export function isTicketPath(path: string): boolean {
  const isPlain = path.startsWith('/') && !path.startsWith('//') && path.length <= 1024
  return isPlain && URL.parse(path, 'http://localhost')?.pathname === path
}

/** In a commit that guards what it stands on. */
export async function makeTicket(core: Core, ticket: TicketFor): Promise<Plan<string>> {
  const { acting: { principal }, user, session, method, path, scope, expiresIn } = ticket
  if (!isTicketPath(path)) throw new TypeError(`path is ${JSON.stringify(path)}; expected one of this origin, as a URL parser writes it, without a query`)
  const now = core.clock()
  const credential = `lk_tk_${randomSecret()}`
  const proof = await ticketFormat.verify(credential, core.keys())
  if (proof?.kind !== 'reference') throw new TypeError('a ticket of ours is not one')
  const detail: TicketDetail = { id: randomId(), method, path, scope, key: session === null ? principal.session : null }
  const row: Secret = {
    digest: proof.digest, purpose: 'ticket', session: session?.id ?? null, user: session === null ? user.id : null,
    generation: 0, kid: null, created: now, expires: now + expiresIn, consumed: null, lastUsed: null,
    detail: JSON.stringify(detail),
  }
  return { answer: credential, writes: [{ do: 'insert', table: 'secret', row }] }
}

/** What the route asks beside: it is asked before the ticket is used up. */
type Fits = (principal: Principal) => RefusalCode | null

/** Judged first and consumed last: one that is refused here is still good where it belongs. */
export function redeemTicket(
  core: Core, found: Found, { carrier, request, fits }: Riding & { request: RequestView, fits: Fits },
): Promise<Checked> {
  const { digest } = found.secret
  // Of any number at once one commits (D-11); the others read again, and find it consumed.
  return commit<Checked>(core, async () => {
    const now = await core.store.findByDigest(digest)
    const refusal = now === null ? 'credential_invalid' : await refusalAt(core, now, request)
    if (now?.user == null || refusal !== null) return { answer: refused(refusal ?? 'credential_invalid'), writes: [] }
    const { secret, session, user } = now
    const principal = principalOf(secret, now, carrier.name)
    const misfit = fits(principal)
    if (misfit !== null) return { answer: refused(misfit), writes: [] }
    return {
      answer: { status: 'authenticated', acting: { principal, carrier, record: { session, user } } },
      writes: [
        { do: 'update', table: 'secret', id: digest, if: { consumed: null }, set: { consumed: core.clock() } },
        guardUser(user),
      ],
    }
  })
}

async function refusalAt(core: Core, found: Found, { method, path }: RequestView): Promise<RefusalCode | null> {
  const detail = aboutTicket(found.secret)
  const isHere = detail.method === method && detail.path === path
  return isHere ? ticketRefusal(core, found) : 'credential_invalid'
}

/** Where it belongs. */
export async function ticketRefusal(core: Core, { secret, session, user }: Found): Promise<RefusalCode | null> {
  if (secret.consumed !== null || user === null) return 'credential_invalid'
  if (core.clock() >= secret.expires) return 'credential_expired'
  if (session !== null) return sessionRefusal(session, user, core.clock())
  return await standsOnKey(core, user, aboutTicket(secret)) ? null : 'session_revoked'
}

async function standsOnKey(core: Core, user: User, { key }: TicketDetail): Promise<boolean> {
  return user.disabled === null && key !== null && await findKey(core, user, key) !== null
}

/** It proves no person: whoever reads the address has it (B-04). */
function principalOf(secret: Secret, { session, user }: Found, carrier: string): Principal {
  const { id, scope, key } = aboutTicket(secret)
  return {
    subject: user?.id ?? '', session: session?.id ?? key ?? '', carrier, credential: id, roles: user?.roles ?? [], scope,
    authTime: neverProved, expiresAt: secret.expires,
  }
}

export function aboutTicket({ detail }: Secret): TicketDetail {
  return JSON.parse(detail ?? '{}') as TicketDetail // written above, by nobody else
}
