/**
 * Compares what does the same work. All contenders are measured once in each round, so that what slows down the machine slows
 * down all of them, and what counts is the ratio within a round; the median of those ratios is the figure. The cost itself is told
 * too, and says more about the machine.
 */
import type { Run } from './run.ts'
import { median } from './stats.ts'

/** `limit`: what the machine needs for the bare work. `before`: what an application costs without any authentication. */
export type By = 'latchkey' | 'limit' | 'peer' | 'before'

export interface Contender {
  readonly name: string
  readonly by: By
  /** What one operation cost in this round, in the unit of its contest. */
  sample(): number | Promise<number>
}

export interface Contest {
  readonly name: string
  readonly unit: string
  /** Ours, with which all others are compared, is the first. */
  readonly contenders: readonly Contender[]
}

export interface Row {
  readonly name: string
  readonly by: By
  /** The median over all rounds. */
  readonly cost: number
  /** How many times what ours costs; the median of the ratios within a round. */
  readonly times: number
}

export interface Group {
  readonly name: string
  readonly unit: string
  readonly rows: readonly Row[]
}

export async function compare({ name, unit, contenders }: Contest, run: Run): Promise<Group> {
  run.say(`  ${name}`)
  const costs = contenders.map((): number[] => [])
  for (let round = -run.warmUps; round < run.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + Math.max(round, 0)) % contenders.length
      const cost = await contenders[at]?.sample()
      if (round >= 0 && cost !== undefined) costs[at]?.push(cost)
    }
  }
  const [ours = []] = costs
  const rows = contenders.map(({ name: of, by }, at) => {
    const own = costs[at] ?? []
    return { name: of, by, cost: median(own), times: median(own.map((cost, round) => cost / (ours[round] ?? NaN))) }
  })
  return { name, unit, rows }
}
