/**
 * Tickets: good once, within a minute, for one method and one path; for what a browser loads by an address alone, such as
 * downloads, images, WebSockets and event streams. They stand on the login or the key that they were exchanged for.
 */
import type { Found, Id, Principal, RequestView, Secret, Seconds, User } from '../contracts.ts'
import { randomId, randomSecret } from '../crypto/random.ts'
import { opaque } from '../formats/opaque.ts'
import { type Acting, type Checked, refused } from './acting.ts'
import { findKey } from './api-keys.ts'
import { commit, type Plan } from './commit.ts'
import type { Core } from './core.ts'
import type { Riding } from './credentials.ts'
import { guardUser, sessionRefusal } from './sessions.ts'

export const ticketFormat = opaque({ purpose: 'ticket', prefix: 'lk_tk_' })
export const ticketLife: Seconds = 60

export interface TicketFor {
  readonly method: 'GET'
  /** Of this origin, without a query. */
  readonly path: string
  readonly scope: readonly string[] | null
  readonly expiresIn: Seconds
}

interface Detail extends Pick<TicketFor, 'method' | 'path' | 'scope'> {
  readonly id: Id
  /** The API key it was exchanged for. */
  readonly key: Id | null
}

export async function makeTicket(core: Core, { principal, record }: Acting, asked: TicketFor): Promise<Plan<string>> {
  const { method, path, scope, expiresIn } = asked
  const now = core.clock()
  const credential = `lk_tk_${randomSecret()}`
  const proof = await ticketFormat.verify(credential, core.keys())
  if (proof?.kind !== 'reference' || record === undefined) throw new TypeError('a ticket needs the records it stands on')
  const { session, user } = record
  const detail: Detail = { id: randomId(), method, path, scope, key: session === null ? principal.session : null }
  const row: Secret = {
    digest: proof.digest, purpose: 'ticket', session: session?.id ?? null, user: session === null ? user.id : null,
    generation: 0, kid: null, created: now, expires: now + expiresIn, consumed: null, lastUsed: null,
    detail: JSON.stringify(detail),
  }
  return { answer: credential, writes: [guardUser(user), { do: 'insert', table: 'secret', row }] }
}

/** Judged first and consumed last: one that is refused here is still good where it belongs. */
export function redeemTicket(core: Core, found: Found, { carrier, request }: Riding & { request: RequestView }): Promise<Checked> {
  const { digest } = found.secret
  // Of any number at once one commits (D-11); the others read again, and find it consumed.
  return commit<Checked>(core, async () => {
    const now = await core.store.findByDigest(digest)
    const refusal = now === null ? 'credential_invalid' : await refusalOf(core, now, request)
    if (now?.user == null || refusal !== null) return { answer: refused(refusal ?? 'credential_invalid'), writes: [] }
    const { secret, session, user } = now
    return {
      answer: { status: 'authenticated', acting: { principal: principalOf(secret, now, carrier.name), carrier, record: { session, user } } },
      writes: [
        { do: 'update', table: 'secret', id: digest, if: { consumed: null }, set: { consumed: core.clock() } },
        guardUser(user),
      ],
    }
  })
}

async function refusalOf(core: Core, { secret, session, user }: Found, { method, path }: RequestView) {
  const detail = detailOf(secret)
  if (secret.consumed !== null || user === null) return 'credential_invalid'
  if (core.clock() >= secret.expires) return 'credential_expired'
  if (detail.method !== method || detail.path !== path) return 'credential_invalid'
  if (session !== null) return sessionRefusal(session, user, core.clock())
  return await standsOnKey(core, user, detail) ? null : 'session_revoked'
}

async function standsOnKey(core: Core, user: User, { key }: Detail): Promise<boolean> {
  return user.disabled === null && key !== null && await findKey(core, user, key) !== null
}

function principalOf(secret: Secret, { session, user }: Found, carrier: string): Principal {
  const { id, scope, key } = detailOf(secret)
  return {
    subject: user?.id ?? '', session: session?.id ?? key ?? '', carrier, credential: id, roles: user?.roles ?? [], scope,
    authTime: session?.authTime ?? secret.created, expiresAt: secret.expires,
  }
}

function detailOf({ detail }: Secret): Detail {
  return JSON.parse(detail ?? '{}') as Detail // written above, by nobody else
}
