/** POST /auth/inspect, a form of the account page: what is this token that I hold? The answer is the page, and never the token. */
import type { InspectedView } from '../../contracts.ts'
import { inspect, type Inspected } from '../../core/judging/inspect.ts'
import type { Held } from '../../core/session/renew.ts'
import { can } from '../../core/rights.ts'
import { actorOf } from '../actor.ts'
import { readInput, refuse, refuseStranger } from '../forms.ts'
import type { Call } from '../call.ts'
import { accountPage } from '../pages.ts'
import { inspectBody } from '../schemas.ts'

export async function postInspect(call: Call): Promise<Response> {
  const actor = await actorOf(call)
  if (!actor.ok) return refuseStranger(call, actor.problem)
  const { held } = actor
  const input = await readInput(call, inspectBody, { action: 'inspect', sessionDigest: held.acting.secret?.digest ?? null })
  if (!input.ok) return input.isForm ? accountPage(call, held, { refused: { form: 'inspect', problem: input.problem } }) : refuse(call, input.problem)
  const inspected = await inspect(call.http.core, input.value.credential)
  return accountPage(call, held, { inspected: toldTo(call, held, inspected) })
}

/** Of somebody else's, only an administrator is told more than that it is (to hold it is not to own it). */
function toldTo({ http: { core } }: Call, { user, acting }: Held, inspected: Inspected): InspectedView {
  const { kind } = inspected
  const because = inspected.refusal
  if (!inspected.isOurs) {
    const facts = Object.entries(inspected.says).map(([name, value]) => [name, name === 'hour' ? { at: Number(value) } : typeof value === 'string' ? value : JSON.stringify(value)] as const)
    return { kind, whose: 'nobody', facts, because }
  }
  const isOwn = inspected.user?.id === user.id
  if (!isOwn && !can(core.rights, acting.principal, 'latchkey:admin')) return { kind, whose: 'another', facts: [], because: null }
  const { user: owner, session, scope, issuedAt, expiresAt, detail } = inspected
  const facts: InspectedView['facts'] = [
    ['user', owner === null ? { word: 'nobody' } : `${owner.username} (${owner.id})`],
    ...(session === null ? [] : [['session', session] as const]),
    ...(detail === null ? [] : [[detailName(kind), detail] as const]),
    ['scope', scope === null ? { word: 'all' } : scope.join(' ') || { word: 'nothing' }],
    ['issued', { at: issuedAt }], ['ends', { at: expiresAt }],
  ]
  return { kind, whose: isOwn ? 'yours' : 'another', facts, because }
}

function detailName(kind: string): string {
  if (kind === 'key') return 'name'
  return kind === 'ticket' ? 'path' : 'audience'
}
