import { describe, expect, it } from 'vitest'
import { effort, isFull, seedsOf } from '../support/effort.ts'
import { reportOf } from '../support/hardening-report.ts'

describe('the effort', () => {
  it('is short unless it is asked for in full', () => {
    expect(effort({ short: 'short', full: 'full' })).toBe(isFull ? 'full' : 'short')
    expect(isFull).toBe(process.env['LATCHKEY_EFFORT'] === 'full')
  })

  it.skipIf(process.env['LATCHKEY_SEED'])('plays the same seeds each time, the short form first', () => {
    expect(seedsOf(3)).toEqual([1, 2, 3])
    expect(seedsOf(5).slice(0, 3)).toEqual(seedsOf(3))
  })
})

describe('the report', () => {
  const outcomes = [
    { name: 'b | c', passed: true, runs: 10_000, findings: 0, seconds: 12.34 },
    { name: 'a', passed: false, runs: 3, findings: 1, seconds: 0.01 },
    { name: 'c', passed: false },
    { name: 'of the harness', passed: true },
  ]

  it('has a row for each outcome, in one order', () => {
    const lines = reportOf(outcomes, new Date(0)).split('\n').filter((line) => line.startsWith('|')).slice(2)
    expect(lines).toEqual([
      '| a | FAILS | 3 | 1 | 0.0 |', '| b \\| c | holds | 10,000 | 0 | 12.3 |', '| c | FAILS | – | – | – |',
    ])
    expect(reportOf(outcomes.toReversed(), new Date(0))).toBe(reportOf(outcomes, new Date(0)))
  })

  it('says when and on what, and how many failed', () => {
    const report = reportOf(outcomes, new Date(0))
    expect(report).toContain(`- 1970-01-01, Node ${process.version}, `)
    expect(report).toContain('- 3 outcomes, 2 failed')
  })
})
