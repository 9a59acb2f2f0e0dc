/** What comes after an answer that may be there already: then nothing is waited for, and most requests need not wait. */
import type { MaybePromise } from '../../contracts.ts'

/** As `await` would, with an answer at once where there is one. What `step` throws is thrown, or rejects. */
export function after<T, U>(value: MaybePromise<T>, step: (value: T) => MaybePromise<U>): MaybePromise<U> {
  if (value instanceof Promise) return value.then(step)
  return isPending(value) ? Promise.resolve(value).then(step) : step(value)
}

/** Other libraries' promises are waited for as well: taken for an answer, one would be believed. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise || typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
