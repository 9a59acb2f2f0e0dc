import { describe, expect, it } from 'vitest'
import { createNews } from '../../../src/core/audit/once-a-minute.ts'

function start() {
  let now = 1000
  return { isNews: createNews(() => now), pass: (seconds: number) => { now += seconds } }
}

describe('news', () => {
  it('is a name that was not told within the last minute', () => {
    const { isNews, pass } = start()
    expect([isNews('a'), isNews('a'), isNews('b')]).toEqual([true, false, true])
    pass(59)
    expect(isNews('a')).toBe(false)
    pass(1)
    expect([isNews('a'), isNews('a')]).toEqual([true, false])
  })

  it('is not put off by being asked about', () => {
    const { isNews, pass } = start()
    const told = Array.from({ length: 120 }, () => {
      pass(1)
      return isNews('a')
    })
    expect(told.filter(Boolean)).toHaveLength(2)
  })

  it('is told again where the clock stepped back', () => {
    const { isNews, pass } = start()
    isNews('a')
    pass(-3600)
    expect([isNews('a'), isNews('a')]).toEqual([true, false])
  })

  it('forgets the oldest of a thousand names', () => {
    const { isNews } = start()
    for (let n = 0; n < 1001; n++) expect(isNews(`name ${n}`)).toBe(true)
    expect([isNews('name 1000'), isNews('name 1'), isNews('name 0')]).toEqual([false, false, true])
  })
})
