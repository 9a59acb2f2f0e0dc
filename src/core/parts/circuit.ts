/**
 * Asks something that may be away: with an end, and not at all for a while once it has failed three times in a row. What asks
 * must be able to do without the answer.
 */
import type { Seconds } from '../../contracts.ts'
import { within } from './within.ts'

export interface Circuit {
  /** Undefined: nobody answered in time, or nobody was asked. Never rejects. */
  ask<T>(work: () => Promise<T>): Promise<T | undefined>
}

export interface CircuitOptions {
  /** For the report. */
  readonly name: string
  /** Monotonic, in seconds with fractions. */
  readonly elapsed: () => Seconds
  /** Told once when it goes away. */
  readonly report: (error: unknown) => void
}

/** Milliseconds: no request waits longer for a part that it can do without. */
export const patience = 50
const tolerated = 3
const pause: Seconds = 1

export function createCircuit({ name, elapsed, report }: CircuitOptions): Circuit {
  let failures = 0
  let askAt = -Infinity

  /** While it is away, one asks for all once in a pause. */
  function isAway(): boolean {
    if (failures < tolerated) return false
    if (elapsed() < askAt) return true
    askAt = elapsed() + pause
    return false
  }

  function failed(error: unknown): void {
    failures++
    askAt = elapsed() + pause
    if (failures === tolerated) report(new Error(`The ${name} is away, and is done without: ${reasonOf(error)}.`, { cause: error }))
  }

  return {
    async ask(work) {
      if (isAway()) return undefined
      try {
        const answer = await within(patience, work(), () => new Error(`no answer within ${patience} ms`))
        failures = 0
        return answer
      } catch (error) {
        failed(error)
        return undefined
      }
    },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown fault'
}
