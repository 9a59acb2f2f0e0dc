import { describe, expect, it, vi } from 'vitest'
import { within } from '../../../src/core/parts/within.ts'

const slow = () => new Error('too slow')

describe('waiting with an end', () => {
  it('answers what the work answers, and leaves no timer behind', async () => {
    vi.useFakeTimers()
    expect(await within(1000, Promise.resolve('done'), slow)).toBe('done')
    await expect(within(1000, Promise.reject(new Error('failed')), slow)).rejects.toThrow('failed')
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('rejects when the time is over, and hears nothing of the work that fails later', async () => {
    const late = new Promise<never>((_, reject) => { setTimeout(reject, 30, new Error('too late to matter')) })
    await expect(within(10, late, slow)).rejects.toThrow('too slow')
    await new Promise((resolve) => { setTimeout(resolve, 40) })
  })
})
