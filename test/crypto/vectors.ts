/** Reads public test vectors: LATCHKEY_VECTORS, or the folder beside the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = process.env['LATCHKEY_VECTORS'] ?? resolve(import.meta.dirname, '../../../shared/vectors')

/** Null where the file is absent; says so, since a suite that skips is easily taken for one that passed. */
export function readVectors(name: string): unknown {
  const path = resolve(root, name)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  console.warn(`SKIPPED: no test vectors at ${path}; LATCHKEY_VECTORS names the folder`)
  return null
}

export interface Wycheproof<Group, Case> {
  readonly testGroups: readonly (Group & { readonly tests: readonly (Case & Verdict)[] })[]
}

interface Verdict {
  readonly tcId: number
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

export interface Tally {
  accepted: number
  refused: number
  /** Numbers of the cases that were decided wrongly. */
  readonly wrong: number[]
}

/** Counts a case as accepted or refused, and as wrong where the vectors say otherwise. */
export function count(tally: Tally, { tcId, result }: Verdict, accepted: boolean): void {
  if (accepted) tally.accepted++
  else tally.refused++
  if (accepted !== (result === 'valid')) tally.wrong.push(tcId)
}

export function emptyTally(): Tally {
  return { accepted: 0, refused: 0, wrong: [] }
}

export function hex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}
