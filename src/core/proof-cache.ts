/**
 * Statements whose authorship was proved already, so that a signature is checked once. Found by the whole credential, by
 * nothing shorter and nothing a caller chose (fast-jwt GHSA-rp9m-7r4c-75qg), and forgotten with the key set that proved
 * them (C-15). Times, audience and revocation are no part of it: core asks them on every hit.
 */
import type { Keys, Statement, TokenFormat } from '../contracts.ts'

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
  let formats = new Map<TokenFormat, Recent>()

  function recent({ keys, format }: Proving): Recent {
    if (keys !== keySet) {
      keySet = keys
      formats = new Map()
    }
    const known = formats.get(format) ?? createRecent(Math.ceil(most / 2))
    formats.set(format, known)
    return known
  }

  return {
    find: (at) => most === 0 ? undefined : recent(at).get(at.credential),
    keep(at, statement) {
      if (most > 0) recent(at).set(at.credential, frozen(statement))
    },
  }
}

/** Handed to more than one request: what one of them changed, the next would believe. */
function frozen(statement: Statement): Statement {
  Object.freeze(statement.roles)
  Object.freeze(statement.scope)
  return Object.freeze(statement)
}

interface Recent {
  get(credential: string): Statement | undefined
  set(credential: string, statement: Statement): void
}

/** Two generations: what was asked for since the last turn stays, and nothing is sorted. */
function createRecent(half: number): Recent {
  let young = new Map<string, Statement>()
  let old = new Map<string, Statement>()

  function set(credential: string, statement: Statement): void {
    if (young.size >= half) {
      old = young
      young = new Map()
    }
    young.set(credential, statement)
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
