/** One contract over every adapter, on a real server where the framework has one. */
import { adapters } from './all.ts'
import { adapterFacts } from './contract.ts'
import { faultFacts } from './faults.ts'
import { guardFacts } from './guards.ts'

for (const adapter of adapters) {
  adapterFacts(adapter)
  guardFacts(adapter)
  faultFacts(adapter)
}
