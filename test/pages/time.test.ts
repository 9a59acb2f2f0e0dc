import { describe, expect, it } from 'vitest'
import type { Markup } from '../../src/pages/markup.ts'
import { date, duration, moment, since } from '../../src/pages/time.ts'

const at = (text: string) => Date.parse(text) / 1000
const now = at('2026-04-28T08:01:00Z')
/** The text alone; the element is checked once. */
const said = async (markup: Markup) => (await markup).toString().replaceAll(/<[^>]*>/g, '')

describe('a moment', () => {
  it.each([
    ['today, 08:01 UTC', '2026-04-28T08:01:00Z'],
    ['today, 00:00 UTC', '2026-04-28T00:00:00Z'],
    ['yesterday, 23:59 UTC', '2026-04-27T23:59:59Z'],
    ['yesterday, 00:00 UTC', '2026-04-27T00:00:00Z'],
    ['26 April', '2026-04-26T23:59:59Z'],
    ['tomorrow, 00:00 UTC', '2026-04-29T00:00:00Z'],
    ['tomorrow, 23:59 UTC', '2026-04-29T23:59:59Z'],
    ['30 April', '2026-04-30T00:00:00Z'],
    ['1 January', '2026-01-01T00:00:00Z'],
    ['31 December 2025', '2025-12-31T23:59:59Z'],
    ['1 January 2027', '2027-01-01T00:00:00Z'],
  ])('is told as %s', async (words, time) => expect(await said(moment(at(time), now))).toBe(words))

  it('knows yesterday across the turn of the year', async () => {
    expect(await said(moment(at('2025-12-31T22:00:00Z'), at('2026-01-01T01:00:00Z')))).toBe('yesterday, 22:00 UTC')
  })

  it('stands in an element that machines read', async () => {
    expect((await moment(now, now)).toString()).toBe('<time datetime="2026-04-28T08:01:00Z">today, 08:01 UTC</time>')
  })
})

describe('activity', () => {
  it.each([
    [-30, 'now'], [0, 'now'], [119, 'now'],
    [120, '2 minutes ago'], [3599, '59 minutes ago'],
    [3600, 'today, 07:01 UTC'], [86_400, 'yesterday, 08:01 UTC'], [3 * 86_400, '25 April'],
  ])('of %d seconds ago is told as %s', async (age, words) => expect(await said(since(now - age, now))).toBe(words))
})

it('a date is told with its year', async () => {
  expect(await said(date(at('2025-03-04T23:59:59Z')))).toBe('4 March 2025')
})

describe('a length of time', () => {
  it.each([
    [-5, '1 second'], [0, '1 second'], [0.2, '1 second'], [1, '1 second'], [2, '2 seconds'], [99, '99 seconds'],
    [100, '2 minutes'], [120, '2 minutes'], [121, '3 minutes'], [3600, '60 minutes'], [5999, '100 minutes'],
    [6000, '2 hours'], [7200, '2 hours'], [7201, '3 hours'],
  ])('of %d seconds is %s', (seconds, words) => expect(duration(seconds)).toBe(words))
})
