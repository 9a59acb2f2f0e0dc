/** What every implementation of the parts that nodes share does. It knows the contract, and no service behind it. */
import type { Fact } from './fact.ts'
import { cacheFacts } from './shared/cache.ts'
import type { OpenShared } from './shared/fact.ts'
import { signalFacts } from './shared/signal.ts'
import { throttleFacts } from './shared/throttle.ts'

export type { OpenShared } from './shared/fact.ts'

/** `open` makes two nodes of a deployment that is new and empty; each fact asks for them and closes them. */
export function sharedFacts(open: OpenShared): readonly Fact[] {
  return [...cacheFacts, ...throttleFacts, ...signalFacts].map((about) => about(open))
}
