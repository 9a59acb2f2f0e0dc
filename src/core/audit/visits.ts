/** Counting visits. Whoever forges consent and ids can add to the count, so each network may add only so much. */
import type { Store } from '../../contracts.ts'
import type { Visit, VisitCounter } from '../../cookies/visitor.ts'
import { randomId } from '../../crypto/random.ts'
import type { Core } from '../core.ts'
import type { Origin } from './events.ts'
import { sourceOf } from './source.ts'
import { admitWithin } from './throttle.ts'
import { within } from '../parts/within.ts'

const most = 100
const window = 600
/** Milliseconds. A counter of somebody else's that never answers must not crowd out last-seen and the audit log. */
const patience = 2000

/** Waited for by nobody: a visit that is not counted is nobody's refusal. */
export function countVisit(core: Core, counter: VisitCounter, { visit, from }: { visit: Visit, from: Origin }): void {
  core.aside.run(async () => {
    if (!await admitWithin(core, { kind: 'visit', of: sourceOf(from.address) ?? '', most, window })) return
    await within(patience, Promise.resolve(counter.count(visit)), () => new Error('the visit counter did not answer in time'))
  })
}


/** Into the store's own table. */
export function visitsIn(store: Store): VisitCounter {
  return {
    async count({ visitor, isNew, at, campaign }) {
      const named = campaign ?? { source: null, medium: null, campaign: null }
      const row = { id: randomId(), visitor, isNew, at, ...named }
      await store.commit([{ do: 'insert', table: 'visit', row }])
    },
  }
}
