/**
 * Random interleavings of everything that clients do, over the real handler and verbs: nothing that ended comes back
 * (B-08, B-09), nobody is told another's identity (B-27), no acknowledged write is lost, and every refusal is explained.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { effort } from '../support/effort.ts'
import { startInstance, stores, type Instance } from '../support/instance.ts'
import { patience, playRuns } from '../support/runs.ts'
import { draws } from './acts.ts'
import { run, type Experiment } from './play.ts'
import { clockOfRun, faultOfRun, onStage, scheduled } from './scheduler.ts'

const everything: Experiment = { draws, about: () => true }

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
      onStage(seed, (stage) => run({ experiment: everything, instance, other, store, stage, seed }))
    ))
  ), patience)

  it('a seed is the same interleaving again', async () => {
    const traces: string[][] = []
    for (const again of [1, 2]) {
      await onStage(7, async (stage) => {
        await run({ experiment: everything, instance, other, store, stage, seed: 7 })
        traces[again] = [...stage.trace]
      })
    }
    expect(traces[1]?.length).toBeGreaterThan(20)
    expect(traces[1]).toEqual(traces[2])
  })
})
