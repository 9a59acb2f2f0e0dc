/**
 * Work that no answer waits for: last-seen, events of refusals. It is bounded, its failures cost nothing but a
 * count, and `close` waits for what is under way.
 */
export interface Background {
  /** Drops the work where too much is under way already. Failures are reported, never thrown. */
  run(work: () => Promise<unknown>): void
  settled(): Promise<void>
}

const atOnce = 64

export function createBackground(report: (error: unknown) => void): Background {
  const underWay = new Set<Promise<unknown>>()
  return {
    run(work) {
      if (underWay.size >= atOnce) return report(new Error('background work was dropped: too much is under way'))
      const done = work().catch(report).finally(() => underWay.delete(done))
      underWay.add(done)
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
