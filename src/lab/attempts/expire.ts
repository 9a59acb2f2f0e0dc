/** The instance's clock is moved: past the end that the record has, or past the end that the credential states. */
import { defaultLimits } from '../../core/limits.ts'
import { ask, endIn, type Stage, told, trialOf, uneasily } from './stage.ts'

export async function expire(stage: Stage) {
  return stage.lane === 'cookie' ? untilIdle(stage) : untilEnd(stage)
}

async function untilIdle(stage: Stage) {
  const { idle } = defaultLimits.session
  stage.moveClock(idle + 1)
  return trialOf(stage, [told('expire_cookie', await ask(stage), { idle })])
}

/** Just past its end it is believed yet, since clocks differ; past the leeway it is not. */
async function untilEnd(stage: Stage) {
  const { leeway } = defaultLimits
  const { expiresIn: life } = stage.login
  stage.moveClock(life + 10)
  const answer = await ask(stage)
  const late = stage.instance.clock() - endIn(answer)
  stage.moveClock(life + leeway + 1)
  const over = await ask(stage)
  return trialOf(stage, [told('expire_statement', over, { life, leeway }), uneasily('expire_leeway', answer, { late, leeway })])
}
