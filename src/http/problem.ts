/** Every refusal that this service gives: one table of codes, statuses and words (RFC 9457). */
import type { RefusalCode } from '../contracts.ts'
import type { AccountRefusal } from '../accounts/accounts.ts'
import type { ActRefusal } from '../accounts/administer.ts'

interface Entry { readonly status: number, readonly title: string }

/** What core and accounts answer, and what only http does. The compiler holds the table to both. */
type Answered = RefusalCode | AccountRefusal['code'] | ActRefusal['code']
type Own =
  | 'unknown_field' | 'credential_missing' | 'key_not_writable' | 'method_not_allowed'
  | 'not_acceptable' | 'precondition_failed' | 'precondition_required' | 'body_too_large' | 'unsupported_media_type'
  | 'unknown_host' | 'internal_error' | 'unavailable' | 'busy'

const table = {
  malformed_request: { status: 400, title: 'The request is not of the form that this route takes.' },
  unknown_field: { status: 400, title: 'The request has a member that this route does not know.' },
  ambiguous_credentials: { status: 400, title: 'More than one credential was sent.' },
  invalid_credentials: { status: 401, title: 'The user name and password do not match.' },
  credential_missing: { status: 401, title: 'No credential was sent.' },
  credential_invalid: { status: 401, title: 'The credential is not one that is valid here.' },
  credential_expired: { status: 401, title: 'The credential has ended.' },
  credential_stale: { status: 401, title: 'The credential states what has changed since; renew it.' },
  session_revoked: { status: 401, title: 'The session was ended.' },
  token_reused: { status: 401, title: 'The refresh token was used before; its session was ended.' },
  csrf_rejected: { status: 403, title: 'The request does not come from this site.' },
  insufficient_scope: { status: 403, title: 'The credential does not allow that.' },
  forbidden: { status: 403, title: 'This credential may not do that.' },
  reauthentication_required: { status: 403, title: 'Prove the password again first.' },
  key_not_writable: { status: 403, title: 'That member of session data is not open to clients.' },
  signup_closed: { status: 403, title: 'Nobody can sign up here.' },
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_allowed: { status: 405, title: 'This route does not take that method.' },
  not_acceptable: { status: 406, title: 'This route has no representation of the type that was asked for.' },
  own_account: { status: 409, title: 'Nobody does that to their own account: it would lock them out.' },
  username_taken: { status: 409, title: 'The user name is taken.' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile.' },
  body_too_large: { status: 413, title: 'The body is larger than 16 KB.' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that this route does not take.' },
  unknown_host: { status: 421, title: 'This service does not answer for that host.' },
  username_rejected: { status: 422, title: 'The user name has 3 to 64 letters, digits, dots, dashes or underscores, or is an address.' },
  password_rejected: { status: 422, title: 'The password does not meet the rules.' },
  precondition_required: { status: 428, title: 'Say which version is to be changed.' },
  throttled: { status: 429, title: 'Too many attempts.' },
  internal_error: { status: 500, title: 'Something failed here.' },
  unavailable: { status: 503, title: 'This cannot be checked right now.' },
  busy: { status: 503, title: 'Too many logins are being checked right now.' },
} as const satisfies Readonly<Record<Answered | Own, Entry>>

export type ProblemCode = keyof typeof table
export interface Problem {
  readonly code: ProblemCode
  /** What to do about it. Written by us, never by the sender. */
  readonly detail?: string
  readonly reasons?: readonly string[]
  readonly retryAfter?: number
  /** The methods that a 405 names. */
  readonly allow?: string
}

export function statusOf(problem: Problem): number {
  return table[problem.code].status
}

/** One sentence, for people. */
export function titleOf(code: ProblemCode): string {
  return table[code].title
}

export function problemResponse(problem: Problem, requestId?: string): Response {
  const { code, detail, reasons } = problem
  const { status, title } = table[code]
  const body = { title, status, code, detail, reasons, request_id: requestId }
  const headers = { 'content-type': 'application/problem+json', ...problemHeaders(problem) }
  return new Response(JSON.stringify(body), { status, headers })
}

/** Headers that go with the status whatever the body is. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const status = statusOf(problem)
  const headers: Record<string, string> = {}
  if (problem.retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(problem.retryAfter)))
  if (problem.allow !== undefined) headers['allow'] = problem.allow
  if (status === 401) headers['www-authenticate'] = challenge(problem.code)
  // RFC 6750 §3.1.
  if (problem.code === 'insufficient_scope') headers['www-authenticate'] = `${realm}, error="insufficient_scope"`
  // RFC 9470 §3, with 403: a 401 makes clients drop the login.
  if (problem.code === 'reauthentication_required') headers['www-authenticate'] = `${realm}, error="insufficient_user_authentication"`
  return headers
}

const realm = 'Bearer realm="latchkey"'

/** An error code only where a credential was shown (RFC 6750 §3.1): to ask for one is not to refuse one. */
function challenge(code: ProblemCode): string {
  return code === 'credential_missing' || code === 'invalid_credentials' ? realm : `${realm}, error="invalid_token"`
}

/** A refusal of core or accounts, as a problem. */
export function problemOf(refusal: { readonly code: ProblemCode, readonly retryAfter?: number, readonly reasons?: readonly string[] }): Problem {
  const { code, retryAfter, reasons } = refusal
  return { code, ...(retryAfter !== undefined && { retryAfter }), ...(reasons !== undefined && { reasons }) }
}
