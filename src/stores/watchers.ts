/** Those who want to hear of news, for every store alike. */

export interface Watchers {
  readonly size: number
  /** Answers what ends it. */
  readonly add: (heard: () => void) => () => void
  readonly tell: () => void
  readonly clear: () => void
}

export function createWatchers(): Watchers {
  const watchers = new Set<() => void>()
  return {
    get size() { return watchers.size },
    add(heard) {
      const watcher = (): void => heard() // one for each call, though the same function may watch twice
      watchers.add(watcher)
      return () => { watchers.delete(watcher) }
    },
    tell() { for (const watcher of watchers) watcher() },
    clear: () => watchers.clear(),
  }
}
