/** Pages of one browser, played by Node's own Web Locks and BroadcastChannel. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createTabs, type Tabs } from '../../src/client/tabs.ts'

const opened: Tabs<string>[] = []
afterEach(() => { for (const tab of opened.splice(0)) tab.close() })

/** Some tabs of one name, and what each has heard. */
function openTabs(count: number): { tabs: Tabs<string>[], heard: string[][] } {
  const name = randomUUID()
  const heard: string[][] = Array.from({ length: count }, () => [])
  const tabs = heard.map((list) => createTabs<string>(name, true, (news) => { list.push(news) }))
  opened.push(...tabs)
  return { tabs, heard }
}

/** So many tabs act at once; answers how many were at it at a time, at most. */
async function mostAtOnce(tabs: readonly Tabs<string>[]): Promise<number> {
  let [now, most] = [0, 0]
  await Promise.all(tabs.map((tab) => tab.exclusively(async () => {
    most = Math.max(most, ++now)
    await sleep(5)
    now--
  })))
  return most
}

describe('tabs that hold one login', () => {
  it('act one at a time, also within one of them', async () => {
    const { tabs: [one, two, three] } = openTabs(3)
    if (!one || !two || !three) throw new Error('there are three')
    expect(await mostAtOnce([one, two, three, one, two, three])).toBe(1)
  })

  it('go on after one of them has failed, which is told to who asked', async () => {
    const { tabs: [one, two] } = openTabs(2)
    const failing = one?.exclusively(() => Promise.reject(new Error('no connection')))
    await expect(failing).rejects.toThrow('no connection')
    expect(await two?.exclusively(() => Promise.resolve('done'))).toBe('done')
    expect(await one?.exclusively(() => Promise.resolve('done'))).toBe('done')
  })

  it('tell each other, and not themselves', async () => {
    const { tabs: [one, two], heard } = openTabs(3)
    await Promise.all([one?.tell('renewed'), two?.hear(5000)])
    await sleep(20)
    expect(heard).toEqual([[], ['renewed'], ['renewed']])
  })

  it('know that something was told before they hear it, but not of what they told', async () => {
    const { tabs: [one, two] } = openTabs(2)
    expect(await two?.hasNews()).toBe(false)
    await one?.exclusively(async () => { await one.tell('renewed') })
    expect([await one?.hasNews(), await two?.hasNews()]).toEqual([false, true])
    await sleep(1100)
    expect(await two?.hasNews()).toBe(false)
  })

  it('wait no longer than they were told to', async () => {
    const { tabs: [one] } = openTabs(1)
    const start = performance.now()
    await one?.hear(30)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('tabs without Web Locks', () => {
  /** What a browser that is too old has. */
  async function withoutLocks<T>(work: () => Promise<T>): Promise<T> {
    const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
    try {
      return await work()
    } finally {
      if (navigator) Object.defineProperty(globalThis, 'navigator', navigator)
    }
  }

  it('agree on one that acts, and the others wait for what it tells', async () => {
    await withoutLocks(async () => {
      const { tabs, heard } = openTabs(10)
      const acted: number[] = []
      await Promise.all(tabs.map((tab, n) => tab.exclusively(async () => {
        if (heard[n]?.length !== 0) return
        acted.push(n)
        await sleep(30)
        await tab.tell('renewed')
      })))
      expect(acted).toHaveLength(1)
    })
  })

  it('go on after the one that acted has failed', async () => {
    await withoutLocks(async () => {
      const { tabs: [one, two] } = openTabs(2)
      const failing = one?.exclusively(() => Promise.reject(new Error('no connection')))
      const other = two?.exclusively(() => Promise.resolve('done'))
      await expect(failing).rejects.toThrow('no connection')
      expect(await other).toBe('done')
    })
  })
})
