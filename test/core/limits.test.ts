import { describe, expect, it } from 'vitest'
import { defaultLimits, limitsFrom, type LimitOptions } from '../../src/core/limits.ts'

const hour = 3600
const day = 86_400

describe('limits', () => {
  it('B-05: are by default those that the design fixes', () => {
    expect(limitsFrom()).toEqual({
      leeway: 30, accessLife: 600, accessLifeMost: 900, unrenewedLife: 12 * hour, statelessAge: 900, refreshGrace: 30, maxStaleness: 10,
      session: { idle: 2 * hour, absolute: 12 * hour }, remembered: { idle: 14 * day, absolute: 30 * day },
      visitor: { idle: 2 * hour, absolute: 7 * day }, sessionsPerUser: 50,
    })
  })

  it('take one limit and keep the others', () => {
    expect(limitsFrom({ accessLife: 300 })).toEqual({ ...defaultLimits, accessLife: 300 })
  })

  it.each([
    ['leeway', 60], ['accessLife', 900], ['accessLifeMost', 900], ['unrenewedLife', 12 * hour], ['statelessAge', 900],
    ['refreshGrace', 30], ['sessionsPerUser', 1000],
  ] as const)('are whole numbers: %s from 1 to %i', (name, most) => {
    expect(limitsFrom({ accessLife: 1, [name]: most })[name]).toBe(most)
    for (const wrong of [0, -1, most + 1, 1.5, Number.NaN, Infinity]) {
      expect(() => limitsFrom({ accessLife: 1, [name]: wrong })).toThrow(TypeError)
      expect(() => limitsFrom({ accessLife: 1, [name]: wrong })).toThrow(/limits\.\w+ is/)
    }
  })

  it.each([
    ['a session that lives longer than 30 days', { session: { idle: 2 * hour, absolute: 30 * day + 1 } }],
    ['an idle limit above the absolute one', { session: { idle: 2 * hour, absolute: 2 * hour - 1 } }],
    ['an idle limit below twice the access life', { session: { idle: 1199, absolute: hour } }],
    ['a remembered idle limit below twice the access life', { remembered: { idle: 1199, absolute: hour } }],
    ['an access life above the longest one', { accessLife: 600, accessLifeMost: 599 }],
    // Else every access credential would be longer lived than any may be, and be refused.
    ['an access life above that of a credential that is never renewed', { accessLife: 600, unrenewedLife: 599 }],
  ] satisfies [string, LimitOptions][])('refuse %s', (_, wrong) => {
    expect(() => limitsFrom(wrong)).toThrow(TypeError)
  })

  it('take an idle limit of just twice the access life', () => {
    expect(limitsFrom({ session: { idle: 1200, absolute: hour } }).session.idle).toBe(1200)
  })
})
