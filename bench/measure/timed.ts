/** Times work that takes microseconds, by doing it so often that a clock can tell. */
import type { By, Contender } from './compare.ts'
import type { Run } from './run.ts'

/** Whose result nobody uses, an engine may leave undone. */
const sink: { last: unknown } = { last: null }

interface Work {
  readonly name: string
  readonly by: By
}

/** Microseconds for each call. */
export function timed(of: Work, run: Run, work: () => unknown): Contender {
  let calls = 0
  const spend = (times: number): number => {
    const start = performance.now()
    for (let call = 0; call < times; call++) sink.last = work()
    return performance.now() - start
  }
  return {
    ...of,
    sample() {
      calls ||= callsFor(run, spend)
      return spend(calls) * 1000 / calls
    },
  }
}

/** The same for work that answers a promise: one after the other, as one request waits for it. */
export function timedAsync(of: Work, run: Run, work: () => Promise<unknown>): Contender {
  let calls = 0
  const spend = async (times: number): Promise<number> => {
    const start = performance.now()
    for (let call = 0; call < times; call++) sink.last = await work()
    return performance.now() - start
  }
  return {
    ...of,
    async sample() {
      calls ||= await callsForAsync(run, spend)
      return await spend(calls) * 1000 / calls
    },
  }
}

/** Twice as many until they take a quarter of the time, and then as many as fill it. */
function callsFor({ milliseconds }: Run, spend: (times: number) => number): number {
  for (let times = 1; ; times *= 2) {
    const took = spend(times)
    if (took > milliseconds / 4) return Math.max(1, Math.round(times * milliseconds / took))
  }
}

async function callsForAsync({ milliseconds }: Run, spend: (times: number) => Promise<number>): Promise<number> {
  for (let times = 1; ; times *= 2) {
    const took = await spend(times)
    if (took > milliseconds / 4) return Math.max(1, Math.round(times * milliseconds / took))
  }
}

/** One after the other, from the beginning again: nobody checks the same credential all the time. */
export function inTurns<T>(values: readonly [T, ...T[]]): () => T {
  let next = 0
  return () => {
    next = (next + 1) % values.length
    return values[next] ?? values[0]
  }
}

/** So many of them, made by the same means. */
export function several<T>(count: number, make: (n: number) => T): readonly [T, ...T[]] {
  return [make(0), ...Array.from({ length: count - 1 }, (_, n) => make(n + 1))]
}
