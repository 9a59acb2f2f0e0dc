/** What becomes of whatever is thrown. */
import { ContentionError } from '../core/commit.ts'
import { BusyError } from '../crypto/password-hash.ts'
import { StoreError } from '../stores/store-error.ts'
import type { Call } from './call.ts'
import type { Problem } from './problem.ts'

/** The last resort: any exception is a refusal, never an acceptance and never a 401, and it clears no cookie (F-03, E-17). */
export function problemOfFault({ http, view }: Call, error: unknown): Problem {
  return problemOf(error, () => { http.report(error, view) })
}

/** `report` is told of every fault, and not of a full queue. */
export function problemOf(error: unknown, report: () => void): Problem {
  if (error instanceof BusyError) return { code: 'busy', retryAfter: error.retryAfter }
  report()
  const isOutage = error instanceof StoreError || error instanceof ContentionError
  return isOutage ? { code: 'unavailable', retryAfter: 5 } : { code: 'internal_error' }
}
