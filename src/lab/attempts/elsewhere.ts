/** The same person ends this login from another device. */
import { carrying, logInAs } from '../logins.ts'
import { exchange } from '../wire.ts'
import { ask, endIn, type Stage, told, trialOf, uneasily } from './stage.ts'

export async function elsewhere(stage: Stage) {
  const { instance, person, lane } = stage
  const { answer: { login: other } } = await logInAs(instance, person, 'cookie')
  const end = endIn(await ask(stage))
  const before = await endFrom(stage, other.credential)
  const since = performance.now()
  const answer = await ask(stage)
  const held = round(performance.now() - since)
  if (lane === 'cookie') return trialOf(stage, [told('elsewhere_cookie', answer, { held })], { before })
  const stateless = await ask(stage, { stateless: true })
  const left = end - instance.clock()
  return trialOf(stage, [told('elsewhere_statement', answer, { held }), uneasily('elsewhere_stateless', stateless, { left })], { before })
}

async function endFrom({ instance, login }: Stage, credential: string) {
  const headers = new Headers({ 'origin': instance.origin, 'sec-fetch-site': 'same-origin' })
  headers.set(...carrying('cookie', credential))
  const request = new Request(`${instance.origin}${instance.base}/sessions/${login.session}`, { method: 'DELETE', headers })
  return (await exchange({ request }, (one) => instance.auth.handler(one))).exchange
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
