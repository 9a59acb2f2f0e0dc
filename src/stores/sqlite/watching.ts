/** Asks the file whether somebody wrote to it: SQLite tells nobody by itself. */
import { createWatchers } from '../watchers.ts'

/** Milliseconds. A look is a few microseconds: it reads a number in shared memory. */
const INTERVAL = 200

export interface Watching {
  readonly watch: (heard: () => void) => () => Promise<void>
  readonly end: () => void
}

/** `version` is another one after each commit of another connection, and commits are made by another one than reads. */
export function watching(version: () => unknown): Watching {
  const watchers = createWatchers()
  let last: unknown
  let timer: NodeJS.Timeout | undefined

  function isNews(): boolean {
    const before = last
    try {
      last = version()
    } catch {
      return false // a file that cannot be read now is told of by the next read, to somebody who waits for it
    }
    return last !== before
  }

  function begin(): void {
    if (timer !== undefined) return
    isNews()
    timer = setInterval(() => { if (isNews()) watchers.tell() }, INTERVAL).unref() // it keeps no process alive
  }

  function end(): void {
    clearInterval(timer)
    timer = undefined
    watchers.clear()
  }

  return {
    end,
    watch(heard) {
      begin()
      const remove = watchers.add(heard)
      return async () => {
        remove()
        if (watchers.size === 0) end()
      }
    },
  }
}
