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
import type { Exchange } from '../call.ts'
import { ownCookie } from '../own-cookies.ts'
import { accountPage, reauthenticatePage } from '../pages.ts'
import { problemOf, type Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'
import { passwordBody, reauthenticateBody, type FormMembers } from '../schemas.ts'

export async function postPassword(exchange: Exchange): Promise<Response> {
  const sent = await readHeld(exchange, passwordBody, 'password')
  if (sent instanceof Response) return sent
  const { held, isForm, value } = sent
  const { current_password: password, new_password: newPassword } = value
  const outcome = await changePassword(exchange.http.accounts, held, { ...proofParts(exchange, password), newPassword })
  if (!outcome.ok) return refuseHeld(exchange, sent, { action: 'password', problem: problemOf(outcome) })
  if (isForm) return seeOther(`${exchange.http.base}/account?notice=password_changed`, renewedCookies(outcome.issued))
  return outcome.issued === null ? noContent() : renewedResponse(outcome.issued)
}

export async function postReauthenticate(exchange: Exchange): Promise<Response> {
  const sent = await readHeld(exchange, reauthenticateBody, 'reauthenticate')
  if (sent instanceof Response) return sent
  const { held, isForm, value } = sent
  const outcome = await reauthenticate(exchange.http.accounts, held, proofParts(exchange, value.password))
  if (!outcome.ok) return refuseHeld(exchange, sent, { action: 'reauthenticate', problem: problemOf(outcome), returnTo: value.return_to })
  if (!isForm) return renewedResponse(outcome.issued)
  const location = safeReturnTo(value.return_to, exchange.http.core.origin) ?? `${exchange.http.base}/account`
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

function proofParts({ view, from }: Exchange, password: string) {
  return { password, from, device: ownCookie(view, deviceCookieName) }
}

interface Sent<T> { readonly held: Held, readonly isForm: boolean, readonly value: T }

/** Who acts, and what was sent; or the response that says why not. */
async function readHeld<T extends FormMembers>(exchange: Exchange, schemas: Schemas<T>, action: FormAction): Promise<Sent<T> | Response> {
  const actor = await actorOf(exchange)
  if (!actor.ok) return refuseStranger(exchange, actor.problem)
  const { held } = actor
  const input = await readInput(exchange, schemas, { action, sessionDigest: held.acting.secret?.digest ?? null })
  if (input.ok) return { held, isForm: input.isForm, value: input.value }
  return refuseHeld(exchange, { held, isForm: input.isForm }, { action, problem: input.problem, returnTo: input.value?.return_to })
}

function refuseHeld(
  exchange: Exchange, { held, isForm }: Pick<Sent<unknown>, 'held' | 'isForm'>,
  { action, problem, returnTo }: { action: FormAction, problem: Problem, returnTo?: string | undefined },
): Response | Promise<Response> {
  if (!isForm) return refuse(exchange, problem)
  if (action === 'reauthenticate') return reauthenticatePage(exchange, held, { returnTo: safeReturnTo(returnTo, exchange.http.core.origin), problem })
  return accountPage(exchange, held, { refused: { form: action, problem } })
}
