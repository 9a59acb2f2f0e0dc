/** What routes share that take JSON from programs and forms from people. */
import type { FormAction } from '../contracts.ts'
import { isSameOriginRequest } from '../core/csrf.ts'
import { notice } from '../core/events.ts'
import { readBody, type Schemas } from './body.ts'
import { isOwnForm } from './form-token.ts'
import type { Exchange } from './http.ts'
import { hasOwnCookie } from './own-cookies.ts'
import { problemResponse, type Problem } from './problem.ts'
import type { FormMembers } from './schemas.ts'

export type Input<T> =
  | { readonly ok: true, readonly isForm: boolean, readonly value: T }
  | { readonly ok: false, readonly isForm: boolean, readonly problem: Problem }

/** Reads a body, and for a form checks the token that its page was given. */
export async function readInput<T extends FormMembers>(
  exchange: Exchange, schemas: Schemas<T>, form: { action: FormAction, sessionDigest: string | null },
): Promise<Input<T>> {
  const body = await readBody(exchange.request, schemas)
  if (!body.ok || !body.isForm) return body
  if (isOwnForm(exchange, { ...form, token: body.value.csrf ?? '' })) return body
  noticeCsrf(exchange)
  return { ok: false, isForm: true, problem: { code: 'csrf_rejected' } }
}

/** Where a response would fill a jar: a login made by another site logs a person in to somebody else's account (B-17). */
export function crossSite(exchange: Exchange): Problem | null {
  const { http, view } = exchange
  if (isSameOriginRequest(view, http.core, hasOwnCookie(http.core, view))) return null
  noticeCsrf(exchange)
  return { code: 'csrf_rejected', detail: 'Send the Origin of this service, or no cookie of it.' }
}

function noticeCsrf({ http, from }: Exchange): void {
  notice(http.core, { type: 'malicious_csrf', outcome: 'failure', from })
}

export function refuse(exchange: Exchange, problem: Problem): Response {
  return problemResponse(problem, exchange.view.requestId)
}
