import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCookieDate } from '../../src/cookies/cookie-date.ts'

interface DateCase {
  readonly test: string
  readonly expected: string | null
}

const root = process.env['LATCHKEY_VECTORS'] ?? resolve(import.meta.dirname, '../../../shared/vectors')

/** One of the two files begins with a licence, which is no JSON. */
function readCases(name: string): readonly DateCase[] {
  const path = resolve(root, 'http-state', name)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8').replace(/^\/\/.*$/gm, '')) as readonly DateCase[]
  console.warn(`SKIPPED: no test vectors at ${path}; LATCHKEY_VECTORS names the folder`)
  return []
}

describe('parseCookieDate', () => {
  it.each([['dates.json', 15], ['dates-bsd.json', 55]])('reads http-state %s, all %d of them', (file, count) => {
    const cases = readCases(file)
    const seconds = (date: string | null) => date === null ? null : Date.parse(date) / 1000
    expect(cases.filter(({ test, expected }) => parseCookieDate(test) !== seconds(expected))).toEqual([])
    expect([0, count]).toContain(cases.length)
  })

  it('reads every date as HTTP writes it', () => {
    const dates = fc.date({ min: new Date('1601-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(fc.property(dates, (date) => {
      expect(parseCookieDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000))
    }))
  })

  it.each([
    ['two digits from 70', '1 Jan 70 00:00:00', '1970-01-01T00:00:00Z'],
    ['two digits below 70', '1 Jan 69 00:00:00', '2069-01-01T00:00:00Z'],
    ['the first year there is', '1 Jan 1601 00:00:00', '1601-01-01T00:00:00Z'],
    ['another order', '23:59:59 2031 Feb 28', '2031-02-28T23:59:59Z'],
    ['a leap day', '29 Feb 2028 00:00:00', '2028-02-29T00:00:00Z'],
  ])('reads %s', (_, text, expected) => expect(parseCookieDate(text)).toBe(Date.parse(expected) / 1000))

  it.each([
    '', '1 Jan 1600 00:00:00', '29 Feb 2027 00:00:00', '31 Apr 2027 00:00:00', '0 Jan 2027 00:00:00',
    '32 Jan 2027 00:00:00', '1 Jan 2027 24:00:00', '1 Jan 2027 00:60:00', '1 Jan 2027 00:00:60', '1 Jan 2027',
    'Jan 2027 00:00:00', '1 2027 00:00:00', '1 Jan 00:00:00', '1 Jan 12345 00:00:00', '1 Jan 2027 000:00:00',
  ])('is null for %j', (text) => expect(parseCookieDate(text)).toBeNull())
})
