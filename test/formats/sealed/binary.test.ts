import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isDone,
  startOf,
  takeBytes,
  takeList,
  takeNumber,
  takeSigned,
  takeText,
  writeList,
  writeNumber,
  writeSigned,
  writeText,
} from '../../../src/formats/sealed/binary.ts'

function numberIn(hex: string) {
  const cursor = startOf(Buffer.from(hex, 'hex'))
  const value = takeNumber(cursor)
  return isDone(cursor) ? value : null
}

describe('numbers', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer(), (value, signed) => {
        const cursor = startOf(Buffer.from([...writeNumber(value), ...writeSigned(signed)]))
        expect([takeNumber(cursor), takeSigned(cursor), isDone(cursor)]).toEqual([value, signed, true])
      }),
    )
  })

  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [600, 'd804'],
    [2 ** 32, '8080808010'],
    [2 ** 53 - 1, 'ffffffffffffff0f'],
  ])('of %s are %s', (value, hex) => expect(Buffer.from(writeNumber(value)).toString('hex')).toBe(hex))

  it.each([-1, 0.5, 2 ** 53, NaN, Infinity])('are not written of %s', (value) =>
    expect(() => writeNumber(value)).toThrow(TypeError),
  )

  it.each(['', '80', '8000', 'ff00', '808000', 'ffffffffffffff10', 'ffffffffffffffff', 'ffffffffffffffff01', '0000'])(
    'D-06: are not read from %j: cut short, longer than need be, too large, or something behind',
    (hex) => expect(numberIn(hex)).toBeNull(),
  )

  it('D-06: have one spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 10 }), (bytes) => {
        const text = Buffer.from(bytes).toString('hex')
        const value = numberIn(text)
        expect(value === null || Buffer.from(writeNumber(value)).toString('hex') === text).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('texts', () => {
  it('are read as they were written, alone and in lists', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(text, fc.array(text), (one, list) => {
        const cursor = startOf(Buffer.from([...writeText(one), ...writeList(list)]))
        expect([takeText(cursor), takeList(cursor), isDone(cursor)]).toEqual([one, list, true])
      }),
    )
  })

  it.each(['', 'x'.repeat(256), '\ud800'])('are not written of %j', (text) =>
    expect(() => writeText(text)).toThrow(TypeError),
  )

  it('are at most 255 in a list', () =>
    expect(() => writeList(Array.from({ length: 256 }, () => 'x'))).toThrow(TypeError))

  it.each(['', '00', '02c3', '01ff', '0278', '03eda080'])(
    'are not read from %j: empty, cut short, or no UTF-8',
    (hex) => {
      const cursor = startOf(Buffer.from(hex, 'hex'))
      takeText(cursor)
      expect(isDone(cursor)).toBe(false)
    },
  )

  it('have a limit where one is set', () => {
    const cursor = startOf(Buffer.from(writeText('12345')))
    takeText(cursor, 4)
    expect(isDone(cursor)).toBe(false)
  })
})

describe('a cursor', () => {
  it('is not done before the end, nor beyond it', () => {
    const cursor = startOf(Buffer.of(1, 2))
    takeBytes(cursor, 1)
    expect(isDone(cursor)).toBe(false)
    takeBytes(cursor, 1)
    expect(isDone(cursor)).toBe(true)
    takeBytes(cursor, 1)
    expect(isDone(cursor)).toBe(false)
  })
})
