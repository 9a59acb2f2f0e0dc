/**
 * Six ways to break a login, each really made, in all three lanes, against a throw-away instance with a clock of its own: what
 * is broken here is nobody's, and what the page shows above goes on.
 */
import { type AttemptName, type Attempted, type Lane, lanes, type Trial } from './facts.ts'
import { crosssite } from './attempts/crosssite.ts'
import { expire } from './attempts/expire.ts'
import { replay } from './attempts/replay.ts'
import { elsewhere } from './attempts/elsewhere.ts'
import { rotate } from './attempts/rotate.ts'
import { tamper } from './attempts/tamper.ts'
import { createLabInstance, type LabWorld } from './instance.ts'
import { addPerson, logInAs } from './logins.ts'
import type { Stage, Try } from './attempts/stage.ts'

const tries: Readonly<Record<AttemptName, Try>> = { tamper, expire, replay, crosssite, elsewhere, rotate }

export async function attempt(world: LabWorld, name: AttemptName): Promise<Attempted> {
  const at = world.clock()
  const [cookie, jwt, token] = await Promise.all(lanes.map((lane) => tryIn(world, name, lane)))
  if (cookie === undefined || jwt === undefined || token === undefined) throw new Error('a lane is missing')
  return { name, at, trials: { cookie, jwt, token } }
}

/** An instance for each lane, so that no lane moves another's clock or turns another's key. */
async function tryIn(world: LabWorld, name: AttemptName, lane: Lane): Promise<Trial> {
  let ahead = 0
  const instance = createLabInstance(world, { ahead: () => ahead })
  try {
    const person = await addPerson(instance)
    const { answer: { login } } = await logInAs(instance, person, lane)
    const stage: Stage = { instance, person, lane, login, moveClock: (to) => { ahead = to } }
    return await tries[name](stage)
  } finally {
    await instance.auth.close()
  }
}
