import type { Store } from '../contracts.ts'

/** The half of a store that only looks. */
export type Reads = Omit<Store, 'name' | 'open' | 'close' | 'commit' | 'reap' | 'watch' | 'renew'>
