import { afterEach, expect, it, vi } from 'vitest'
import { withDeadline } from '../../src/create-auth/deadline.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { revoke } from '../../src/testing/store/rows.ts'

it('a store under a deadline watches and reaps, and one that cannot watch still cannot', async () => {
  const { watch, ...deaf } = memoryStore()
  expect(withDeadline({ ...deaf }).watch).toBeUndefined()
  const store = withDeadline({ ...deaf, ...(watch && { watch }) })
  await store.open()
  const heard = vi.fn<() => void>()
  await store.watch?.(heard)
  await store.commit([revoke('a')])
  await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce())
  expect(await store.reap({ now: 9999, most: 9 })).toBe(1)
})

afterEach(() => { vi.useRealTimers() })

it('each of a thousand that one turn asks, and that are never answered, is told so after two seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const silent = withDeadline({ ...memoryStore(), findUser: () => new Promise(() => undefined) })
  const asked = Array.from({ length: 1000 }, () => silent.findUser('ada').then(() => 'answered', ({ name }: Error) => name))
  await new Promise(setImmediate)
  expect(vi.getTimerCount()).toBe(1000)
  vi.advanceTimersByTime(1999)
  expect(vi.getTimerCount()).toBe(1000)
  vi.advanceTimersByTime(1)
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['StoreError']))
})

it('what is answered in its turn has no timer, and what is refused is refused', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const store = withDeadline(memoryStore())
  await expect(store.findUser('ada')).rejects.toThrow('not open')
  await store.open()
  expect(await Promise.all(Array.from({ length: 1000 }, () => store.findUser('ada')))).toEqual(Array.from({ length: 1000 }, () => null))
  await new Promise(setImmediate)
  expect(vi.getTimerCount()).toBe(0)
})

it('what is asked by who handles an event, and is answered in its turn, is given no timer', async () => {
  const store = withDeadline(memoryStore())
  await store.open()
  const started = vi.spyOn(globalThis, 'setTimeout')
  // Of an event: ticks run before what was promised.
  const found = await new Promise((resolve) => { setImmediate(() => { resolve(store.findUser('ada')) }) })
  await new Promise(setImmediate)
  expect([found, started.mock.calls.length]).toEqual([null, 0])
  started.mockRestore()
})
