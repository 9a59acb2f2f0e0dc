/** Audit events: names of the OWASP Logging Vocabulary, in the same commit as what they tell (F-08). */
import type { AuditEvent, Id, RequestView, Write } from '../../contracts.ts'
import { randomId } from '../../crypto/random.ts'
import type { Core } from '../core.ts'
import { sourceOf } from './source.ts'

/** Where a request came from, for the audit log and for the list of devices. */
export interface Origin {
  readonly address: string | null
  readonly agent: string | null
  readonly request: string | null
}

export const nowhere: Origin = { address: null, agent: null, request: null }

/** A stranger writes the agent: it is cut, so that no header fills the store. */
export function originOf(request: RequestView): Origin {
  const agent = request.header('user-agent')?.slice(0, 256).toWellFormed() ?? null
  return { address: request.address ?? null, agent, request: request.requestId ?? null }
}

/** Who did something to somebody else, or to the instance, and from where; null: an operator. */
export interface Act {
  readonly actor: Id | null
  readonly from: Origin
}

export const byOperator: Act = { actor: null, from: nowhere }

export const eventTypes = [
  'user_created', 'user_updated', 'user_deleted',
  'authn_login_success', 'authn_login_fail', 'authn_login_lock', 'authn_password_change', 'authn_token_created', 'authn_token_reuse', 'authn_token_revoked',
  'session_created', 'session_renewed', 'session_expired', 'session_revoked',
  'excess_rate_limit_exceeded', 'malicious_csrf', 'malicious_extraneous', 'privilege_permissions_changed',
  'sys_key_rotated', 'sys_key_dropped', 'sys_restored',
] as const

export type EventType = (typeof eventTypes)[number]

export interface Happening {
  readonly type: EventType
  readonly outcome?: AuditEvent['outcome']
  /** The subject, where it is not said. */
  readonly actor?: Id | null | undefined
  readonly subject?: Id | null
  readonly session?: Id | null
  readonly from?: Origin
  readonly detail?: AuditEvent['detail']
}

export function record(core: Core, happening: Happening): Write {
  const { from = nowhere, subject = null, actor = subject } = happening
  return {
    do: 'record',
    event: {
      id: randomId(), at: core.clock(), type: happening.type, outcome: happening.outcome ?? 'success', schema: 1,
      actor, subject, session: happening.session ?? null,
      address: from.address, agent: from.agent, request: from.request, detail: happening.detail ?? {},
    },
  }
}

/** For refusals, which change nothing else: written without being waited for, and bounded, so that refusing stays cheap. */
export function notice(core: Core, happening: Happening): void {
  core.background.run(() => core.store.commit([record(core, happening)]))
}

/** For refusals that a stranger can cause without end: one a minute for each kind and network, so that none fills the store. */
export function noticeOnce(core: Core, happening: Happening & { readonly from: Origin }): void {
  // By network: whoever has one address of it has many.
  if (core.isNews(`${happening.type} ${sourceOf(happening.from.address)}`)) notice(core, { outcome: 'failure', ...happening })
}
