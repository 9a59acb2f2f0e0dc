/** What an application's own routes answer to a request that is not authenticated: the same table as ours. */
import type { Authentication } from '../contracts.ts'
import { problemOf } from './faults.ts'
import { problemResponse } from './problem.ts'

export function challengeFor(outcome: Authentication): Response | null {
  if (outcome.status === 'authenticated') return null
  const response = problemResponse({ code: outcome.status === 'anonymous' ? 'credential_missing' : outcome.reason })
  response.headers.set('cache-control', 'no-store')
  // A credential that is refused may have come in the address (D-08).
  response.headers.set('referrer-policy', 'no-referrer')
  return response
}

/** Trouble while an application's route asked who it is: no refusal, and it clears no cookie (F-03). */
export function failureFor(error: unknown, requestId: string | undefined, report: () => void): Response {
  const response = problemResponse(problemOf(error, report), requestId)
  response.headers.set('cache-control', 'no-store')
  return response
}
