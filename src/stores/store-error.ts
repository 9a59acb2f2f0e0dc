/**
 * A store that could not answer: a system error, which http makes a 503 and never a 401.
 * The message is one sentence for operators and holds no value of any row.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
