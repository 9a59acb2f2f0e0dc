/**
 * Random interleavings of refreshes of one family with whatever ends it: logout, revocation, the end of one, of others and of
 * all, disable. After an ending was told, nothing that a racing refresh minted is believed (C-21; Keycloak #51312).
 */
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { effort } from '../support/effort.ts'
import { startInstance, stores, type Instance } from '../support/instance.ts'
import { patience, playRuns } from '../support/runs.ts'
import { familyDraws } from './acts.ts'
import { run, type Experiment } from './play.ts'
import { clockOfRun, faultOfRun, onStage, scheduled } from './scheduler.ts'

const families: Experiment = { draws: familyDraws, about: ({ carrier }) => carrier !== 'cookie' }

describe.each(stores)('on the $name store', ({ open }) => {
  let instance: Instance
  let other: Instance
  let store: Store
  let remove: () => void

  beforeAll(async () => {
    const opened = open()
    store = opened.store
    remove = opened.remove
    const options = { store: scheduled(store), clock: clockOfRun, onFault: faultOfRun }
    instance = await startInstance(options)
    other = await startInstance(options)
  })
  afterAll(async () => {
    await instance.close()
    remove()
  })

  it('C-21: C-16: refreshes of one family and whatever ends it: nothing that was minted outlives the ending', (context) => (
    playRuns(context, { runs: effort({ short: 300, full: 10_000 }), atOnce: 8 }, (seed) => (
      onStage(seed, (stage) => run({ experiment: families, instance, other, store, stage, seed }))
    ))
  ), patience)
})
