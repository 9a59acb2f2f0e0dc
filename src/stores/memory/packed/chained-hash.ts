/** Finds slots by the texts in a column of theirs, for about nine bytes a slot. */
import { integers, NONE, PAGE } from './integers.ts'
import type { Integers } from './integers.ts'
import type { Texts } from './texts.ts'

export interface ChainedHash {
  /** The slot at which a text stands, or none. */
  find(text: string): number
  add(slot: number): void
  /** While its text still stands there. */
  remove(slot: number): void
}

export function chainedHash(texts: Texts): ChainedHash {
  const following = integers()
  let heads = new Int32Array(PAGE)
  let size = 0

  function put(slot: number): void {
    const at = texts.hashOf(slot) & heads.length - 1
    following.set(slot, heads[at] ?? NONE)
    heads[at] = slot
  }

  return {
    find(text) {
      let slot = heads[texts.seek(text) & heads.length - 1] ?? NONE
      while (slot !== NONE && !texts.isSought(slot)) slot = following.get(slot)
      return slot
    },
    add(slot) {
      if (size === heads.length) {
        const moved = chained(heads, following)
        heads = new Int32Array(heads.length * 2)
        for (const one of moved) put(one)
      }
      size += 1
      put(slot)
    },
    remove(slot) {
      const at = texts.hashOf(slot) & heads.length - 1
      const next = following.get(slot)
      const head = heads[at] ?? NONE
      if (head === slot) heads[at] = next
      else following.set(previous(following, head, slot), next)
      following.set(slot, NONE)
      size -= 1
    },
  }
}

/** All slots, of all chains. */
function chained(heads: Int32Array, following: Integers): readonly number[] {
  const slots: number[] = []
  for (const head of heads) for (let slot = head; slot !== NONE; slot = following.get(slot)) slots.push(slot)
  return slots
}

function previous(following: Integers, head: number, slot: number): number {
  let at = head
  while (following.get(at) !== slot) at = following.get(at)
  return at
}
