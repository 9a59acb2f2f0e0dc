/** The thread that writes: what becomes of commits when it dies or does not answer. */
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { insertUser } from '../../src/testing/store/rows.ts'
import { newFile } from './files.ts'

/** A store with Ann in it, its thread, and what it warned of. */
async function begin() {
  const warnings: string[] = []
  const store = sqliteStore({ file: newFile(), onWarning: (message) => warnings.push(message) })
  onTestFinished(() => store.close())
  const [[thread]] = await Promise.all([started(), store.open()])
  await store.commit([insertUser('ann')])
  return { store, thread, warnings }
}

/** Node tells of every thread that a process starts. */
async function started(): Promise<[Worker]> {
  const [worker] = await once(process, 'worker')
  return [worker]
}

it('commits under way when the thread dies end in a StoreError, and the next commit starts another', async () => {
  const { store, thread, warnings } = await begin()
  const underWay = Array.from({ length: 20 }, (_, n) => store.commit([insertUser(`u${n}`)]))
  const outcomes = Promise.allSettled(underWay)
  await thread.terminate()
  const rejected = (await outcomes).filter((outcome) => outcome.status === 'rejected')
  expect(rejected.length).toBeGreaterThan(0)
  for (const { reason } of rejected) expect(reason).toMatchObject({ name: 'StoreError' })
  expect(warnings).toEqual([expect.stringMatching(/^The thread that writes the database .* ended\.$/)])

  expect(await store.findUser('ann')).not.toBeNull()
  expect(await store.commit([insertUser('bob')])).toEqual({ ok: true })
  expect(await store.findUser('bob')).not.toBeNull()
})

it('a thread that dies while nothing is under way is told of, and missed by nobody', async () => {
  const { store, thread, warnings } = await begin()
  await thread.terminate()
  await expect.poll(() => warnings.length).toBe(1)
  expect(await store.commit([insertUser('bob')])).toEqual({ ok: true })
})

it('a thread that does not answer ends the wait after 2 s, with the outcome unknown', async () => {
  const { store, thread } = await begin()
  const ask = thread.postMessage.bind(thread)
  thread.postMessage = () => {}
  const before = performance.now()
  await expect(store.commit([insertUser('bob')])).rejects.toThrow('what became of the commit is unknown')
  expect(performance.now() - before).toBeLessThan(2_200)
  thread.postMessage = ask
  expect(await store.commit([insertUser('bob')])).toEqual({ ok: true })
})

it('closing is not taken for a death', async () => {
  const { store, warnings } = await begin()
  await store.close()
  expect(warnings).toEqual([])
})

it('a store can be opened again after it was closed', async () => {
  const { store } = await begin()
  const closing = store.close()
  await store.open()
  await closing
  expect(await store.findUser('ann')).not.toBeNull()
})
