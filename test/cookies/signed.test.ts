import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCookieValue } from '../../src/cookies/serialize.ts'
import { signValue, verifySigned } from '../../src/cookies/signed.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const other = createSecretKey(Buffer.alloc(32, 2))
const label = '__Host-latchkey-device'

describe('a signed value', () => {
  it('is read again under its label and key, whatever it is', () => {
    fc.assert(
      fc.property(fc.string().filter(isCookieValue), (value) => {
        const signed = signValue(label, value, key)
        expect(verifySigned(label, signed, key)).toBe(value)
        expect(isCookieValue(signed)).toBe(true)
      }),
    )
  })

  it('is nothing under another label or another key', () => {
    const signed = signValue(label, 'value', key)
    expect(verifySigned('__Host-latchkey-form', signed, key)).toBeNull()
    expect(verifySigned(label, signed, other)).toBeNull()
  })

  it('is nothing with one character changed, added or taken away', () => {
    const signed = signValue(label, 'value', key)
    const places = Array.from(
      { length: signed.length + 1 },
      (_, at) => [signed.slice(0, at), signed.slice(at)] as const,
    )
    const others = places.flatMap(([before, after]) =>
      ['', 'A', '.', '=', ' ', '\u0141', '\n'].flatMap((text) => [
        before + text + after.slice(1),
        before + text + after,
      ]),
    )
    expect(others.filter((text) => text !== signed && verifySigned(label, text, key) !== null)).toEqual([])
  })

  it('has one spelling: none of the other last characters that decode to the same MAC is taken', () => {
    const signed = signValue(label, 'value', key)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    expect([...alphabet].filter((last) => verifySigned(label, signed.slice(0, -1) + last, key) !== null)).toEqual([
      signed.at(-1),
    ])
  })

  it('cannot shift text between label and value', () => {
    const signed = signValue('ab', 'c', key)
    expect(verifySigned('a', `b${signed}`, key)).toBeNull()
  })

  it.each(['', '.', 'value', 'x'.repeat(43), `.${'x'.repeat(43)}`, `a.${'A'.repeat(43)}`])('is not %j', (text) => {
    expect(verifySigned(label, text, key)).toBeNull()
  })

  it.each(['a b', 'a;b', 'a\nb', 'é', '\ud800'])('cannot be made of %j, as value or label', (text) => {
    expect(() => signValue(label, text, key)).toThrow(TypeError)
    expect(() => signValue(text, 'value', key)).toThrow(TypeError)
  })

  it('needs a label', () => expect(() => signValue('', 'value', key)).toThrow(TypeError))
})
