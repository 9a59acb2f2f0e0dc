import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startUpkeep } from '../../src/create-auth/upkeep.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { entry } from '../core/held-store.ts'
import { startSystem } from '../core/system.ts'

beforeEach(() => { vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }) })
afterEach(() => { vi.useRealTimers() })

/** A system whose reaper finds so many rows each time, one after another. */
async function upkeep(...found: readonly number[]) {
  const left = [...found]
  const reap = vi.fn<(what: unknown) => Promise<number>>(() => Promise.resolve(left.shift() ?? 0))
  const faults: unknown[] = []
  const system = await startSystem({ store: { ...memoryStore(), reap } })
  const stop = await startUpkeep(system.core, {}, (error) => { faults.push(error) })
  return { system, reap, stop, faults, left }
}

it('clears away once a minute what is over, by the limits of now', async () => {
  const { system, reap, stop } = await upkeep(3, 0)
  const now = system.now()
  await vi.advanceTimersByTimeAsync(59_999)
  expect(reap).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(reap).toHaveBeenCalledExactlyOnceWith({ now, most: 500, eventsBefore: now - 90 * 86_400, visitsBefore: now - 400 * 86_400 })
  await stop()
})

it('goes on batch by batch while each is full, and leaves the store to others in between', async () => {
  const { reap, stop } = await upkeep(500, 1200, 499)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reap).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(reap).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(reap).toHaveBeenCalledTimes(3)
  await stop()
})

it('takes a hundred batches a minute and no more', async () => {
  const { reap, stop } = await upkeep(...Array<number>(1000).fill(500))
  await vi.advanceTimersByTimeAsync(119_000)
  expect(reap).toHaveBeenCalledTimes(100)
  await stop()
})

it('is told to end between two batches, and begins none after', async () => {
  const { reap, stop } = await upkeep(...Array<number>(1000).fill(500))
  await vi.advanceTimersByTimeAsync(60_300)
  const stopping = stop()
  await vi.advanceTimersByTimeAsync(200)
  await stopping
  const calls = reap.mock.calls.length
  await vi.advanceTimersByTimeAsync(200_000)
  expect(reap).toHaveBeenCalledTimes(calls)
})

it('reports a store that is away, and tries again a minute later', async () => {
  const { reap, stop, faults } = await upkeep()
  reap.mockRejectedValueOnce(new Error('away'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(faults).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reap).toHaveBeenCalledTimes(2)
  await stop()
})

it('forgets in memory what has ended, too', async () => {
  const { system, stop } = await upkeep()
  system.core.index.note([{ do: 'revoke', entry: entry('session', 'a', { until: system.now() + 10 }) }], system.now())
  system.pass(11)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(system.core.index.size).toBe(0)
  await stop()
})
