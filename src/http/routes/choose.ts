/** What the two choices share: anybody may make them, by JSON or by a form, and they are kept in the browser's jar. */
import type { AccountView, FormAction } from '../../contracts.ts'
import type { Held } from '../../core/session/renew.ts'
import { anyActorOf } from '../actor.ts'
import { json, seeOther, withCookies } from '../answer.ts'
import type { Schemas } from '../body.ts'
import { crossSite, readInput, refuseStranger, showsInHeader, turnAway } from '../forms.ts'
import type { Call } from '../call.ts'
import { safeReturnTo } from '../return-to.ts'
import type { FormMembers } from '../schemas.ts'

export interface Sent<T> {
  readonly held: Held | null
  readonly isForm: boolean
  readonly value: T
  /** Where the form leads, checked; null: to its own page. */
  readonly returnTo: string | null
}

/** Who chooses, and what; or the response that says why not. */
export async function readChoice<T extends FormMembers>(
  call: Call, schemas: Schemas<T>, action: FormAction,
): Promise<Sent<T> | Response> {
  const actor = await anyActorOf(call)
  if (!actor.ok) return turnAway(call, actor.problem)
  const { held } = actor
  const input = await readInput(call, schemas, { action, sessionDigest: held?.acting.secret?.digest ?? null, isAnybodys: true })
  // A page that was opened before its login ended: its form is bound to what is over.
  if (!input.ok) return refuseStranger(call, (input.isForm ? actor.over : undefined) ?? input.problem)
  // A cookie is set: another site must not choose for the person (B-17).
  const cross = showsInHeader(call) ? null : crossSite(call)
  if (cross !== null) return turnAway(call, cross)
  const { isForm, value } = input
  return { held, isForm, value, returnTo: safeReturnTo(value.return_to, call.http.core.origin) }
}

interface Saved {
  readonly cookies: readonly string[]
  readonly body: unknown
  readonly notice: NonNullable<AccountView['notice']>
}

/** A person goes back to where the form stood; what it was about is told there. */
export function savedChoice({ http }: Call, { isForm, returnTo }: Sent<FormMembers>, { cookies, body, notice }: Saved): Response {
  if (!isForm) return json(body, 200, withCookies(cookies))
  return seeOther(returnTo ?? `${http.base}/consent?notice=${notice}`, cookies)
}
