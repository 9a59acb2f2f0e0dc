/** One character is changed, and everything else is as it was. */
import { ask, type Stage, told, trialOf } from './stage.ts'

export async function tamper(stage: Stage) {
  const { lane, login } = stage
  const changedAt = placeIn(login.credential)
  const credential = changed(login.credential, changedAt)
  const answer = await ask(stage, { credential })
  return trialOf(stage, [told(`tamper_${lane}`, answer)], { credential, changedAt })
}

/** In the middle of what says who it is: of a JWT the payload, of the others what follows the prefix. */
function placeIn(credential: string): number {
  const [header = '', payload] = credential.split('.')
  return payload === undefined ? Math.floor((credential.length + 6) / 2) : header.length + 1 + Math.floor(payload.length / 2)
}

/** Another letter of the same alphabet, so that the shape is right. */
function changed(credential: string, at: number): string {
  const other = credential[at] === 'x' ? 'y' : 'x'
  return credential.slice(0, at) + other + credential.slice(at + 1)
}
