/** The keys turn: what the old one made is good until it ends. Then the old one is dropped, which is for emergencies. */
import { ask, type Stage, told, trialOf, uneasily } from './stage.ts'
import { logInAs } from '../logins.ts'

/** A key that follows is published for three and a half minutes before it issues. */
const published = 211

export async function rotate(stage: Stage) {
  const { instance, lane } = stage
  const use = lane === 'cookie' ? 'jwt' : lane
  const old = await currentOf(stage, use)
  await instance.auth.keys.rotate(use)
  stage.moveClock(published)
  // A login asks for a key, and so the one that waited issues.
  await logInAs(instance, stage.person, lane === 'cookie' ? 'jwt' : lane)
  const turned = await ask(stage)
  const kid = await currentOf(stage, use)
  await instance.auth.keys.drop(old)
  const dropped = await ask(stage)
  const isCookie = lane === 'cookie'
  const facts = { old, kid }
  return trialOf(stage, [
    told(isCookie ? 'rotate_cookie' : 'rotate_statement', turned, facts),
    isCookie ? told('drop_cookie', dropped, facts) : uneasily('drop_statement', dropped, facts),
  ])
}

async function currentOf({ instance }: Stage, use: string): Promise<string> {
  const keys = await instance.auth.keys.list()
  return keys.find((key) => key.use === use && key.state === 'current')?.kid ?? ''
}
