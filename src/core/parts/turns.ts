/**
 * One after another by name: what one process does to one session's data waits for its turn instead of losing a race and
 * trying again. Only a politeness: the guard of the commit is what holds, here and between processes.
 */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = last.get(name)
    const turn = (async () => {
      await before?.catch(() => undefined)
      return work()
    })()
    last.set(name, turn)
    try {
      return await turn
    } finally {
      if (last.get(name) === turn) last.delete(name)
    }
  }
}
