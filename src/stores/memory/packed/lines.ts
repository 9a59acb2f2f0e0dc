/**
 * Slots that stand in line, in the order of arrival. Each slot stands in one line at most, and a line is known by its first,
 * in whose `before` stands the last. Whoever walks a line sees what comes meanwhile and not what left, as of a Map or a Set.
 */
import { integers, NONE } from './integers.ts'
import type { Integers } from './integers.ts'

export interface Lines {
  /** Puts a slot at the end of the line that begins with `first`, and answers which it begins with now. */
  join(first: number, slot: number): number
  /** Takes a slot out, and answers the same: none, where it was the only one. */
  leave(first: number, slot: number): number
  walk(first: () => number): Iterable<number>
}

export function lines(): Lines {
  const before = integers()
  const after = integers()
  const walks = createWalks(after)

  return {
    walk: walks.walk,
    join(first, slot) {
      after.set(slot, NONE)
      before.set(slot, first === NONE ? slot : before.get(first))
      if (first === NONE) return slot
      after.set(before.get(first), slot)
      before.set(first, slot)
      return first
    },
    leave(first, slot) {
      const [previous, next] = [before.get(slot), after.get(slot)]
      walks.stepBack(slot, slot === first ? NONE : previous)
      if (slot !== first) after.set(previous, next)
      const begins = slot === first ? next : first
      // What stood behind it stands behind the one before it; where it was the last, the first knows the new last.
      const told = next === NONE ? begins : next
      if (told !== NONE) before.set(told, previous)
      before.set(slot, NONE)
      after.set(slot, NONE)
      return begins
    },
  }
}

function createWalks(after: Integers) {
  /** Where each stands that is under way; none is before the first. */
  const walks = new Set<{ at: number }>()
  return {
    /** Who stands at a slot that leaves stands at the one before it. */
    stepBack(slot: number, previous: number): void {
      for (const walk of walks) if (walk.at === slot) walk.at = previous
    },
    * walk(first: () => number): Generator<number> {
      const here = { at: NONE }
      walks.add(here)
      try {
        for (;;) {
          const next = here.at === NONE ? first() : after.get(here.at)
          if (next === NONE) return
          here.at = next
          yield next
        }
      } finally {
        walks.delete(here)
      }
    },
  }
}
