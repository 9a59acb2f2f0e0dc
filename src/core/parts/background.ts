/**
 * Work that no answer waits for: last-seen, events of refusals. It is bounded, its failures cost nothing but a
 * count, and `close` waits for what is under way.
 */
export interface Background {
  /**
   * Drops the work where too much is under way already, or work of the same name. Failures are reported, never thrown;
   * a flood that is dropped is reported once, until there is room again.
   */
  run(work: () => Promise<unknown>, name?: string): void
  settled(): Promise<void>
}

export function createBackground(report: (error: unknown) => void, atOnce = 64): Background {
  const underWay = new Map<unknown, Promise<unknown>>()
  let isFull = false
  return {
    run(work, name) {
      const key = name ?? work
      if (underWay.has(key)) return
      if (underWay.size >= atOnce) {
        if (!isFull) report(new Error('background work was dropped: too much is under way'))
        isFull = true
        return
      }
      isFull = false
      underWay.set(key, work().catch(report).finally(() => underWay.delete(key)))
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}
