/** What core and http know of a request that was asked who it is; an application gets the principal alone. */
import type { Carrier, Principal, RefusalCode, Secret, Session, User } from '../contracts.ts'

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

/** A whole login, and no credential that was narrowed, made for a program or good once: it may change the account. */
export function isLogin({ principal, record, isInAddress = false }: Acting): boolean {
  return principal.scope === null && record?.session != null && !isInAddress
}
