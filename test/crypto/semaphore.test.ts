import { describe, expect, it } from 'vitest'
import { BusyError, createSemaphore } from '../../src/crypto/semaphore.ts'

/** A task that ends when it is told to. */
function task() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let started = false
  const run = () => {
    started = true
    return promise
  }
  return { run, resolve, reject, isStarted: () => started }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a semaphore', () => {
  it('A-07: runs so many at once, lets so many wait, and refuses one more', async () => {
    const queued = createSemaphore({ concurrency: 2, waiting: 1 })
    const [a, b, c, d] = [task(), task(), task(), task()]
    const answers = [queued(a.run), queued(b.run), queued(c.run)]
    await expect(queued(d.run)).rejects.toThrow(BusyError)
    expect([a, b, c, d].map((one) => one.isStarted())).toEqual([true, true, false, false])
    for (const one of [a, b, c]) one.resolve('done')
    expect(await Promise.all(answers)).toEqual(['done', 'done', 'done'])
  })

  it('starts those who wait in the order they came, ahead of those who come later', async () => {
    const queued = createSemaphore({ concurrency: 1, waiting: 8 })
    const order: number[] = []
    const first = task()
    const answers = [queued(first.run), ...[1, 2, 3].map((n) => queued(async () => order.push(n)))]
    first.resolve('done')
    answers.push(queued(async () => order.push(4)))
    await Promise.all(answers)
    expect(order).toEqual([1, 2, 3, 4])
  })

  it('A-07: never runs more at once, however they come and go', async () => {
    const queued = createSemaphore({ concurrency: 2, waiting: 100 })
    let running = 0
    let most = 0
    const work = async (steps: number) => {
      most = Math.max(most, ++running)
      for (let i = 0; i < steps; i++) await settled()
      running--
    }
    const answers: Promise<void>[] = []
    for (let i = 0; i < 50; i++) {
      answers.push(queued(() => work(i % 3)))
      if (i % 4 === 0) await settled()
    }
    await Promise.all(answers)
    expect(most).toBe(2)
  })

  it('gives the place of a task that failed to the next', async () => {
    const queued = createSemaphore({ concurrency: 1, waiting: 1 })
    const [a, b] = [task(), task()]
    const failed = queued(a.run)
    const next = queued(b.run)
    a.reject(new Error('no'))
    await expect(failed).rejects.toThrow('no')
    await settled()
    expect(b.isStarted()).toBe(true)
    b.resolve('done')
    expect(await next).toBe('done')
    // Nothing is left taken.
    expect(await queued(async () => 'again')).toBe('again')
  })

  it('waits for nobody where the queue has no room', async () => {
    const queued = createSemaphore({ concurrency: 1, waiting: 0 })
    const a = task()
    const running = queued(a.run)
    await expect(queued(async () => 1)).rejects.toMatchObject({ name: 'BusyError', retryAfter: 1 })
    a.resolve('done')
    await running
  })
})
