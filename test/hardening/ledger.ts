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
  /** Credentials that were told to be replaced. */
  readonly dead: Set<string>
  /** Marks that a write was told to be kept, and those that were tried. */
  readonly kept: Set<string>
  readonly tried: Set<string>
  /** What was begun on it: acts that replace its credential, and refreshes. */
  rotations: number
  refreshes: number
  /** Whose place it took. */
  readonly before: Holder | null
  /** When the act began that it comes from, and the password that was proved for it. */
  readonly begun: number
  readonly provedBy: string
}

/** Something that ends sessions, begun. `hits`: whom it may end. */
interface Ending {
  readonly hits: (holder: Holder) => boolean
  /** When it was told to be done. */
  told: number
}

/** What an answer told of a session that is new. */
interface Told extends Pick<Holder, 'session' | 'carrier' | 'user'>, Partial<Pick<Holder, 'before' | 'begun' | 'provedBy'>> {
  readonly credential: string
  readonly refreshToken?: string | undefined
}

export interface Ledger {
  readonly holders: Holder[]
  /** Told to be over, and how. */
  readonly over: Map<Holder, 'deleted' | 'by number'>
  readonly wrong: string[]
  /** What was asked and answered, in this order; for whoever plays a run again. */
  readonly story: string[]
  /** Passwords that were changed, and the only login of them that goes on. */
  readonly retired: { readonly password: string, readonly by: Holder }[]
  /** What was begun: passwords that were tried, and what may make one wrong. */
  attempts: number
  passwordChanges: number
  disables: number
  hold(told: Told): Holder
  /** The time of the model: the number of things that have begun or been told. */
  time(): number
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
  let ticks = 0
  const time = () => ticks += 1
  // What was told to be done before a login began cannot end it.
  const mayHit = (holder: Holder) => endings.filter(({ hits, told }) => hits(holder) && told >= holder.begun)
  return {
    holders, over, wrong: [], story: [], retired: [], attempts: 0, passwordChanges: 0, disables: 0, time,
    hold({ credential, refreshToken, before = null, begun = 0, provedBy = '', ...told }) {
      const holder: Holder = {
        ...told, before, begun, provedBy, credentials: [credential], refreshTokens: refreshToken === undefined ? [] : [refreshToken],
        dead: new Set(), kept: new Set(), tried: new Set(), rotations: 0, refreshes: 0,
      }
      holders.push(holder)
      return holder
    },
    begin(hits, how) {
      // Those that were told before it began: it ends them for certain.
      const certain = holders.filter(hits)
      const ending = { hits, told: Infinity }
      endings.push(ending)
      return () => {
        ending.told = time()
        for (const holder of certain) if (over.get(holder) !== 'deleted') over.set(holder, how)
      }
    },
    mayBeOver: (holder) => mayHit(holder).length > 0,
    endingsOf: (holder) => mayHit(holder).length,
  }
}
