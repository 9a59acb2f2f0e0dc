/** An index over slots: which rows stand at a key, in the order in which they came there. */
import type { IndexKey } from '../rows.ts'
import { chainedHash } from './chained-hash.ts'
import { NONE } from './integers.ts'
import { lines } from './lines.ts'
import type { Texts } from './texts.ts'

export interface Places<Row> {
  readonly keyOf: IndexKey<Row>
  walk(at: string): Iterable<number>
  enter(slot: number, at: string | null): void
  /** While its row still stands in the slot. */
  leave(slot: number, at: string | null): void
}

export interface Placing<Row> {
  readonly keyOf: IndexKey<Row>
  /** The column in which the key stands: for keys of which most hold one row. Without it they are kept as texts. */
  readonly texts?: Texts
}

export function places<Row>({ keyOf, texts }: Placing<Row>): Places<Row> {
  const firsts = texts === undefined ? named() : hashed(texts)
  const { join, leave, walk } = lines()
  return {
    keyOf,
    walk: (at) => walk(() => firsts.get(at)),
    enter(slot, at) {
      if (at === null) return
      const first = firsts.get(at)
      if (join(first, slot) !== first) firsts.move(at, first, slot)
    },
    leave(slot, at) {
      if (at === null) return
      const first = firsts.get(at)
      const next = leave(first, slot)
      if (next !== first) firsts.move(at, first, next)
    },
  }
}

/** Which slot the line at a key begins with. */
interface Firsts {
  get(at: string): number
  move(at: string, from: number, to: number): void
}

function named(): Firsts {
  const firsts = new Map<string, number>()
  return {
    get: (at) => firsts.get(at) ?? NONE,
    move(at, _from, to) {
      if (to === NONE) firsts.delete(at)
      else firsts.set(at, to)
    },
  }
}

function hashed(texts: Texts): Firsts {
  const { find, add, remove } = chainedHash(texts)
  return {
    get: find,
    move(_at, from, to) {
      if (from !== NONE) remove(from)
      if (to !== NONE) add(to)
    },
  }
}
