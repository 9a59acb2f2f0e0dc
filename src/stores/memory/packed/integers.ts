/** An integer for each slot. It grows by pages: growing copies nothing, and a page that no slot needed is not there. */

/** Slots are counted from 1, so that 0, which a new page is full of, means none. */
export const NONE = 0

export const PAGE_BITS = 10
/** Slots in a page. */
export const PAGE = 1 << PAGE_BITS

export interface Integers {
  get(slot: number): number
  set(slot: number, value: number): void
}

export function integers(): Integers {
  const pages: (Int32Array | undefined)[] = []
  return {
    get: (slot) => pages[slot >> PAGE_BITS]?.[slot & PAGE - 1] ?? 0,
    set(slot, value) {
      const number = slot >> PAGE_BITS
      while (pages.length < number) pages.push(undefined)
      const page = pages[number] ??= new Int32Array(PAGE)
      page[slot & PAGE - 1] = value
    },
  }
}
