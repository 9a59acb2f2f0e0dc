/**
 * Random interleavings of everything that clients do, over the real handler and verbs: nothing that ended comes back
 * (B-08, B-09), nobody is told another's identity (B-27), no acknowledged write is lost, and every refusal is explained.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { effort, replayed } from '../support/effort.ts'
import { startInstance, stores, type Instance } from '../support/instance.ts'
import { patience, playRuns } from '../support/runs.ts'
import { draws, type Drawn } from './acts.ts'
import { clear, judge, probe } from './judge.ts'
import type { Holder, Ledger } from './ledger.ts'
import { clockOfRun, faultOfRun, interleave, onStage, scheduled, type Stage } from './scheduler.ts'
import { perform, setScene, type Act, type Scene } from './scene.ts'

/** Three to five clients, each with one to three acts. */
function draw({ stage: { random }, ledger, noor }: Scene): readonly (readonly Act[])[] {
  const logins = ledger.holders.filter(({ user }) => user !== null && user !== noor)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? (from[0] as T) // there is always one
  let marks = 0
  // Most of what happens is about one login: what is about several seldom meets.
  const favourite = pick(logins)
  const drawn = (): Drawn => ({
    random, login: random() < 0.6 ? favourite : pick(logins), another: pick(logins), mark: `m${marks += 1}`,
    noor: holderOf(ledger, (one) => one.user === noor), visitor: holderOf(ledger, (one) => one.user === null),
    cookie: holderOf(ledger, (one) => one.user !== null && one.user !== noor && one.carrier === 'cookie'),
  })
  const several = (least: number) => Array.from({ length: least + Math.floor(random() * 3) })
  return several(3).map(() => several(1).map(() => pick(draws)(drawn())))
}

function holderOf({ holders }: Ledger, is: (holder: Holder) => boolean): Holder {
  const holder = holders.find(is)
  if (holder === undefined) throw new RangeError('the scene lacks somebody')
  return holder
}

interface Play {
  readonly instance: Instance
  readonly other: Instance
  readonly store: Store
  readonly stage: Stage
  readonly seed: number
}

/** `store`: the one under the instance, without the scheduler, so that to look at it changes no order. */
async function run({ instance, other, store, stage, seed }: Play): Promise<string | null> {
  const scene = await setScene({ instance: { ...instance, store }, other, stage, seed })
  stage.onCommit = (writes) => probe(scene, writes)
  const clients = draw(scene).map((acts) => async () => {
    for (const act of acts) await perform(scene, act)
  })
  await interleave(stage, clients)
  const wrong = await judge(scene)
  await clear(scene)
  if (replayed !== null) process.stderr.write(`${scene.ledger.story.join('\n')}\n`)
  return wrong.length === 0 ? null : [...new Set(wrong)].join('; ')
}

describe.each(stores)('on the $name store', ({ open }) => {
  let instance: Instance
  let other: Instance
  let store: Store
  let remove: () => void

  beforeAll(async () => {
    const opened = open()
    store = opened.store
    remove = opened.remove
    const options = { store: scheduled(store), clock: clockOfRun, onFault: faultOfRun, sessionData: { clientKeys: ['marks'] } }
    instance = await startInstance(options)
    other = await startInstance(options)
  })
  afterAll(async () => {
    await instance.close()
    remove()
  })

  it('B-08: B-09: B-27: every interleaving ends as its clients were told', (context) => (
    playRuns(context, { runs: effort({ short: 300, full: 10_000 }), atOnce: 8 }, (seed) => (
      onStage(seed, (stage) => run({ instance, other, store, stage, seed }))
    ))
  ), patience)

  it('a seed is the same interleaving again', async () => {
    const traces: string[][] = []
    for (const again of [1, 2]) {
      await onStage(7, async (stage) => {
        await run({ instance, other, store, stage, seed: 7 })
        traces[again] = [...stage.trace]
      })
    }
    expect(traces[1]?.length).toBeGreaterThan(20)
    expect(traces[1]).toEqual(traces[2])
  })
})
