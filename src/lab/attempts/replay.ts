/** The credential was copied before its owner logged out, and is sent again. */
import { carrying } from '../logins.ts'
import { exchange } from '../wire.ts'
import { ask, endIn, type Stage, told, trialOf, uneasily } from './stage.ts'

export async function replay(stage: Stage) {
  const end = endIn(await ask(stage))
  const before = await logOut(stage)
  const again = await ask(stage)
  const stateless = await ask(stage, { stateless: true })
  const isCookie = stage.lane === 'cookie'
  const left = end - stage.instance.clock()
  return trialOf(stage, [
    told(isCookie ? 'replay_cookie' : 'replay_statement', again),
    isCookie ? told('replay_stateless_cookie', stateless) : uneasily('replay_stateless', stateless, { left }),
  ], { before })
}

async function logOut({ instance, lane, login }: Stage) {
  const headers = new Headers({ 'origin': instance.origin, 'sec-fetch-site': 'same-origin' })
  headers.set(...carrying(lane, login.credential))
  const request = new Request(`${instance.origin}${instance.base}/logout`, { method: 'POST', headers })
  return (await exchange({ request }, (one) => instance.auth.handler(one))).exchange
}
