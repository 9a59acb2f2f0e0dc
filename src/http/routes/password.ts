/** POST /auth/password and /auth/reauthenticate: a person who is logged in proves the password again. */
import type { FormAction, Issued } from '../../contracts.ts'
import { changePassword } from '../../accounts/change-password.ts'
import { deviceCookieName } from '../../accounts/device.ts'
import { reauthenticate } from '../../accounts/reauthenticate.ts'
import type { Held } from '../../core/session/renew.ts'
import { actorOf } from '../actor.ts'
import { issuedOnWire, json, noContent, seeOther, withCookies } from '../answer.ts'
import type { Schemas } from '../body.ts'
import { readInput, refuse, refuseStranger } from '../forms.ts'
import type { Call } from '../call.ts'
import { ownCookie } from '../own-cookies.ts'
import { accountPage, reauthenticatePage } from '../pages.ts'
import { problemOf, type Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'
import { passwordBody, reauthenticateBody, type FormMembers } from '../schemas.ts'

export async function postPassword(call: Call): Promise<Response> {
  const sent = await readHeld(call, passwordBody, 'password')
  if (sent instanceof Response) return sent
  const { held, isForm, value } = sent
  const { current_password: password, new_password: newPassword } = value
  const outcome = await changePassword(call.http.accounts, held, { ...proofParts(call, password), newPassword })
  if (!outcome.ok) return refuseHeld(call, sent, { action: 'password', problem: problemOf(outcome) })
  if (isForm) return seeOther(`${call.http.base}/account?notice=password_changed`, renewedCookies(outcome.issued))
  return outcome.issued === null ? noContent() : renewedResponse(outcome.issued)
}

export async function postReauthenticate(call: Call): Promise<Response> {
  const sent = await readHeld(call, reauthenticateBody, 'reauthenticate')
  if (sent instanceof Response) return sent
  const { held, isForm, value } = sent
  const outcome = await reauthenticate(call.http.accounts, held, proofParts(call, value.password))
  if (!outcome.ok) return refuseHeld(call, sent, { action: 'reauthenticate', problem: problemOf(outcome), returnTo: value.return_to })
  if (!isForm) return renewedResponse(outcome.issued)
  const location = safeReturnTo(value.return_to, call.http.core.origin) ?? `${call.http.base}/account`
  return seeOther(location, renewedCookies(outcome.issued))
}

/** After a form: new credentials for a browser, which has nothing but its jar. */
export function renewedCookies(issued: Issued | null): readonly string[] {
  return issued === null ? [] : issuedOnWire(issued).cookies
}

/** New credentials of a login that goes on. */
export function renewedResponse(issued: Issued): Response {
  const { body, cookies } = issuedOnWire(issued)
  return json(body, 200, withCookies(cookies))
}

function proofParts({ view, from }: Call, password: string) {
  return { password, from, device: ownCookie(view, deviceCookieName) }
}

interface Sent<T> { readonly held: Held, readonly isForm: boolean, readonly value: T }

/** Who acts, and what was sent; or the response that says why not. */
async function readHeld<T extends FormMembers>(call: Call, schemas: Schemas<T>, action: FormAction): Promise<Sent<T> | Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const input = await readInput(call, schemas, { action, sessionDigest: held.acting.secret?.digest ?? null })
  if (input.ok) return { held, isForm: input.isForm, value: input.value }
  return refuseHeld(call, { held, isForm: input.isForm }, { action, problem: input.problem, returnTo: input.value?.return_to })
}

function refuseHeld(
  call: Call, { held, isForm }: Pick<Sent<unknown>, 'held' | 'isForm'>,
  { action, problem, returnTo }: { action: FormAction, problem: Problem, returnTo?: string | undefined },
): Response | Promise<Response> {
  if (!isForm) return refuse(call, problem)
  if (action === 'reauthenticate') return reauthenticatePage(call, held, { returnTo: safeReturnTo(returnTo, call.http.core.origin), problem })
  return accountPage(call, held, { refused: { form: action, problem } })
}
