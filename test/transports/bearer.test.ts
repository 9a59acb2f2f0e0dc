import { describe, expect, it } from 'vitest'
import { bearer } from '../../src/transports/bearer.ts'
import { requestWith } from './request.ts'

const read = (authorization: string) => bearer().read(requestWith({ authorization }))

describe('the bearer transport', () => {
  it.each([
    ['Bearer abc', ['abc']],
    ['bearer abc', ['abc']],
    ['BEARER abc', ['abc']],
    ['Bearer   abc', ['abc']],
    [' Bearer abc\t', ['abc']],
  ])('C-24: reads %j, whose scheme has no case', (line, values) => expect(read(line)).toEqual(values))

  it.each(['Bearer', 'Bearer ', 'bearer\t'])(
    'reads an empty value from %j, so that it is refused and not taken for none',
    (line) => {
      expect(read(line)).toEqual([''])
    },
  )

  it.each([
    'Basic YTpi',
    'DPoP abc',
    'BearerX abc',
    'Bearer-Token abc',
    '',
    'abc',
    'Digest a="b", c="d"',
    'x Bearer abc',
  ])('reads nothing from %j, which is not ours', (line) => expect(read(line)).toEqual([]))

  it('reads nothing where there is no header, and looks at no other', () => {
    expect(bearer().read(requestWith({ cookie: '__Host-latchkey=x', 'x-auth-token': 'y' }))).toEqual([])
  })

  it.each([
    ['Bearer a, Bearer b', ['a', 'b']],
    ['Bearer a, b', ['a', 'b']],
    ['Basic YTpi, Bearer a', ['Basic YTpi', 'a']],
    ['Bearer , Bearer ', ['', '']],
  ])('C-24: reads several values from %j, a header that came twice', (line, values) =>
    expect(read(line)).toEqual(values),
  )

  it('keeps what is no credential as it is, so that it is refused', () => {
    expect(read('Bearer a,b')).toEqual(['a,b'])
    expect(read('Bearer a b')).toEqual(['a b'])
    expect(read('Bearer\u00a0abc')).toEqual(['\u00a0abc'])
    expect(read('Bearer "abc"')).toEqual(['"abc"'])
  })

  it('has no jar: nothing is sent unasked', () => expect(bearer().jar).toBeUndefined())

  it('reads 100 KB of blanks and commas in linear time', () => {
    const time = () => {
      const start = performance.now()
      read(`Bearer ${' '.repeat(50_000)}x${' ,'.repeat(25_000)}`)
      return performance.now() - start
    }
    expect(Math.min(time(), time(), time())).toBeLessThan(100)
  })
})
