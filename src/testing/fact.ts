/** A fact about an implementation of a contract, whatever test runner runs it. */
export interface Fact {
  /** In the present tense: what every implementation does. */
  readonly name: string
  /** Rejects where the fact does not hold. */
  readonly run: () => Promise<void>
}
