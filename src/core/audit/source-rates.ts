/**
 * How much one network may do in a while. Counted where the nodes share a counter, else in the store; and where that counter is
 * away, in the store and to half: what was counted there is out of sight, so a node is stricter then and never open (F-05).
 */
import type { Counted, Rate, SharedThrottle } from '../../contracts.ts'
import type { Background } from '../parts/background.ts'
import type { Circuit } from '../parts/circuit.ts'

export interface SourceRates {
  /** Null: it is to be counted in the store. */
  count(bucket: string, rate: Rate): Promise<Counted | null>
  /** Takes back one that was counted here; nobody waits for it. */
  uncount(bucket: string): void
  /** How many the store may count. */
  inStore(atMost: number): number
}

/** One process, or nodes that share nothing but the record. */
export const ratesInStore: SourceRates = { count: () => Promise.resolve(null), uncount: () => {}, inStore: (atMost) => atMost }

export interface SharedRates {
  readonly throttle: SharedThrottle
  readonly circuit: Circuit
  readonly background: Background
}

export function shareRates({ throttle, circuit, background }: SharedRates): SourceRates {
  return {
    count: async (bucket, rate) => await circuit.ask(() => throttle.count(bucket, rate)) ?? null,
    uncount(bucket) { background.run(() => circuit.ask(() => throttle.uncount(bucket))) },
    inStore: (atMost) => Math.ceil(atMost / 2),
  }
}
