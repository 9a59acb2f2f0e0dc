/** What comes after an answer that may be there already: then nothing is waited for, and most requests need not wait. */
import type { MaybePromise } from '../../contracts.ts'

/** As `await` would, with an answer at once where there is one. What `next` throws is thrown, or rejects. */
export function after<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPending(value) ? later(value, next) : next(value)
}

async function later<T, U>(value: Promise<T>, next: (value: T) => MaybePromise<U>): Promise<U> {
  return next(await value)
}

/** Other libraries' promises are waited for as well: taken for an answer, one would be believed. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise || typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
