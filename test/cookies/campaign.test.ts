import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/cookies/campaign.ts'

const sourceOf = (text: string) => readCampaign(`/?utm_source=${encodeURIComponent(text)}`)?.source

describe('readCampaign', () => {
  it('reads source, medium and campaign, from an address or from a path', () => {
    const query = '?utm_source=letter&utm_medium=email&utm_campaign=spring'
    const campaign = { source: 'letter', medium: 'email', campaign: 'spring' }
    expect(readCampaign(`https://example.com/a${query}`)).toEqual(campaign)
    expect(readCampaign(`/a${query}#utm_source=x`)).toEqual(campaign)
  })

  it('has null for what is not said', () => {
    expect(readCampaign('/?utm_source=letter')).toEqual({ source: 'letter', medium: null, campaign: null })
  })

  it.each([
    '', '::', '/', '/?', '/?utm_medium=email', '/?utm_source=', '/?utm_source=%20', '/#?utm_source=x', '/?UTM_SOURCE=x',
  ])('is null without a source: %j', (url) => expect(readCampaign(url)).toBeNull())

  it('takes the first of two', () => expect(readCampaign('/?utm_source=a&utm_source=b')?.source).toBe('a'))

  it.each([
    ['capitals and blanks', '  Spring  SALE ', 'spring sale'],
    ['markup', '<script>alert(1)</script>', 'script alert 1 script'],
    ['line breaks and controls', 'a\r\nb\0c', 'a b c'],
    ['a formula', '=HYPERLINK("x")', 'hyperlink x'],
    ['signs in front', '+-~._a', 'a'],
    ['signs between', 'a+b-c_d.e~f', 'a+b-c_d.e~f'],
    ['an address', 'mira@example.com', 'mira example.com'],
    ['other scripts', 'Frühling 春节', 'frühling 春节'],
    ['wide letters', 'ｓａｌｅ', 'sale'],
  ])('cleans %s', (_, text, expected) => expect(sourceOf(text)).toBe(expected))

  it('cleans half a character, which cannot be percent-encoded and can be typed', () => {
    expect(readCampaign('/?utm_source=a\ud800')?.source).toBe('a')
  })

  it('keeps 64 characters, and cuts none in half', () => {
    expect(sourceOf('a'.repeat(64))).toHaveLength(64)
    expect(sourceOf('a'.repeat(65))).toHaveLength(64)
    expect(sourceOf('𝒳x'.repeat(200))?.isWellFormed()).toBe(true)
    expect([...(sourceOf('𐐨'.repeat(200)) ?? '')]).toHaveLength(64)
  })

  it('is clean, bounded and stays the same when read again, whatever it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const source = sourceOf(text) ?? ''
      expect(source).toMatch(/^([\p{L}\p{N}][\p{L}\p{M}\p{N} ._~+-]*)?$/u)
      expect([...source].length).toBeLessThanOrEqual(64)
    }))
  })
})
