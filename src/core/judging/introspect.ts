/** What a token is to somebody who may ask: live, and then whose; or nothing at all (RFC 7662). */
import type { Carrier, Principal, User } from '../../contracts.ts'
import type { Core } from '../core.ts'
import { prove } from '../credentials.ts'
import { judgeStatement } from './judge-statement.ts'
import { findRefresh } from '../session/refresh.ts'
import { expiresAt, sessionRefusal } from '../session/sessions.ts'

export interface LiveToken {
  readonly kind: 'access' | 'refresh'
  readonly audience: string
  readonly user: User
  readonly principal: Pick<Principal, 'session' | 'credential' | 'scope' | 'authTime' | 'expiresAt'>
}

/** Asked of the store, now. Null for whatever is not live, for whichever reason: the asker learns no more (C-23). */
export async function introspect(core: Core, token: string): Promise<LiveToken | null> {
  return await liveAccess(core, token) ?? liveRefresh(core, token)
}

async function liveAccess(core: Core, token: string): Promise<LiveToken | null> {
  const carrier = statingCarrier(core, token)
  const keys = core.keys()
  const proof = await prove(core, { credential: token, carrier })
  if (carrier === null || proof?.kind !== 'statement') return null
  const { statement } = proof
  const checked = await judgeStatement(core, { statement, carrier, audiences: [core.origin, ...core.audiences] }, 'authoritative')
  // The log was read meanwhile, and may have told of a key that was dropped: what it proved is proved again.
  if (core.keys() !== keys) return liveAccess(core, token)
  if (checked.status !== 'authenticated' || checked.acting.record === undefined) return null
  const { principal, record } = checked.acting
  // Nobody is told that something lives whose end is past: the leeway is for those who check it themselves.
  if (principal.expiresAt <= core.clock()) return null
  return { kind: 'access', audience: statement.audience, user: record.user, principal }
}

async function liveRefresh(core: Core, token: string): Promise<LiveToken | null> {
  const found = await findRefresh(core, token)
  if (found?.session == null || found.user === null || found.secret.consumed !== null) return null
  const { session, user } = found
  if (sessionRefusal(session, user, core.clock()) !== null) return null
  const { id, scope, authTime } = session
  return { kind: 'refresh', audience: core.origin, user, principal: { session: id, credential: null, scope, authTime, expiresAt: expiresAt(session) } }
}

/** The carrier whose self-contained credential this could be. A cookie is no token, and nobody is told about one. */
export function statingCarrier({ carriers }: Core, token: string): Carrier | null {
  return carriers.find(({ format }) => format.kind === 'statement' && format.accepts(token)) ?? null
}
