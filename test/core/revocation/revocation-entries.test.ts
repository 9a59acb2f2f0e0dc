import { describe, expect, it } from 'vitest'
import { createEntries, holdEntries } from '../../../src/core/revocation/revocation-entries.ts'
import { entry } from '../held-store.ts'

describe('entries', () => {
  it('answer by kind: the id of one is nothing to another', () => {
    const entries = createEntries()
    for (const kind of ['session', 'credential', 'key'] as const) entries.add(entry(kind, kind))
    entries.add(entry('epoch', 'user', { value: 4 }))
    expect([entries.hasSession('session'), entries.hasCredential('credential')]).toEqual([true, true])
    expect(['credential', 'key', 'user'].some(entries.hasSession)).toBe(false)
    expect(['session', 'key', 'user'].some(entries.hasCredential)).toBe(false)
    expect([entries.lowest('epoch', 'user'), entries.lowest('version', 'user'), entries.lowest('epoch', 'x')]).toEqual([4, 0, 0])
    expect(entries.size).toBe(4)
  })

  it('keep the latest end of an id that is ended twice, in either order', () => {
    for (const untils of [[10, 20], [20, 10]]) {
      const entries = createEntries()
      for (const until of untils) entries.add(entry('session', 'a', { until }))
      entries.prune(20)
      expect(entries.hasSession('a')).toBe(true)
      entries.prune(21)
      expect(entries.size).toBe(0)
    }
  })
})

describe('entries that are read anew', () => {
  it('are exchanged whole when the reading is done, and not before', async () => {
    const held = holdEntries()
    held.note(entry('session', 'before'))
    const { promise, resolve } = Promise.withResolvers<void>()
    const reading = held.readAnew(async () => {
      await promise
      return [entry('session', 'read')]
    })
    held.note(entry('session', 'meanwhile'))
    expect(['before', 'meanwhile', 'read'].map((id) => held.entries.hasSession(id))).toEqual([true, true, false])
    resolve()
    await reading
    expect(['before', 'meanwhile', 'read'].map((id) => held.entries.hasSession(id))).toEqual([false, true, true])
  })

  it('stay as they were where the reading fails', async () => {
    const held = holdEntries()
    held.note(entry('session', 'before'))
    await expect(held.readAnew(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
    held.note(entry('session', 'after'))
    expect(held.entries.size).toBe(2)
  })
})
