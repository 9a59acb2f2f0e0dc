/** What a run's clients were told, in the order in which they were told it: all that the model knows, and what it follows from. */
import type { User } from '../../src/contracts.ts'
import type { CarrierName } from '../support/wire.ts'

/** Who keeps data under a session: a login, or a visitor (no user). */
export interface Holder {
  readonly session: string
  readonly carrier: CarrierName
  readonly user: User | null
  /** Every credential that was told, the latest last. */
  readonly credentials: string[]
  readonly refreshTokens: string[]
  /** Marks that a write was told to be kept, and those that were tried. */
  readonly kept: Set<string>
  readonly tried: Set<string>
  /** What was begun on it: acts that replace its credential, and refreshes. */
  rotations: number
  refreshes: number
  /** Whose place it took. */
  readonly before: Holder | null
}

/** Something that ends sessions, begun. `hits`: whom it may end. */
interface Ending {
  readonly hits: (holder: Holder) => boolean
  /** The sessions that were told before it began: those it ends for certain. */
  readonly certain: readonly Holder[]
}

export interface Ledger {
  readonly holders: Holder[]
  /** Told to be over, and how. */
  readonly over: Map<Holder, 'deleted' | 'by number'>
  readonly wrong: string[]
  /** What was asked and answered, in this order; for whoever plays a run again. */
  readonly story: string[]
  passwordChanges: number
  disables: number
  hold(told: Pick<Holder, 'session' | 'carrier' | 'user'> & { credential: string, refreshToken?: string | undefined, before?: Holder | null }): Holder
  /** Begins an ending; call what it answers when the ending was told to be done. */
  begin(hits: Ending['hits'], how: 'deleted' | 'by number'): () => void
  mayBeOver(holder: Holder): boolean
  /** How many endings that may have hit it were begun. */
  endingsOf(holder: Holder): number
}

export function newLedger(): Ledger {
  const holders: Holder[] = []
  const endings: Ending[] = []
  const over: Ledger['over'] = new Map()
  return {
    holders, over, wrong: [], story: [], passwordChanges: 0, disables: 0,
    hold({ credential, refreshToken, before = null, ...told }) {
      const holder: Holder = {
        ...told, before, credentials: [credential], refreshTokens: refreshToken === undefined ? [] : [refreshToken],
        kept: new Set(), tried: new Set(), rotations: 0, refreshes: 0,
      }
      holders.push(holder)
      return holder
    },
    begin(hits, how) {
      const certain = holders.filter(hits)
      endings.push({ hits, certain })
      return () => {
        for (const holder of certain) if (over.get(holder) !== 'deleted') over.set(holder, how)
      }
    },
    mayBeOver: (holder) => endings.some(({ hits }) => hits(holder)),
    endingsOf: (holder) => endings.filter(({ hits }) => hits(holder)).length,
  }
}
