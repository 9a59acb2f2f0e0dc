/** One table in memory: rows by primary key, and indices over them. It knows no other table. */

export type IndexKey<Row> = (row: Row) => string | null

export interface Rows<Row, Name extends string = string> {
  readonly size: number
  get(key: string): Row | undefined
  all(): Iterable<Row>
  /** What an index holds at a key, in the order in which it came there. */
  by(index: Name, key: string): Iterable<Row>
  /** Sets a row or, with undefined, removes it; answers what stood there. */
  put(key: string, row: Row | undefined): Row | undefined
  /** Whether another row holds the place of this one in a unique index. */
  clashes(key: string, row: Row): boolean
}

interface Indices<Row, Name extends string> {
  /** A row for which it answers null is left out of the index. */
  readonly indices: { readonly [N in Name]: IndexKey<Row> }
  readonly unique?: readonly Name[]
}

export function rows<Row, Name extends string>(options: Indices<Row, Name>): Rows<Row, Name> {
  const byKey = new Map<string, Row>()
  const indices = new Map(Object.entries<IndexKey<Row>>(options.indices).map(([name, keyOf]) => [name, index(keyOf)]))
  const unique = (options.unique ?? []).flatMap((name) => indices.get(name) ?? [])

  return {
    get size() { return byKey.size },
    get: (key) => byKey.get(key),
    all: () => byKey.values(),
    * by(name, at) {
      for (const key of indices.get(name)?.keys(at) ?? []) {
        const row = byKey.get(key)
        if (row !== undefined) yield row
      }
    },
    put(key, row) {
      const before = byKey.get(key)
      for (const one of indices.values()) one.move(key, before, row)
      if (row === undefined) byKey.delete(key)
      else byKey.set(key, row)
      return before
    },
    clashes: (key, row) => unique.some((one) => [...one.beside(row)].some((other) => other !== key)),
  }
}

interface Index<Row> {
  keys(at: string): Iterable<string>
  /** The keys that stand where this row stands or would stand. */
  beside(row: Row): Iterable<string>
  move(key: string, before: Row | undefined, after: Row | undefined): void
}

/** Most places hold one key, for which a set would take more memory than the row. */
type Places = Map<string, string | Set<string>>

function index<Row>(keyOf: IndexKey<Row>): Index<Row> {
  const places: Places = new Map()
  const placeOf = (row: Row | undefined): string | null => row === undefined ? null : keyOf(row)
  const keys = (at: string | null): Iterable<string> => {
    const held = at === null ? undefined : places.get(at)
    return typeof held === 'string' ? [held] : held ?? []
  }

  return {
    keys,
    beside: (row) => keys(keyOf(row)),
    move(key, before, after) {
      const from = placeOf(before)
      const to = placeOf(after)
      if (from === to) return // its place in the order of arrival stays
      if (from !== null) leave(places, from, key)
      if (to !== null) enter(places, to, key)
    },
  }
}

function enter(places: Places, at: string, key: string): void {
  const held = places.get(at)
  if (held === undefined) places.set(at, key)
  else if (typeof held === 'string') places.set(at, new Set([held, key]))
  else held.add(key)
}

function leave(places: Places, at: string, key: string): void {
  const held = places.get(at)
  if (held === key || typeof held === 'object' && held.delete(key) && held.size === 0) places.delete(at)
}
