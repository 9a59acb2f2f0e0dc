import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, decodeBase64urlText, decodeUtf8, encodeBase64url } from '../../src/crypto/bytes.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('base64url', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('encodes a view of a larger buffer, and nothing around it', () => {
    expect(encodeBase64url(Buffer.from('..Zm9v..').subarray(2, 6))).toBe('Wm05dg')
  })

  it('has one spelling for each byte string: whatever decodes encodes to the same text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...alphabet, '=', '+', '/', '\n', ' ', 'é') }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = decodeBase64url(text)
        expect(bytes === null || encodeBase64url(bytes) === text).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['padding', 'Zg=='],
    ['a line break', 'Zm9v\n'],
    ['a space', ' Zm9v'],
    ['a space inside', 'Zm 9v'],
    ['+', 'ab+_'],
    ['/', 'ab/_'],
    ['a character that is cut off', 'Zm9v?'],
    ['a character that latin1 would fold', 'Zm9\u0176'],
    ['a full-width letter', 'Zm9\uff56'],
    ['a single character', 'A'],
    ['five characters', 'Zm9vZ'],
    ['stray last bits', 'Zh'],
    ['stray last bits of two', 'Zm9'],
    ['a null', 'Zm9v\0'],
  ])('refuses %s', (_, text) => expect(decodeBase64url(text)).toBeNull())

  it('takes exactly one of the sixteen last characters that decode to the same byte', () => {
    expect([...alphabet].filter((last) => decodeBase64url(`Z${last}`)?.equals(Buffer.from('f')))).toEqual(['g'])
  })

  it('takes the empty text for no bytes', () => expect(decodeBase64url('')).toEqual(Buffer.alloc(0)))
})

describe('decodeUtf8', () => {
  it('gives back well-formed text, with a byte order mark where there is one', () => {
    expect(decodeUtf8(Buffer.from('\ufeffé🗝'))).toBe('\ufeffé🗝')
  })

  it.each([
    ['a cut character', [0xc3]],
    ['an overlong one', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x41, 0]],
  ])('refuses %s', (_, bytes) => expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull())
})

describe('decodeBase64urlText', () => {
  const twoSteps = (text: string) => {
    const bytes = decodeBase64url(text)
    return bytes === null ? null : decodeUtf8(bytes)
  }

  it('is decodeBase64url and decodeUtf8 in one step', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const encoded = Buffer.from(text).toString('base64url')
      expect(decodeBase64urlText(encoded)).toBe(twoSteps(encoded))
    }))
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const encoded = encodeBase64url(bytes)
      expect(decodeBase64urlText(encoded)).toBe(twoSteps(encoded))
    }))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { expect(decodeBase64urlText(text)).toBe(twoSteps(text)) }))
  })

  it('takes the character that stands for what is no UTF-8, where it was written', () => {
    expect(decodeBase64urlText(Buffer.from('a\ufffd').toString('base64url'))).toBe('a\ufffd')
    expect(decodeBase64urlText(Buffer.from([0x61, 0xff]).toString('base64url'))).toBeNull()
  })

  it('does so of a text that has no room in the memory it keeps', () => {
    expect(decodeBase64urlText(Buffer.from('é'.repeat(9000)).toString('base64url'))).toBe('é'.repeat(9000))
  })
})
