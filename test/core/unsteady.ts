/** Chance with a seed, and a store that answers when chance lets it: so that verbs at once meet in every order. */
import type { Store } from '../../src/contracts.ts'

export type Random = () => number

/** Mulberry32: a test that failed fails again with its seed. */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The store, with a wait of chance before and behind every verb. */
export function unsteady(store: Store, random: Random): Store {
  const verbs = Object.entries(store).map(([name, verb]) => [
    name,
    typeof verb === 'function' ? waiting(verb, random) : verb,
  ])
  return Object.fromEntries(verbs) as Store // each verb answers what it answered before
}

function waiting(verb: (...asked: never[]) => unknown, random: Random) {
  return async (...asked: never[]): Promise<unknown> => {
    await pause(random)
    const answer = await verb(...asked)
    await pause(random)
    return answer
  }
}

/** Not at all, a few microtasks, a few turns of the loop, or a moment in which another thread's commit comes back. */
export async function pause(random: Random): Promise<void> {
  const kind = random()
  const turns = Math.floor(random() * 6)
  if (kind < 0.4) return
  if (kind < 0.7) for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  else if (kind < 0.97)
    for (let turn = 0; turn < turns; turn++)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  else
    await new Promise((resolve) => {
      setTimeout(resolve, turns)
    })
}

/** Runs interleavings so many at once, each with its own number; answers what each found wrong. */
export async function interleave(count: number, run: (seed: number) => Promise<string | null>): Promise<string[]> {
  const wrong: string[] = []
  for (let first = 0; first < count; first += atOnce) {
    const seeds = Array.from({ length: Math.min(atOnce, count - first) }, (_, n) => first + n)
    const found = await Promise.all(seeds.map(run))
    for (const [n, what] of found.entries()) if (what !== null) wrong.push(`seed ${first + n}: ${what}`)
  }
  return wrong
}

const atOnce = 20
