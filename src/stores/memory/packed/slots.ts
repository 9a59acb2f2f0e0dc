/**
 * Room for rows. What of a row is bytes and times lies side by side, so that a read meets one line of a processor's cache;
 * so do its references.
 */
import { PAGE, PAGE_BITS } from './integers.ts'

export interface Page<Held> {
  readonly words: Int32Array
  /** Exact for every safe integer: from 2038 on a time in seconds needs more than 32 bits. The same bytes as the words. */
  readonly times: Float64Array
  readonly held: (Held | undefined)[]
}

/** What a row takes. */
export interface Width {
  readonly times: number
  readonly held: number
}

export interface Slots<Held> {
  readonly width: Width
  page(slot: number): Page<Held>
  /** Nothing of what stood there stays. */
  clear(slot: number): void
}

export function slots<Held>(width: Width): Slots<Held> {
  const pages: Page<Held>[] = []

  function grown(number: number): Page<Held> {
    const bytes = new ArrayBuffer(PAGE * width.times * 8)
    const held = Array.from({ length: PAGE * width.held }, () => undefined)
    return pages[number] = { words: new Int32Array(bytes), times: new Float64Array(bytes), held }
  }
  const page = (slot: number): Page<Held> => pages[slot >> PAGE_BITS] ?? grown(slot >> PAGE_BITS)

  return {
    width,
    page,
    clear(slot) {
      const { times, held } = page(slot)
      const at = inPage(slot)
      times.fill(0, at * width.times, (at + 1) * width.times)
      held.fill(undefined, at * width.held, (at + 1) * width.held)
    },
  }
}

export function inPage(slot: number): number {
  return slot & PAGE - 1
}
