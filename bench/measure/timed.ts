/**
 * What work costs that takes microseconds, by doing it so often that a clock can tell: in processor time of the whole process,
 * threads of its own included, so that what else the machine does counts little.
 */
import type { By, Contender } from './compare.ts'
import type { Run } from './run.ts'

/** Whose result nobody uses, an engine may leave undone. */
const sink: { last: unknown } = { last: null }

interface Work {
  readonly name: string
  readonly by: By
}

function spent(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Microseconds for each call. */
export function timed(of: Work, run: Run, work: () => unknown): Contender {
  let calls = 0
  const spend = (times: number): number => {
    const start = spent()
    for (let call = 0; call < times; call++) sink.last = work()
    return spent() - start
  }
  return {
    ...of,
    sample() {
      calls ||= callsFor(run, spend)
      const [done, took] = [calls, spend(calls)]
      calls = fitting(run, done, took)
      return took * 1000 / done
    },
  }
}

/** The same for work that answers a promise: one after the other, as one request waits for it. */
export function timedAsync(of: Work, run: Run, work: () => Promise<unknown>): Contender {
  let calls = 0
  const spend = async (times: number): Promise<number> => {
    const start = spent()
    for (let call = 0; call < times; call++) sink.last = await work()
    return spent() - start
  }
  return {
    ...of,
    async sample() {
      calls ||= await callsForAsync(run, spend)
      const [done, took] = [calls, await spend(calls)]
      calls = fitting(run, done, took)
      return took * 1000 / done
    },
  }
}

/** As many as fill the time, once it has warmed up: twice as many each time until they do. */
function callsFor(run: Run, spend: (times: number) => number): number {
  let total = 0
  for (let calls = 1; ;) {
    const took = spend(calls)
    total += took
    if (total > run.warmUpMilliseconds) return fitting(run, calls, took)
    calls = took > run.milliseconds / 2 ? fitting(run, calls, took) : calls * 2
  }
}

/** For the next round: what a compiler has got hold of meanwhile takes a fraction of what it took. */
function fitting({ milliseconds }: Run, done: number, took: number): number {
  return Math.max(1, Math.round(done * Math.min(4, milliseconds / Math.max(took, 0.001))))
}

async function callsForAsync(run: Run, spend: (times: number) => Promise<number>): Promise<number> {
  let total = 0
  for (let calls = 1; ;) {
    const took = await spend(calls)
    total += took
    if (total > run.warmUpMilliseconds) return fitting(run, calls, took)
    calls = took > run.milliseconds / 2 ? fitting(run, calls, took) : calls * 2
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
