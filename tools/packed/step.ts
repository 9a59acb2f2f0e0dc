/** One way to begin, and what came of it. */
export interface Step {
  readonly name: string
  /** Answers what was found, for a cell of the table. */
  readonly run: (tarball: string) => Promise<Told>
}
export interface Told {
  readonly lines: number | null
  readonly install: number | null
  readonly answered: number | null
  readonly found: string
}
