/** A column of ids or digests, kept as the bytes they spell. Any other text may stand there too, and then takes more. */
import { hasher } from './hasher.ts'
import { createProbe } from './probe.ts'
import { inPage } from './slots.ts'
import type { Slots } from './slots.ts'

export interface Texts {
  get(slot: number): string | null
  set(slot: number, text: string | null): void
  /** What the slot itself does not hold goes; it is cleared by whoever has it. */
  clear(slot: number): void
  /** The hash of what stands there. */
  hashOf(slot: number): number
  /** Makes a text the one that is sought, and answers its hash. */
  seek(text: string): number
  isSought(slot: number): boolean
}

/** Where in the slots it stands: from which word on, and of how many bytes. */
export interface Place {
  readonly from: number
  readonly bytes: 16 | 32
}

export function texts<Held>(slots: Slots<Held>, place: Place): Texts {
  const bytes = column(slots, place)
  /** What spells no such bytes, null included: in the slot stand the first bytes of its digest. */
  const odd = new Map<number, string | null>()
  let soughtOdd: string | undefined

  function seek(text: string): number {
    soughtOdd = bytes.seek(text) ? undefined : text
    return bytes.hashOfSought()
  }

  return {
    get(slot) {
      const text = odd.size === 0 ? undefined : odd.get(slot)
      return text === undefined ? bytes.get(slot) : text
    },
    set(slot, text) {
      seek(text ?? '')
      bytes.set(slot)
      if (text === null || soughtOdd !== undefined) odd.set(slot, text)
      else odd.delete(slot)
    },
    clear(slot) { odd.delete(slot) },
    hashOf: bytes.hashOf,
    seek,
    isSought: (slot) => bytes.isSought(slot) && (odd.size === 0 ? undefined : odd.get(slot)) === soughtOdd,
  }
}

/** The bytes themselves. */
function column<Held>(slots: Slots<Held>, { from, bytes }: Place) {
  const length = bytes / 4
  const stride = slots.width.times * 2
  const probe = probes[bytes]
  const sought = probe.words
  const hash = hasher(length)
  const start = (slot: number): number => inPage(slot) * stride + from

  return {
    seek: probe.read,
    hashOfSought: () => hash(sought, 0),
    hashOf: (slot: number) => hash(slots.page(slot).words, start(slot)),
    get(slot: number): string {
      const { words } = slots.page(slot)
      const at = start(slot)
      for (let n = 0; n < length; n++) sought[n] = words[at + n] ?? 0
      return probe.spell()
    },
    set(slot: number): void {
      slots.page(slot).words.set(sought, start(slot))
    },
    isSought(slot: number): boolean {
      const { words } = slots.page(slot)
      const at = start(slot)
      for (let n = 0; n < length; n++) if (words[at + n] !== sought[n]) return false
      return true
    },
  }
}

/** All columns share them: everything is synchronous, so that nobody meets another's. */
const probes = { 16: createProbe(16), 32: createProbe(32) }
