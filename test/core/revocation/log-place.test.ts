import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { Revocation, RevocationLog, Store } from '../../../src/contracts.ts'
import { logPlace } from '../../../src/core/revocation/log-place.ts'
import { holdEntries } from '../../../src/core/revocation/revocation-entries.ts'
import { append, entry, heldStore } from '../held-store.ts'

/** A log that the test writes itself: entries with their numbers, as a database holds them. */
function scripted() {
  const log = { seq: 0, incarnation: 'first', entries: [] as (readonly [number, Revocation])[] }
  const asked: number[] = []
  const pages = { size: Infinity }
  const readRevocations = async (after: number): Promise<RevocationLog> => {
    asked.push(after)
    const rows = log.entries.filter(([seq]) => seq > after)
    const entries = rows.slice(0, pages.size).map(([, one]) => one)
    return rows.length > pages.size ? { ...log, seq: rows[pages.size - 1]?.[0] ?? 0, entries, isMore: true } : { ...log, entries }
  }
  const held = holdEntries()
  const onKeys = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const onAnew = vi.fn<() => void>()
  const place = logPlace(held)
  const store = { readRevocations } as Store // nothing else of it is asked
  return {
    log, pages, asked, held, onKeys, onAnew, read: () => place.readOn(store, { onKeys, onAnew }),
    append(...entries: readonly Revocation[]) { for (const one of entries) log.entries.push([log.seq += 1, one]) },
  }
}

it('goes on from where it was, and reads nothing twice', async () => {
  const { append: add, read, asked, held } = scripted()
  add(entry('session', 'a'))
  await read()
  add(entry('session', 'b'), entry('session', 'c'))
  await read()
  await read()
  expect(asked).toEqual([0, 1, 3])
  expect(held.entries.size).toBe(3)
})

it.each([
  ['of another incarnation', (log: { incarnation: string }) => { log.incarnation = 'second' }],
  ['with a lower number', (log: { seq: number }) => { log.seq = 1 }],
])('drops a log %s, reads all, and asks for keys and identities anew', async (_, change) => {
  const { append: add, log, read, held, onKeys, onAnew } = scripted()
  add(entry('session', 'old'), entry('session', 'older'))
  await read()
  log.entries = [[1, entry('session', 'restored')]]
  change(log)
  onKeys.mockClear()
  onAnew.mockClear()
  await read()
  expect(['old', 'older', 'restored'].map((id) => held.entries.hasSession(id))).toEqual([false, false, true])
  expect([onKeys.mock.calls.length, onAnew.mock.calls.length]).toEqual([1, 1])
})

it('reads all where entries are missing between', async () => {
  const { append: add, log, read, asked } = scripted()
  add(entry('session', 'a'))
  await read()
  add(entry('session', 'b'), entry('session', 'c'))
  log.entries = log.entries.filter(([seq]) => seq !== 2)
  await read()
  expect(asked).toEqual([0, 1, 0])
})

it('takes a log whose newest entries were pruned for one that goes on', async () => {
  const { append: add, log, read, held } = scripted()
  add(entry('session', 'a'), entry('session', 'b'))
  log.entries = []
  await read()
  add(entry('session', 'c'))
  await read()
  expect(held.entries.hasSession('c')).toBe(true)
})

it('keeps believing the old log until the ring of the new one was read, and tries again where that fails', async () => {
  const { append: add, log, read, held, onKeys } = scripted()
  add(entry('session', 'revoked'))
  await read()
  log.incarnation = 'second'
  log.entries = []
  onKeys.mockRejectedValueOnce(new Error('away'))
  await expect(read()).rejects.toThrow('away')
  expect(held.entries.hasSession('revoked')).toBe(true)
  await read()
  expect(held.entries.hasSession('revoked')).toBe(false)
})

it('asks for the ring again for a dropped key until it was read, and for nothing else', async () => {
  const { append: add, read, onKeys } = scripted()
  await read()
  onKeys.mockClear()
  add(entry('session', 'a'))
  await read()
  expect(onKeys).not.toHaveBeenCalled()
  add(entry('key', 'k'))
  onKeys.mockRejectedValueOnce(new Error('away'))
  await expect(read()).rejects.toThrow('away')
  await read()
  await read()
  expect(onKeys).toHaveBeenCalledTimes(2)
})

it('reads the ring at the start too: a key may have been dropped between the ring and the log', async () => {
  const { read, onKeys } = scripted()
  await read()
  expect(onKeys).toHaveBeenCalledOnce()
})

it('keeps what this process revokes while it reads anew', async () => {
  const store = await heldStore()
  const held = holdEntries()
  const place = logPlace(held)
  await append(store, entry('session', 'a'))
  store.hold()
  const reading = place.readOn(store, { onKeys: () => Promise.resolve(), onAnew: () => undefined })
  await turn()
  held.note(entry('session', 'noted'))
  await store.letGo()
  await reading
  expect(['a', 'noted'].map((id) => held.entries.hasSession(id))).toEqual([true, true])
})

it('reads a long log page by page, the first time and later', async () => {
  const { append: add, pages, read, asked, held } = scripted()
  pages.size = 2
  add(...['a', 'b', 'c', 'd', 'e'].map((id) => entry('session', id)))
  await read()
  expect(asked).toEqual([0, 2, 4])
  add(...['f', 'g', 'h'].map((id) => entry('session', id)))
  await read()
  expect(asked).toEqual([0, 2, 4, 5, 7])
  expect(held.entries.size).toBe(8)
})

it('makes no whole of two logs: restored between two pages, it begins again', async () => {
  const { append: add, log, pages, read, asked, held } = scripted()
  pages.size = 2
  add(...['a', 'b', 'c'].map((id) => entry('session', id)))
  const reading = read()
  log.incarnation = 'second'
  log.entries = [[1, entry('session', 'x')], [2, entry('session', 'y')], [3, entry('session', 'z')]]
  await reading
  expect(asked).toEqual([0, 2, 0, 2])
  expect(['a', 'b', 'c', 'x', 'y', 'z'].map((id) => held.entries.hasSession(id))).toEqual([false, false, false, true, true, true])
})
