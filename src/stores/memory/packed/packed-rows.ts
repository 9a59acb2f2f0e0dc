/** A table as `rows` makes one, for rows of which there are many: each is packed into a slot, and made anew when it is read. */
import type { Rows } from '../rows.ts'
import { chainedHash } from './chained-hash.ts'
import { NONE } from './integers.ts'
import { lines } from './lines.ts'
import { places } from './places.ts'
import type { Placing } from './places.ts'
import type { Texts } from './texts.ts'

/** How the rows of one table stand in their slots. */
export interface Packing<Row, Name extends string> {
  readonly keys: Texts
  readonly indices: { readonly [N in Name]: Placing<Row> }
  /** The row of a slot that is taken. */
  read(slot: number, key: string): Row | undefined
  /** All but the key. */
  write(slot: number, row: Row): void
  /** Nothing of the row stays, nor of its key. */
  clear(slot: number): void
}

export function packedRows<Row, Name extends string>(packing: Packing<Row, Name>): Rows<Row, Name> {
  const { keys } = packing
  const byKey = chainedHash(keys)
  const slots = packedSlots(packing, byKey)
  const { indices, order } = slots

  function * read(walked: Iterable<number>): Iterable<Row> {
    for (const slot of walked) {
      const row = packing.read(slot, keys.get(slot) ?? '')
      if (row !== undefined) yield row
    }
  }

  return {
    get size() { return slots.size() },
    get(key) {
      const slot = byKey.find(key)
      return slot === NONE ? undefined : packing.read(slot, key)
    },
    all: () => read(order()),
    by: (name, at) => read(indices.get(name)?.walk(at) ?? []),
    put(key, row) {
      const slot = byKey.find(key)
      const before = slot === NONE ? undefined : packing.read(slot, key)
      if (before === undefined) {
        if (row !== undefined) slots.add(key, row)
      } else if (row === undefined) slots.remove(slot, before)
      else slots.change(slot, { before, after: row })
      return before
    },
    clashes: () => false, // no index of theirs is unique
  }
}

function packedSlots<Row, Name extends string>(packing: Packing<Row, Name>, byKey: ReturnType<typeof chainedHash>) {
  const { keys } = packing
  const indices = new Map(Object.entries<Placing<Row>>(packing.indices).map(([name, placing]) => [name, places(placing)]))
  const all = [...indices.values()]
  const { join, leave, walk } = lines()
  const free: number[] = []
  let [first, taken] = [NONE, NONE]

  return {
    indices,
    size: () => taken - free.length,
    order: () => walk(() => first),
    add(key: string, row: Row): void {
      const slot = free.pop() ?? (taken += 1)
      keys.set(slot, key)
      byKey.add(slot)
      packing.write(slot, row)
      first = join(first, slot)
      for (const { enter, keyOf } of all) enter(slot, keyOf(row))
    },
    change(slot: number, { before, after }: { readonly before: Row, readonly after: Row }): void {
      const moved = all.filter(({ keyOf }) => keyOf(before) !== keyOf(after)) // in the others its place in the order stays
      for (const { leave: out, keyOf } of moved) out(slot, keyOf(before))
      packing.write(slot, after)
      for (const { enter, keyOf } of moved) enter(slot, keyOf(after))
    },
    remove(slot: number, row: Row): void {
      for (const { leave: out, keyOf } of all) out(slot, keyOf(row))
      byKey.remove(slot)
      first = leave(first, slot)
      packing.clear(slot)
      free.push(slot)
    },
  }
}
