/**
 * Accounts: user names, passwords, logging in. It knows people and their secrets, and nothing about how a login is
 * carried or what a response looks like. This file is what its functions share.
 */
import type { Clock, PasswordHasher, TokenFormat } from '../contracts.ts'
import type { Core } from '../core/core.ts'
import { opaque } from '../formats/opaque.ts'
import type { Likeness } from './likeness.ts'
import type { PasswordFault, PasswordPolicy } from './password-policy.ts'

export interface Accounts {
  readonly core: Core
  readonly clock: Clock
  readonly hasher: PasswordHasher
  /** Whom names that nobody has are taken for. */
  readonly likeness: Likeness
  readonly passwordPolicy: PasswordPolicy
  readonly signup: 'open' | 'closed'
}

/** Why an account verb refused. The happy answer of each verb has `ok: true`. */
export type AccountRefusal =
  | { readonly ok: false, readonly code: 'invalid_credentials' | 'username_taken' | 'username_rejected' | 'signup_closed' | 'malformed_request' }
  | { readonly ok: false, readonly code: 'throttled', readonly retryAfter: number }
  | { readonly ok: false, readonly code: 'password_rejected', readonly reasons: readonly PasswordFault[] }

/** The one-time link that makes the first administrator. No carrier takes it. */
export const setupCodes: TokenFormat = opaque({ purpose: 'setup', prefix: 'lk_su_' })
