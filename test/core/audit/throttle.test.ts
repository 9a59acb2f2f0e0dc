import { describe, expect, it } from 'vitest'
import { sourceOf } from '../../../src/core/audit/source.ts'
import { admit, bucketName, clearAttempt, type Admission, type Buckets } from '../../../src/core/audit/throttle.ts'
import { stores } from '../../support/instance.ts'
import { startOn, startSystem, type System } from '../system.ts'

const named = 'account:a'
const account: Buckets = { account: named, source: null }
const source: Buckets = { account: null, source: 'source:a' }

/** Zero: the attempt goes on; else the seconds to wait. */
function waitOf(admission: Admission): number {
  return admission.ok ? 0 : admission.retryAfter
}

async function tryOnce({ core }: System, buckets = account): Promise<number> {
  return waitOf(await admit(core, buckets))
}

async function tryTimes(system: System, times: number, buckets = account): Promise<number[]> {
  const waits: number[] = []
  for (let n = 0; n < times; n++) waits.push(await tryOnce(system, buckets))
  return waits
}

/** From the 5th failure 30 s, doubling to an hour. */
const waits = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]

describe.each(stores)('on the $name store, failures of a name', ({ open }) => {
  it('A-10: are free five times', async () => {
    const system = await startOn(open)
    expect(await tryTimes(system, 6)).toEqual([0, 0, 0, 0, 0, 30])
  })

  it.each([-1, 0, 1])('A-10: then make wait 30 s, doubling to an hour: tried at %i s from each end', async (offset) => {
    const system = await startOn(open)
    await tryTimes(system, 5)
    for (const wait of waits) {
      system.pass(wait + offset)
      const tooEarly = Math.max(0, -offset)
      expect(await tryOnce(system)).toBe(tooEarly)
      system.pass(tooEarly)
      await tryTimes(system, tooEarly)
      expect(await system.store.findThrottle(named)).toMatchObject({ last: system.now() })
    }
  })

  it('A-10: are a hundred at most, and no time opens the name again', async () => {
    const system = await startOn(open)
    const { store, now } = system
    const count = { do: 'count', bucket: named, at: now(), until: Number.MAX_SAFE_INTEGER, atMost: 100 } as const
    await store.commit(Array.from({ length: 98 }, () => count))
    system.pass(3600)
    expect(await tryOnce(system)).toBe(0)
    system.pass(3600)
    expect(await tryOnce(system)).toBe(0)
    for (const seconds of [0, 3600, 86_400, 10 * 365 * 86_400]) {
      system.pass(seconds)
      expect(await tryOnce(system)).toBe(3600)
    }
    expect(await store.findThrottle(named)).toMatchObject({ count: 100 })
  })

  it.each([0, 5, 6, 30])('A-10: of 200 at once after %i, no more go on than one by one', async (failed) => {
    const system = await startOn(open)
    for (let n = 0; n < failed; n++) {
      system.pass(3600)
      await tryOnce(system)
    }
    system.pass(3600)
    const tried = await Promise.all(Array.from({ length: 200 }, () => tryOnce(system)))
    expect(tried.filter((wait) => wait === 0)).toHaveLength(failed < 5 ? 5 - failed : 1)
  })

  it('A-14: are forgotten by a success, and those of others are not', async () => {
    const system = await startOn(open)
    const { core, store } = system
    await tryTimes(system, 4)
    await tryTimes(system, 4, { account: 'account:b', source: null })
    await tryTimes(system, 4, source)
    await store.commit(clearAttempt({ account: 'account:a', source: 'source:a' }))
    const counts = await Promise.all(['account:a', 'account:b', 'source:a'].map((bucket) => store.findThrottle(bucket)))
    expect(counts.map((found) => found?.count ?? 0)).toEqual([0, 4, 3])
    expect(await admit(core, account)).toMatchObject({ ok: true, failures: 1 })
  })
})

describe.each(stores)('on the $name store, failures of a source', ({ open }) => {
  it('A-12: are thirty in ten minutes, whatever the names', async () => {
    const system = await startOn(open)
    for (let n = 0; n < 30; n++) expect(await tryOnce(system, { account: `account:${n}`, source: 'source:a' })).toBe(0)
    expect(await tryOnce(system, { account: 'account:new', source: 'source:a' })).toBe(600)
    expect(await tryOnce(system, { account: 'account:new', source: 'source:b' })).toBe(0)
  })

  it('A-12: are forgotten when the window ends that the first one opened, and not before', async () => {
    const system = await startOn(open)
    await tryTimes(system, 29, source)
    system.pass(598)
    expect(await tryTimes(system, 2, source)).toEqual([0, 2])
    system.pass(1)
    expect(await tryOnce(system, source)).toBe(1)
    system.pass(1)
    expect(await tryTimes(system, 31, source)).toEqual([...Array<number>(30).fill(0), 600])
  })

  it('A-12: of 200 at once, thirty go on', async () => {
    const system = await startOn(open)
    const tried = await Promise.all(
      Array.from({ length: 200 }, (_, n) => tryOnce(system, { account: `account:${n}`, source: 'source:a' })),
    )
    expect(tried.filter((wait) => wait === 0)).toHaveLength(30)
  })

  it('do not count an attempt that the name refused, nor the other way about', async () => {
    const system = await startOn(open)
    const both: Buckets = { account: named, source: 'source:a' }
    await tryTimes(system, 8, both)
    expect(await system.store.findThrottle('source:a')).toMatchObject({ count: 5 })
    await tryTimes(system, 25, source)
    system.pass(60)
    expect(await tryOnce(system, both)).toBe(540)
    expect(await system.store.findThrottle('account:a')).toMatchObject({ count: 5 })
  })
})

describe('a clock that steps back', () => {
  it('A-13: makes nobody wait longer than one whole wait, and no wait is negative', async () => {
    const system = await startSystem()
    await tryTimes(system, 5)
    system.pass(-86_400)
    expect(await tryOnce(system)).toBe(30)
    await tryTimes(system, 30, source)
    system.pass(-86_400)
    expect(await tryOnce(system, source)).toBe(600)
  })
})

describe('a source', () => {
  it.each([
    ['192.0.2.1', '192.0.2.254'], ['2001:db8:0:aa00::1', '2001:db8:0:aaff:ffff::2'], ['::ffff:192.0.2.1', '192.0.2.9'],
    ['::FFFF:192.0.2.1', '192.0.2.9'], ['::ffff:c000:201', '192.0.2.9'], ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.9'],
    ['2001:0DB8::1', '2001:db8::2'], ['fe80::1%eth0', 'fe80::2%eth1'], ['::1', '::2'],
  ])('A-12: is one for %s and %s', (one, other) => {
    expect(sourceOf(one)).not.toBeNull()
    expect(sourceOf(one)).toBe(sourceOf(other))
  })

  it.each([
    ['192.0.2.1', '192.0.3.1'],
    ['2001:db8:0:aa00::1', '2001:db8:0:ab00::1'],
    ['2001:db8::1', '2001:db9::1'],
    ['::ffff:192.0.2.1', '::ffff:198.51.100.1'],
    ['::ffff:c000:201', '::ffff:c633:6401'],
    ['::1', '1::'],
    ['12.3.4.5', '1.23.4.5'],
  ])('A-12: is another for %s and %s', (one, other) => {
    expect(sourceOf(one)).not.toBe(sourceOf(other))
  })

  it('is none where no address is known', () => {
    expect([sourceOf(null), sourceOf(undefined), sourceOf('')]).toEqual([null, null, null])
  })
})

describe('the name of a bucket', () => {
  it('tells neither the name nor the network, differs by kind, and is the same after a restart', async () => {
    const first = await startSystem()
    const second = await startSystem({ store: first.store })
    const name = bucketName(first.core, 'account', 'mira')
    expect(name).toBe(bucketName(second.core, 'account', 'mira'))
    expect(name).not.toContain('mira')
    expect(name.slice('account:'.length)).not.toBe(bucketName(first.core, 'device', 'mira').slice('device:'.length))
    expect(name).not.toBe(bucketName((await startSystem()).core, 'account', 'mira'))
  })
})
