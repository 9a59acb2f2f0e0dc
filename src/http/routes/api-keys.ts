/** /auth/keys: API keys of the person who is logged in, and proved it a moment ago. The key itself is shown once. */
import { type ApiKey, createKey, planEndKey, listKeys, mostKeys } from '../../core/narrowed/api-keys.ts'
import { commit } from '../../core/commit.ts'
import { can } from '../../core/rights.ts'
import type { Held } from '../../core/session/renew.ts'
import { actorOf } from '../actor.ts'
import { json, noContent, seeOther } from '../answer.ts'
import { readInput, refuse, refuseStranger } from '../forms.ts'
import type { Call } from '../call.ts'
import { accountPage, failurePage } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { newKeyBody, plainForm } from '../schemas.ts'

/** Whoever finds a browser left open makes no key that outlives it. */
const recent = 300

export async function postKey(call: Call): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const input = await readInput(call, newKeyBody, { action: 'keys', sessionDigest: held.acting.secret?.digest ?? null })
  const tell = (problem: Problem) => input.isForm ? accountPage(call, held, { refused: { form: 'keys', problem } }) : refuse(call, problem)
  if (!input.ok) return tell(input.problem)
  const { name, scope, expires_in: expiresIn } = input.value
  const problem = refusalOf(call, held, scope)
  if (problem !== null) return tell(problem)
  const { core } = call.http
  const owner = { user: held.user.id, session: held.session.id }
  const made = await createKey(core, owner, { name, scope, expiresIn, from: call.from })
  if (!made.ok) return tell({ code: made.reason, ...(made.reason === 'forbidden' && { detail: `Nobody has more than ${mostKeys} keys.` }) })
  if (input.isForm) return accountPage(call, held, { newKey: { name, key: made.key } })
  return json({ ...onWire(made.about), key: made.key }, 201)
}

function refusalOf({ http: { core } }: Call, { acting: { principal } }: Held, scope: readonly string[] | null): Problem | null {
  if (core.clock() - principal.authTime > recent) return { code: 'reauthentication_required' }
  const isWithin = scope?.every((one) => can(core.rights, principal, one)) ?? true
  return isWithin ? null : { code: 'insufficient_scope', detail: 'A key can do no more than its user.' }
}

export async function getKeys(call: Call): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  const keys = await listKeys(call.http.core, actor.held.user)
  return json({ keys: keys.map(onWire), next_cursor: null })
}

export async function deleteKey(call: Call, id: string): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuse(call, actor.problem)
  const ended = await end(call, actor.held, id)
  return ended ? noContent() : refuse(call, { code: 'not_found' })
}

export async function postEndKey(call: Call, id: string): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const input = await readInput(call, plainForm, { action: 'keys/end', sessionDigest: held.acting.secret?.digest ?? null })
  if (!input.ok) return input.isForm ? accountPage(call, held, { refused: { form: 'keys/end', problem: input.problem } }) : refuse(call, input.problem)
  const ended = await end(call, held, id)
  return ended ? seeOther(`${call.http.base}/account?notice=key_ended`) : failurePage(call, { code: 'not_found' })
}

function end({ http: { core }, from }: Call, { user }: Held, id: string): Promise<boolean> {
  return commit(core, () => planEndKey(core, user, { id, from }))
}

function onWire({ id, name, begins, scope, created, expires, lastUsed }: ApiKey) {
  return { id, name, begins, scope: scope?.join(' ') ?? null, created_at: created, expires_at: expires, last_used_at: lastUsed }
}
