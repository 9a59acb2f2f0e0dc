/** A block measures one kind of work. To add one: a file in blocks/, and its name in blocks.ts. */
import type { Group } from './measure/compare.ts'
import type { Run } from './measure/run.ts'

export interface Block {
  /** One word, for `--only`. */
  readonly name: string
  readonly title: string
  /** What a reader must know to read the figures rightly. */
  readonly note?: string
  measure(run: Run): Promise<readonly Group[]>
}
