import { describe, expect, it } from 'vitest'
import { createBackground } from '../../../src/core/parts/background.ts'

function start() {
  const faults: unknown[] = []
  return { faults, background: createBackground((error) => { faults.push(error) }) }
}

describe('background work', () => {
  it('is waited for by nobody but who closes', async () => {
    const { background } = start()
    const { promise, resolve } = Promise.withResolvers<void>()
    const done: string[] = []
    background.run(() => promise.then(() => done.push('work')))
    const closed = background.settled().then(() => done.push('closed'))
    expect(done).toEqual([])
    resolve()
    await closed
    expect(done).toEqual(['work', 'closed'])
  })

  it('is waited for where it began while another was waited for', async () => {
    const { background } = start()
    let late = false
    background.run(async () => {
      await Promise.resolve()
      background.run(async () => {
        await new Promise((resolve) => { setImmediate(resolve) })
        late = true
      })
    })
    await background.settled()
    expect(late).toBe(true)
  })

  it('that fails is reported, and stops nothing', async () => {
    const { background, faults } = start()
    const fault = new Error('away')
    background.run(() => Promise.reject(fault))
    background.run(() => Promise.resolve())
    await background.settled()
    expect(faults).toEqual([fault])
  })

  it('is dropped where 64 are under way, which is reported once', async () => {
    const { background, faults } = start()
    const { promise, resolve } = Promise.withResolvers<void>()
    let begun = 0
    const work = () => {
      begun++
      return promise
    }
    for (let n = 0; n < 70; n++) background.run(() => work())
    expect([begun, faults.length]).toEqual([64, 1])
    resolve()
    await background.settled()
    background.run(() => work())
    expect(begun).toBe(65)
  })

  it('of one name is done once at a time', async () => {
    const { background, faults } = start()
    let begun = 0
    const work = async () => {
      begun++
    }
    for (let n = 0; n < 100; n++) background.run(work, 'touch')
    background.run(work, 'another')
    await background.settled()
    expect([begun, faults.length]).toEqual([2, 0])
    background.run(work, 'touch')
    expect(begun).toBe(3)
  })
})
