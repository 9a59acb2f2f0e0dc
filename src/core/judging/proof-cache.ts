/**
 * Statements whose authorship was proved already, so that a signature is checked once. Found by the whole credential, by
 * nothing shorter and nothing a caller chose (fast-jwt GHSA-rp9m-7r4c-75qg), and forgotten with the key set that proved
 * them (C-15). Times, audience and revocation are no part of it: core asks them on every hit.
 */
import type { Keys, Statement, TokenFormat } from '../../contracts.ts'

export interface ProofCache {
  find(at: Proving): Statement | undefined
  keep(at: Proving, statement: Statement): void
}

export interface Proving {
  readonly keys: Keys
  readonly format: TokenFormat
  readonly credential: string
}

/** `most`: how many it holds at once; 0 holds none. A credential has 8 KB at most. */
export function createProofCache(most: number): ProofCache {
  let keySet: Keys | null = null
  let proved = createRecent(most / 2)

  function recent({ keys }: Proving): Recent {
    if (keys !== keySet) {
      keySet = keys
      proved = createRecent(most / 2)
    }
    return proved
  }

  return {
    find(at) {
      const known = recent(at).get(at.credential)
      // What one format proved is nothing to another.
      return known?.format === at.format ? known.statement : undefined
    },
    keep(at, statement) {
      if (most > 0) recent(at).set(at.credential, { format: at.format, statement: frozen(statement) })
    },
  }
}

/** Handed to more than one request: what one of them changed, the next would believe. */
function frozen(statement: Statement): Statement {
  Object.freeze(statement.roles)
  Object.freeze(statement.scope)
  return Object.freeze(statement)
}

interface Proved { readonly format: TokenFormat, readonly statement: Statement }

interface Recent {
  get(credential: string): Proved | undefined
  set(credential: string, proved: Proved): void
}

/** Two generations: what was asked for since the last turn stays, and nothing is sorted. */
function createRecent(half: number): Recent {
  let young = new Map<string, Proved>()
  let old = new Map<string, Proved>()

  function set(credential: string, proved: Proved): void {
    if (young.size + 1 > half) {
      old = half < 1 ? new Map() : young
      young = new Map()
    }
    young.set(credential, proved)
  }

  return {
    set,
    get(credential) {
      const known = young.get(credential)
      if (known !== undefined) return known
      const before = old.get(credential)
      if (before !== undefined) set(credential, before)
      return before
    },
  }
}
