/**
 * Statements whose authorship was proved already, so that a signature is checked once. Found by the whole credential, by
 * nothing shorter and nothing a caller chose (fast-jwt GHSA-rp9m-7r4c-75qg), and forgotten with the key set that proved
 * them (C-15). Times, audience and revocation are no part of it: core asks them on every hit.
 */
import type { Keys, Statement, TokenFormat } from '../../contracts.ts'

export interface ProofCache {
  find(at: Proving): Statement | undefined
  keep(at: Proving, statement: Statement): void
  /** How many it holds. */
  readonly size: number
}

export interface Proving {
  readonly keys: Keys
  readonly format: TokenFormat
  readonly credential: string
}

/** What proved it: another format would read the same text in another way. */
interface Proved {
  readonly credential: string
  readonly format: TokenFormat
  readonly statement: Statement
}

/** `most`: how many it holds at once, of all formats together; 0 holds none. A credential has 8 KB at most. */
export function createProofCache(most: number): ProofCache {
  let keySet: Keys | null = null
  let recent = createRecent(most)

  function under(keys: Keys): Recent {
    if (keys !== keySet) {
      keySet = keys
      recent = createRecent(most)
    }
    return recent
  }

  return {
    find({ keys, format, credential }) {
      const known = under(keys).get(credential)
      return known?.format === format ? known.statement : undefined
    },
    keep({ keys, format, credential }, statement) {
      if (most > 0) under(keys).set({ credential, format, statement: frozen(statement) })
    },
    get size() { return recent.size },
  }
}

/** Handed to more than one request: what one of them changed, the next would believe. */
function frozen(statement: Statement): Statement {
  Object.freeze(statement.roles)
  Object.freeze(statement.scope)
  return Object.freeze(statement)
}

interface Recent {
  get(credential: string): Proved | undefined
  set(proved: Proved): void
  readonly size: number
}

/** Most of a signature, which differs wherever anything does. */
const END = 40

/**
 * Two generations, each half of what may be held: what was asked for since the last turn stays, and nothing is sorted. Filed under
 * its end, since digesting the whole text for a map takes most of a look-up; what is found must be the whole text.
 */
function createRecent(most: number): Recent {
  const half = Math.max(1, Math.floor(most / 2))
  let young = new Map<string, Proved>()
  let old = new Map<string, Proved>()

  function set(proved: Proved): void {
    if (young.size >= half) {
      old = most > 1 ? young : new Map()
      young = new Map()
    }
    young.set(proved.credential.slice(-END), proved)
  }

  return {
    set,
    get size() { return young.size + old.size },
    get(credential) {
      const end = credential.slice(-END)
      const known = young.get(end)
      if (known?.credential === credential) return known
      const before = old.get(end)
      if (before?.credential !== credential) return undefined
      set(before)
      return before
    },
  }
}
