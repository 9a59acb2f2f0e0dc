import { expect, it, vi } from 'vitest'
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
