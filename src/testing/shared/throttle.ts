/** Facts about counts that nodes share. */
import assert from 'node:assert/strict'
import type { SharedThrottle } from '../../contracts.ts'
import { aboutPart, pause, type SharedFact } from './fact.ts'

const fact = aboutPart('throttle')
const bucket = 'source:b'
const rate = { window: 60, atMost: 3 }

export const throttleFacts: readonly SharedFact[] = [
  fact('counts up to the cap over all nodes, and then says how long to wait', async (one, other) => {
    for (const node of [one, other, one]) assert.deepEqual(await node.count(bucket, rate), { ok: true })
    const refused = await other.count(bucket, rate)
    assert.equal(refused.ok, false)
    assert.ok(!refused.ok && Number.isInteger(refused.retryAfter) && refused.retryAfter >= 1 && refused.retryAfter <= 60)
    assert.deepEqual(await one.count('source:other', rate), { ok: true })
  }),
  fact('lets exactly as many through as it may, of fifty at once', async (one, other) => {
    assert.equal(await admitted(50, (n) => n % 2 === 0 ? one : other), rate.atMost)
  }),
  fact('counts none that it refuses', async (one) => {
    await admitted(20, () => one)
    await one.uncount(bucket)
    assert.deepEqual(await one.count(bucket, rate), { ok: true })
    assert.equal((await one.count(bucket, rate)).ok, false)
  }),
  fact('takes back one, and none that is not there', async (one, other) => {
    await one.uncount(bucket)
    await one.count(bucket, rate)
    for (let n = 0; n < 5; n++) await other.uncount(bucket)
    assert.equal(await admitted(5, () => one), rate.atMost)
  }),
  fact('forgets at the end of the window that the first opened, which nothing moves', async (one) => {
    const short = { window: 2, atMost: 2 }
    await one.count(bucket, short)
    await pause(1200)
    await one.uncount(bucket)
    await one.count(bucket, short)
    await one.count(bucket, short)
    assert.deepEqual(await one.count(bucket, short), { ok: false, retryAfter: 1 })
    await pause(1000)
    assert.deepEqual(await one.count(bucket, short), { ok: true })
  }),
]

async function admitted(times: number, node: (n: number) => SharedThrottle): Promise<number> {
  const counted = await Promise.all(Array.from({ length: times }, (_, n) => node(n).count(bucket, rate)))
  return counted.filter(({ ok }) => ok).length
}
