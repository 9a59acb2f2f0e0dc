/** What the main thread and the writer's thread say to each other. */
import { hrtime } from 'node:process'
import type { CommitResult } from '../../contracts.ts'
import type { Statement } from '../sql/dialect.ts'

/** One statement of a commit. `guarded`: touching no row fails the write at this index. */
export interface Step extends Statement {
  readonly write: number
  readonly guarded: boolean
}

/** `appended`: how many entries the steps add to the log. */
export interface Transaction {
  readonly steps: readonly Step[]
  readonly appended: number
}

export type Task =
  | { readonly do: 'open' | 'close' }
  | { readonly do: 'commit', readonly transaction: Transaction }
  | { readonly do: 'reap', readonly deletion: Statement }

/** `removed`: the rows that a deletion took. */
export type Outcome = CommitResult & { readonly removed?: number }

/** `deadline`: by `monotonic`. Whoever asked has gone by then, so nothing is begun after it. */
export interface Request {
  readonly id: number
  readonly task: Task
  readonly deadline: number
}

export type Reply =
  | { readonly id: number, readonly result: Outcome }
  | { readonly id: number, readonly error: { readonly message: string, readonly cause: unknown } }

/** Milliseconds, the same in every thread of the process (`performance.now` counts from the start of each). */
export function monotonic(): number {
  return Number(hrtime.bigint() / 1_000_000n)
}
