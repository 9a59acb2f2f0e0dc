/** What routes share that take JSON from programs and forms from people. */
import { allCarriers, present } from '../core/credentials.ts'
import { isSameOriginRequest } from '../core/csrf.ts'
import { noticeOnce } from '../core/audit/events.ts'
import { readBody, sendsForm, type Schemas } from './body.ts'
import { isOwnForm, type SentForm } from './form-token.ts'
import { type Call, isForPeople } from './call.ts'
import { hasOwnCookie } from './own-cookies.ts'
import { failurePage, toLogin } from './pages.ts'
import { problemResponse, statusOf, type Problem } from './problem.ts'
import type { FormMembers } from './schemas.ts'

export type Input<T> =
  | { readonly ok: true, readonly isForm: boolean, readonly value: T }
  /** `value`: what a form held that is not one of ours, or no longer; shown again, and never acted on. */
  | { readonly ok: false, readonly isForm: boolean, readonly problem: Problem, readonly value?: T }

/** Reads a body, and for a form checks the token that its page was given. */
export async function readInput<T extends FormMembers>(
  call: Call, schemas: Schemas<T>, form: SentForm,
): Promise<Input<T>> {
  const body = await readBody(call.request, schemas)
  if (!body.ok || !body.isForm) return body
  if (isOwnForm(call, form, body.value.csrf ?? '')) return body
  noticeCsrf(call)
  return { ok: false, isForm: true, problem: { code: 'csrf_rejected' }, value: body.value }
}

/** Where a response would fill a jar: a login made by another site logs a person in to somebody else's account (B-17). */
export function crossSite(call: Call): Problem | null {
  const { http, view } = call
  if (isSameOriginRequest(view, http.core, { hasCookie: hasOwnCookie(http.core, view) })) return null
  noticeCsrf(call)
  return { code: 'csrf_rejected', detail: 'Send the Origin of this service, or no cookie of it.' }
}

/** A credential in a header was put there on purpose; a browser adds none by itself, so no other site can forge it. */
export function showsInHeader({ http, view }: Call): boolean {
  const presented = present(view, allCarriers(http.core))
  return presented.count === 'one' && presented.shown.transport.jar === undefined
}

function noticeCsrf({ http, from }: Call): void {
  noticeOnce(http.core, { type: 'malicious_csrf', from })
}

/** A page to a person whose form is refused, a problem to a program. */
export function turnAway(call: Call, problem: Problem): Response | Promise<Response> {
  return sendsForm(call.request) ? failurePage(call, problem) : refuse(call, problem)
}

/** A person whose login ended while the page stood open is led to the login page; a program gets the code. */
export function refuseStranger(call: Call, problem: Problem): Response | Promise<Response> {
  const isLoggedOut = sendsForm(call.request) && statusOf(problem) === 401
  return isLoggedOut ? toLogin(call) : turnAway(call, problem)
}

/** A page to a person who opens an address, a problem to a program. */
export function tell(call: Call, problem: Problem): Response | Promise<Response> {
  return isForPeople(call) ? failurePage(call, problem) : refuse(call, problem)
}

export function refuse(call: Call, problem: Problem): Response {
  return problemResponse(problem, call.view.requestId)
}
