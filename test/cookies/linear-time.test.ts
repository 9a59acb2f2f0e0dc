/** A hundred kilobytes of anything cost what they must, and eight times as much cost eight times that. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCookie } from '../../src/cookies/define-cookie.ts'
import { parseCookies, readCookie } from '../../src/cookies/parse.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { secretOf } from './secrets.ts'

const size = 100_000
const signed = defineCookie('a', { schema: z.string(), protection: 'signed', secrets: secretOf('first') })

const headers: readonly (readonly [string, (length: number) => string])[] = [
  ['semicolons', (length) => ';'.repeat(length)],
  ['blanks', (length) => ' '.repeat(length)],
  ['blanks between semicolons', (length) => `${' '.repeat(999)};`.repeat(length / 1000)],
  ['equals signs', (length) => '='.repeat(length)],
  ['one long name', (length) => 'a'.repeat(length)],
  ['one long value', (length) => `__Host-a=${'a'.repeat(length)}`],
  ['many names', (length) => Array.from({ length: length / 10 }, (_, n) => `n${n}=v`).join('; ')],
  ['one name many times', (length) => '__Host-a=b; '.repeat(length / 12)],
  ['attributes', (length) => `a=b${'; Path=/; Max-Age=1'.repeat(length / 19)}`],
  ['dates', (length) => `a=b${'; Expires=1 1 1 1 1 1 1 1'.repeat(length / 24)}`],
]

const readers: readonly (readonly [string, (header: string) => unknown])[] = [
  ['parseCookies', parseCookies],
  ['readCookie', (header) => readCookie(header, '__Host-a')],
  ['a typed cookie', signed.read],
  ['parseSetCookie', parseSetCookie],
]

/** The least of several, since whatever else the machine does only adds. */
function fastest(read: (header: string) => unknown, header: string): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    read(header)
    return performance.now() - start
  })
  return Math.min(...times)
}

/** Quadratic is 8 for the largest. Below a tenth of a millisecond a ratio measures the clock. */
function worst([once = Infinity, ...more]: readonly number[]): number {
  return once === Infinity ? Infinity : Math.max(...more.map((time, n) => time / Math.max(once, 0.1) / 2 ** (n + 1)))
}

describe.each(readers)('%s', (_, read) => {
  it.each(headers)('takes linear time for 100 KB of %s', (_name, make) => {
    const inputs = [1, 2, 4, 8].map((factor) => make(size * factor))
    let times = inputs.map(() => Infinity)
    // Again while it looks worse than it is: on a busy machine the large ones alone are interrupted.
    for (let round = 0; round < 8 && worst(times) >= 4; round++) {
      times = inputs.map((input, n) => Math.min(times[n] ?? Infinity, fastest(read, input)))
    }
    expect(worst(times)).toBeLessThan(4)
    expect(times[0]).toBeLessThan(100)
  })
})
