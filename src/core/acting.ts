/** What core and http know of a request that was asked who it is; an application gets the principal alone. */
import type { Carrier, Principal, RefusalCode, Seconds, Secret, Session, User } from '../contracts.ts'

export interface Acting {
  readonly principal: Principal
  readonly carrier: Carrier
  /** The records it stands on: a key has no session. Absent where the store was not asked. */
  readonly record?: { readonly session: Session | null, readonly user: User }
  /** The secret of a session cookie. */
  readonly secret?: Secret
  /** The cookie again, where a remembered login moves on: asked for when the response is sent. */
  readonly cookies?: () => readonly string[]
  /** It came in an address. */
  readonly isInAddress?: boolean
}

export type Checked =
  | { readonly status: 'anonymous', readonly visitor?: Session }
  | { readonly status: 'refused', readonly reason: RefusalCode }
  | { readonly status: 'authenticated', readonly acting: Acting }

export function refused(reason: RefusalCode): Checked {
  return { status: 'refused', reason }
}

/**
 * A login's own credential, and none that was exchanged, narrowed, made for a program or good once: it may change the account.
 * Else a script that cannot read the cookie exchanged it for what makes a key for a year.
 */
export function isLogin({ principal, record, isInAddress = false }: Acting): boolean {
  return principal.scope === null && principal.authTime !== neverProved && record?.session != null && !isInAddress
}

/** The auth time of what was exchanged, of keys and of tickets: older than any proof that a route may ask for. */
export const neverProved: Seconds = 0
