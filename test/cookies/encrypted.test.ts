import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSealed, sealValue } from '../../src/cookies/encrypted.ts'
import { isCookieValue } from '../../src/cookies/serialize.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const other = createSecretKey(Buffer.alloc(32, 2))
const label = '__Host-cart'

describe('a sealed value', () => {
  it('is opened again under its label and key, whatever text it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => {
      const sealed = sealValue(label, value, key)
      expect(openSealed(label, sealed, key)).toBe(value)
      expect(isCookieValue(sealed)).toBe(true)
    }))
  })

  it('shows nothing of the value but its length, and never the same twice', () => {
    const sealed = Array.from({ length: 20 }, () => sealValue(label, 'a secret', key))
    expect(new Set(sealed).size).toBe(20)
    // Nonce, text and tag in base64url.
    expect(sealed.map((text) => text.length)).toEqual(Array<number>(20).fill(Math.ceil((12 + 8 + 16) * 4 / 3)))
  })

  it('is nothing under another label or another key', () => {
    const sealed = sealValue(label, 'value', key)
    expect(openSealed('__Host-form', sealed, key)).toBeNull()
    expect(openSealed('', sealed, key)).toBeNull()
    expect(openSealed(label, sealed, other)).toBeNull()
  })

  it('is nothing with one character changed, added or taken away', () => {
    const sealed = sealValue(label, 'value', key)
    const places = Array.from({ length: sealed.length + 1 }, (_, at) => at)
      .map((at) => [sealed.slice(0, at), sealed.slice(at)] as const)
    const others = places.flatMap(([before, after]) =>
      ['', 'A', '-', '=', ' ', '+', '\u0141', '\n']
        .flatMap((text) => [before + text + after.slice(1), before + text + after]),
    )
    expect(others.filter((text) => text !== sealed && openSealed(label, text, key) !== null)).toEqual([])
  })

  it('has one spelling: padding and the other base64 alphabet are nothing', () => {
    const many = Array.from({ length: 50 }, () => sealValue(label, 'value', key))
    const sealed = many.find((text) => /[-_]/.test(text)) ?? ''
    expect(openSealed(label, sealed, key)).toBe('value')
    expect(openSealed(label, sealed.replaceAll('-', '+').replaceAll('_', '/'), key)).toBeNull()
    expect(openSealed(label, `${sealed}=`, key)).toBeNull()
  })

  it.each(['', 'A', 'value', 'A'.repeat(37), 'A'.repeat(38)])('is not %j', (text) => {
    expect(openSealed(label, text, key)).toBeNull()
  })

  it.each(['', 'a b', 'a;b', 'a\nb', 'é'])('cannot be made under the label %j', (text) => {
    expect(() => sealValue(text, 'value', key)).toThrow(TypeError)
  })

  it('cannot be made of half a character, which UTF-8 does not have', () => {
    expect(() => sealValue(label, 'a\ud800', key)).toThrow(/^value for __Host-cart is no well-formed text$/)
  })
})
