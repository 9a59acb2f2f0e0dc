import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogReader, type LogReaderOptions } from '../../../src/core/revocation/log-reader.ts'
import { createRevocationIndex } from '../../../src/core/revocation/revocation-index.ts'
import { StoreError } from '../../../src/stores/store-error.ts'
import { append, entry, heldStore } from '../held-store.ts'

/** A reader on a clock that the test turns. `knows`: whether its index holds a session as ended. */
async function reader(changes: Partial<LogReaderOptions> = {}) {
  const store = await heldStore()
  const index = createRevocationIndex()
  const faults: unknown[] = []
  const onKeys = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const onAnew = vi.fn<() => void>()
  let now = 1000
  const log = createLogReader({
    store, index, elapsed: () => now, maxStaleness: 10, onKeys, onAnew, report: (error) => { faults.push(error) }, ...changes,
  })
  const knows = (session: string) => index.refusal({ session, credential: '', subject: '', epoch: 1, version: 1 }) !== null
  return { store, log, faults, onKeys, onAnew, knows, pass: (seconds: number) => { now += seconds } }
}

describe('the age of the log', () => {
  it('is asked of nobody up to a second and a half, and read from there on', async () => {
    const { store, log, pass } = await reader()
    await log.read()
    pass(1.5)
    expect(log.fresh()).toBeUndefined()
    pass(0.01)
    await log.fresh()
    expect(store.asked()).toBe(2)
    expect(log.fresh()).toBeUndefined()
  })

  it('is counted from the start of the reading, not from its end', async () => {
    const { store, log, pass } = await reader()
    store.hold()
    const reading = log.read()
    pass(1.6)
    await store.letGo()
    await reading
    expect(log.fresh()).toBeInstanceOf(Promise)
    await store.letGo()
  })

  it('is too great before the first reading, however young the process', async () => {
    const { store, log } = await reader()
    store.away = true
    await expect(log.fresh()).rejects.toThrow(StoreError)
  })

  it('F-03: is borne for ten seconds where the store is away, and then nothing revocable is answered', async () => {
    const { store, log, pass } = await reader()
    await log.read()
    store.away = true
    pass(10)
    await log.fresh()
    pass(0.01)
    await expect(log.fresh()).rejects.toThrow('What was revoked could not be asked for 10 seconds.')
    store.away = false
    await log.fresh()
    expect(log.fresh()).toBeUndefined()
  })

  it('tells the fault of one reading once, however many waited for it', async () => {
    const { store, log, faults, pass } = await reader()
    await log.read()
    store.away = true
    pass(3)
    await Promise.all([log.fresh(), log.fresh(), log.fresh()])
    expect(faults.length).toBeLessThanOrEqual(2) // the one that was begun first, and the one for those who came meanwhile
  })
})

describe('a reading', () => {
  it('is made once for all who wait', async () => {
    const { store, log } = await reader()
    store.hold()
    const waiting = Array.from({ length: 50 }, () => log.read())
    await store.letGo()
    await store.letGo()
    await Promise.all(waiting)
    expect(store.asked()).toBe(2)
  })

  it('that was begun before a revocation does not answer who asks after it', async () => {
    const { store, log, knows } = await reader()
    store.hold()
    const before = log.read()
    await turn()
    await append(store, entry('session', 'gone'))
    const after = log.read()
    await store.letGo()
    await before
    expect(knows('gone')).toBe(false)
    await store.letGo()
    await after
    expect(knows('gone')).toBe(true)
  })

  it('that was begun before the process slept makes nothing fresh', async () => {
    const { store, log, pass, knows } = await reader()
    await log.read()
    store.hold()
    const asleep = log.read()
    await turn()
    await append(store, entry('session', 'gone'))
    pass(60)
    const awake = log.fresh()
    await store.letGo()
    await asleep
    await store.letGo()
    await awake
    expect(knows('gone')).toBe(true)
    expect(log.fresh()).toBeUndefined()
  })

  it('that fails leaves the next one to be made', async () => {
    const { store, log } = await reader()
    store.hold()
    const [first, second] = [log.read(), log.read()]
    const outcome = Promise.allSettled([first])
    await store.letGo(new StoreError('cut'))
    expect((await outcome).map(({ status }) => status)).toEqual(['rejected'])
    await store.letGo()
    await second
  })

  it('that is never answered is waited for two seconds, and no longer by who came while it was under way', async () => {
    vi.useFakeTimers()
    const { store, log } = await reader()
    await log.read()
    store.hold()
    const readings = Promise.allSettled([log.read(), log.read()])
    await vi.advanceTimersByTimeAsync(2000)
    expect((await readings).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    vi.useRealTimers()
  })

  it('counts only when the ring was read too, and is made again where that failed: a dropped key stays trusted by nobody', async () => {
    const { store, log, onKeys, pass } = await reader()
    await log.read()
    onKeys.mockClear()
    onKeys.mockRejectedValueOnce(new StoreError('away'))
    await append(store, entry('key', 'k1'))
    pass(1.6)
    await expect(log.read()).rejects.toThrow('away')
    await log.fresh()
    expect(onKeys).toHaveBeenCalledTimes(2)
  })
})

describe('a reader that watches', () => {
  beforeEach(() => { vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }) })
  afterEach(() => { vi.useRealTimers() })

  it('looks once a second where no hint comes', async () => {
    const { store, log, knows } = await reader()
    delete store.watch
    await log.read()
    const stop = await log.watch()
    await append(store, entry('session', 'gone'))
    await vi.advanceTimersByTimeAsync(999)
    expect(knows('gone')).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(knows('gone')).toBe(true)
    await stop()
  })

  it('looks at once when it is told to', async () => {
    const { store, log, knows } = await reader()
    await log.read()
    const stop = await log.watch()
    await append(store, entry('session', 'gone'))
    await turn()
    expect(knows('gone')).toBe(true)
    await stop()
  })

  it('told while it reads, reads once more: the hint may be younger than what is being read', async () => {
    const { store, log, knows } = await reader()
    await log.read()
    const stop = await log.watch()
    store.hold()
    const request = log.read() // begun by a request, not by the watch
    await turn()
    await append(store, entry('session', 'gone'))
    await store.letGo()
    await request
    expect(knows('gone')).toBe(false)
    await store.letGo()
    expect(knows('gone')).toBe(true)
    await stop()
  })

  it('closed while it reads, waits for that and tells nobody what became of it', async () => {
    const { store, log, faults } = await reader()
    await log.read()
    const stop = await log.watch()
    store.hold()
    await vi.advanceTimersByTimeAsync(1000)
    const stopped = vi.fn<() => void>()
    const stopping = stop().then(stopped)
    await turn()
    expect(stopped).not.toHaveBeenCalled()
    await store.letGo(new StoreError('closed'))
    await stopping
    expect(faults).toEqual([])
    const asked = store.asked()
    await append(store, entry('session', 'later'))
    await vi.advanceTimersByTimeAsync(5000)
    expect(store.asked()).toBe(asked)
  })

  it('tells of a store that is away, and goes on looking', async () => {
    const { store, log, faults, knows } = await reader()
    await log.read()
    const stop = await log.watch()
    store.away = true
    await vi.advanceTimersByTimeAsync(3000)
    expect(faults).toHaveLength(3)
    await append(store, entry('session', 'gone'))
    store.away = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(knows('gone')).toBe(true)
    await stop()
  })
})
