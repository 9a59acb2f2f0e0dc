/** How verbs write: functions return writes, the outermost verb commits them once, and reads again when a guard failed. */
import type { CommitResult, Write } from '../contracts.ts'
import type { Core } from './core.ts'

/** What a verb wants: an answer, and the writes that must be durable before it is given. */
export interface Plan<T> {
  readonly answer: T
  readonly writes: readonly Write[]
}

/** Guards kept failing: something else is writing the same rows without a pause. A system error, so 503 and not 401. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError'
}

const most = 5

/** Plans, commits, and answers after the commit is durable. A plan without writes commits nothing. */
export async function commit<T>(core: Core, plan: () => Promise<Plan<T>>, attempts = most): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { answer, writes } = await plan()
    if (writes.length === 0) return answer
    const result = await attemptCommit(core, writes)
    if (!result.ok) continue
    core.index.note(writes, core.clock())
    return answer
  }
  throw new ContentionError(`a guarded commit failed ${attempts} times in a row`)
}

/** A commit that failed without an answer may have been made, and may have ended something: then the log is asked. */
async function attemptCommit(core: Core, writes: readonly Write[]): Promise<CommitResult> {
  try {
    return await core.store.commit(writes)
  } catch (error) {
    if (writes.some((write) => write.do === 'revoke')) core.index.doubt(core.clock())
    throw error
  }
}
