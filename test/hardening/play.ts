/** One experiment: clients whose acts are drawn by chance, in an order that is drawn too, and what was found wrong. */
import type { Store } from '../../src/contracts.ts'
import { replayed } from '../support/effort.ts'
import type { Instance } from '../support/instance.ts'
import type { Draw, Drawn } from './acts.ts'
import { clear, judge, probe } from './judge.ts'
import type { Holder, Ledger } from './ledger.ts'
import { interleave, type Stage } from './scheduler.ts'
import { perform, setScene, type Act, type Scene } from './scene.ts'

/** Three to five clients, each with one to three acts. `about`: which logins most of it may be about. */
function draw({ stage: { random }, ledger, noor }: Scene, { draws: from, about }: Experiment): readonly (readonly Act[])[] {
  const logins = ledger.holders.filter(({ user }) => user !== null && user !== noor)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] ?? (all[0] as T) // there is always one
  let marks = 0
  // Most of what happens is about one login: what is about several seldom meets.
  const favourite = pick(logins.filter(about))
  const drawn = (): Drawn => ({
    random, login: random() < 0.6 ? favourite : pick(logins), another: pick(logins), mark: `m${marks += 1}`,
    noor: holderOf(ledger, (one) => one.user === noor), visitor: holderOf(ledger, (one) => one.user === null),
    cookie: holderOf(ledger, (one) => one.user !== null && one.user !== noor && one.carrier === 'cookie'),
  })
  const several = (least: number) => Array.from({ length: least + Math.floor(random() * 3) })
  return several(3).map(() => several(1).map(() => pick(from)(drawn())))
}

function holderOf({ holders }: Ledger, is: (holder: Holder) => boolean): Holder {
  const holder = holders.find(is)
  if (holder === undefined) throw new RangeError('the scene lacks somebody')
  return holder
}

export interface Experiment {
  readonly draws: readonly Draw[]
  readonly about: (holder: Holder) => boolean
}
export interface Play {
  readonly experiment: Experiment
  readonly instance: Instance
  readonly other: Instance
  readonly store: Store
  readonly stage: Stage
  readonly seed: number
}

/** `store`: the one under the instance, without the scheduler, so that to look at it changes no order. */
export async function run({ experiment, instance, other, store, stage, seed }: Play): Promise<string | null> {
  const scene = await setScene({ instance: { ...instance, store }, other, stage, seed })
  stage.onCommit = (writes) => probe(scene, writes)
  const clients = draw(scene, experiment).map((acts) => async () => {
    for (const act of acts) await perform(scene, act)
  })
  await interleave(stage, clients)
  const wrong = await judge(scene)
  await clear(scene)
  if (replayed !== null) process.stderr.write(`${scene.ledger.story.join('\n')}\n`)
  return wrong.length === 0 ? null : [...new Set(wrong)].join('; ')
}
