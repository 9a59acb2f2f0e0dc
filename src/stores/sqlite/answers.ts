/** The promises of those who asked the writer's thread: each ends with its answer, or at its deadline. */
import { StoreError } from '../store-error.ts'
import type { Outcome, Reply } from './messages.ts'

export interface Answers {
  /** Rejects with a `StoreError` after so many milliseconds. */
  readonly wait: (id: number, milliseconds: number) => Promise<Outcome>
  /** An answer that comes after the deadline is nobody's any more. */
  readonly arrive: (reply: Reply) => void
  readonly failAll: (error: StoreError) => void
}

type Settle = (outcome: Outcome | StoreError) => void

export function answers(file: string): Answers {
  const waiting = new Map<number, Settle>()

  function wait(id: number, milliseconds: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const settle: Settle = (outcome) => {
        clearTimeout(timer)
        waiting.delete(id)
        if (outcome instanceof StoreError) reject(outcome)
        else resolve(outcome)
      }
      // The thread keeps no process alive. This timer does, for as long as somebody waits.
      const timer = setTimeout(() => {
        settle(new StoreError(`The database ${file} did not answer in time; what became of the commit is unknown.`))
      }, milliseconds)
      waiting.set(id, settle)
    })
  }

  return {
    wait,
    arrive: (reply) => waiting.get(reply.id)?.(outcomeOf(reply)),
    failAll(error) {
      for (const settle of waiting.values()) settle(error)
    },
  }
}

function outcomeOf(reply: Reply): Outcome | StoreError {
  return 'error' in reply ? new StoreError(reply.error.message, { cause: reply.error.cause }) : reply.result
}
