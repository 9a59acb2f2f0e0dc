/**
 * How hard the tests that grow with patience try: short in `npm test`, in full in `npm run hardening`. LATCHKEY_EFFORT=full
 * chooses the full size anywhere, and LATCHKEY_SEED=n plays run n again, and no other.
 */
import { env } from 'node:process'

export const isFull = env['LATCHKEY_EFFORT'] === 'full'

/** The one run to be played again, or null. */
export const replayed = seedFrom(env['LATCHKEY_SEED'])

/** `effort({ short: 300, full: 10_000 })`: the number for this run. */
export function effort<T>({ short, full }: { readonly short: T, readonly full: T }): T {
  return isFull ? full : short
}

/** The seeds of so many runs: always the same ones, so that the short form is the beginning of the full one. */
export function seedsOf(count: number): readonly number[] {
  return replayed === null ? Array.from({ length: count }, (_, n) => n + 1) : [replayed]
}

function seedFrom(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new TypeError(`LATCHKEY_SEED is "${text}"; expected the number that a failed run printed`)
}
