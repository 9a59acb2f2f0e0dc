/** Fits what nodes share into an instance: identities over its own, rates beside the store's, news of the log beside the store's. */
import type { SharedParts, Store } from '../contracts.ts'
import type { Background } from '../core/parts/background.ts'
import { createCircuit, type CircuitOptions } from '../core/parts/circuit.ts'
import type { IdentityCache, OwnIdentities } from '../core/judging/identity-cache.ts'
import { shareIdentities, type SharedIdentities } from '../core/judging/shared-identities.ts'
import { ratesInStore, shareRates, type SourceRates } from '../core/audit/source-rates.ts'

type Reporting = Omit<CircuitOptions, 'name'>

export function sharedOrOwn(
  { cache }: SharedParts, own: OwnIdentities, of: Reporting & Pick<SharedIdentities, 'clock' | 'sealing' | 'place'>,
): IdentityCache {
  return cache === undefined ? own : shareIdentities({ ...of, own, cache, circuit: createCircuit({ ...of, name: 'shared cache' }) })
}

export function ratesOf({ throttle }: SharedParts, background: Background, of: Reporting): SourceRates {
  if (throttle === undefined) return ratesInStore
  return shareRates({ throttle, background, circuit: createCircuit({ ...of, name: 'shared throttle' }) })
}

/** A store whose commits other nodes hear of by both ways, whichever is sooner. */
export function signalled(store: Store, { signal }: SharedParts): Store {
  if (signal === undefined) return store
  return {
    ...store,
    async commit(writes) {
      const result = await store.commit(writes)
      if (result.ok && result.seq !== undefined) signal.tell()
      return result
    },
    async watch(heard) {
      const ends = await Promise.all([store.watch?.(heard), signal.watch(heard)])
      return async () => { for (const end of ends) await end?.() }
    },
  }
}
