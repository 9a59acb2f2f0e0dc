/** Asks the file whether somebody wrote to it: SQLite tells nobody by itself. */

/** Milliseconds. A look is a few microseconds: it reads a number in shared memory. */
const INTERVAL = 200

export interface Watching {
  readonly watch: (heard: () => void) => () => Promise<void>
  readonly end: () => void
}

/** `version` is another one after each commit of another connection, and commits are made by another one than reads. */
export function watching(version: () => unknown): Watching {
  const watchers = new Set<() => void>()
  let last: unknown
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const now = current()
    if (now === last) return
    last = now
    for (const heard of watchers) heard()
  }

  /** A file that cannot be read now is told of by the next read, to somebody who waits for it. */
  function current(): unknown {
    try {
      return version()
    } catch {
      return last
    }
  }

  function end(): void {
    clearInterval(timer)
    timer = undefined
    watchers.clear()
  }

  return {
    end,
    watch(heard) {
      const watcher = (): void => heard() // one for each call, though the same function may watch twice
      if (timer === undefined) {
        last = current()
        timer = setInterval(look, INTERVAL)
        timer.unref() // it keeps no process alive
      }
      watchers.add(watcher)
      return async () => {
        watchers.delete(watcher)
        if (watchers.size === 0) end()
      }
    },
  }
}
