/**
 * What every store does, as facts that any test runner can run: `for (const { name, run } of storeFacts(open)) it(name,
 * run)`. It knows the contract, and none of the stores.
 */
import type { Fact } from './fact.ts'
import { counts } from './store/counts.ts'
import type { OpenStore } from './store/fact.ts'
import { guards } from './store/guards.ts'
import { lifecycle } from './store/lifecycle.ts'
import { listing } from './store/listing.ts'
import { log } from './store/log.ts'
import { paging } from './store/paging.ts'
import { races } from './store/races.ts'
import { reaping } from './store/reaping.ts'
import { reads } from './store/reads.ts'
import { renewing } from './store/renewing.ts'
import { values } from './store/values.ts'
import { visits } from './store/visits.ts'
import { watching } from './store/watching.ts'
import { writes } from './store/writes.ts'

export type { OpenStore } from './store/fact.ts'

/** `open` makes a store that is new, empty and open; each fact asks for one and closes it. */
export function storeFacts(open: OpenStore): readonly Fact[] {
  const facts = [lifecycle, reads, writes, guards, counts, log, paging, listing, values, visits, reaping, renewing, watching, races].flat()
  return facts.map((about) => about(open))
}
