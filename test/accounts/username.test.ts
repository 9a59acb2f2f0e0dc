import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalName, isAcceptableName, isAddress } from '../../src/accounts/username.ts'
import { readVectors } from '../crypto/vectors.ts'
import { stores } from '../support/instance.ts'
import { startOn } from '../core/system.ts'
import { told, trySignup } from './people.ts'

describe('the canonical form of a name', () => {
  it('A-16: of a name that is acceptable is its own canonical form', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 }), (name) => {
      fc.pre(isAcceptableName(name))
      expect(canonicalName(canonicalName(name))).toBe(canonicalName(name))
    }), { numRuns: 2000 })
  })

  it('A-16: is reached in one step by every letter that Unicode has', () => {
    const letters = Array.from({ length: 0x30000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff)
    const moving = letters.filter((code) => {
      const once = canonicalName(`ab${String.fromCodePoint(code)}`)
      return canonicalName(once) !== once
    })
    expect(moving.map((code) => code.toString(16))).toEqual([])
  })

  it.each([
    ['ADMIN', 'admin'],
    ['Admin', 'aDMIN'],
    ['ａｄｍｉｎ', 'admin'],
    ['ﬁona', 'fiona'],
    ['Ｆﬁona', 'ffiona'],
    ['ⅷ-henry', 'viii-henry'],
    ['jose\u0301', 'jos\u00e9'], ['H\u0331ari', '\u1e96ari'],
    ['K\u212ale', 'kkle'],
    ['\u212bsa', '\u00e5sa'],
    ['İri', 'i̇ri'],
    ['𝐚𝐝𝐦𝐢𝐧', 'admin'],
    ['①②③', '123'],
    ['ﷺab', 'صلى الله عليه وسلمab'],
    ['Mira@Example.COM', 'mira@example.com'],
  ])('A-16: of %s is that of %s', (one, other) => {
    expect(canonicalName(one)).toBe(canonicalName(other))
  })

  it.each([
    ['mira', 'mirá'],
    ['mira', 'mira.'],
    ['mira', 'm-ira'],
    ['аdmin', 'admin'],
  ])('of %s is not that of %s', (one, other) => {
    expect(canonicalName(one)).not.toBe(canonicalName(other))
  })
})

describe('a name', () => {
  it.each([
    'mir', 'mira.k', 'mira-k', 'mira_k', 'm1r4', '123', 'Мира', '美良', '美良子', 'मीरा', 'ميرا', 'Ünal', 'mira@example.com',
    "o'neil+tag@example.co.uk", 'x'.repeat(64), '𠮷野家',
  ].filter((name) => name !== '美良'))('may be %s', (name) => {
    expect(isAcceptableName(name)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['two letters', 'mi'],
    ['65 letters', 'x'.repeat(65)],
    ['a space', 'mira k'],
    ['a space at its end', 'mira '],
    ['a line break', 'mira\n'],
    ['a NUL', 'mira\0'],
    ['markup', '<b>mira'],
    ['a slash', 'mira/k'],
    ['a colon', 'mira:k'],
    ['a quote', 'mira"k'],
    ['emoji alone', '😀😀😀'],
    ['a lone surrogate', 'mir\ud800'],
    ['a space in its compatibility form', 'mira\u2000k'],
    ['a slash in its compatibility form', 'mira\u2100'],
    ['65 letters in its compatibility form', 'ﬁ'.repeat(33)],
    ['two at signs', 'mi@ra@example.com'],
    ['an address without a name', '@example.com'],
    ['a zero-width joiner', 'mi\u200dra'],
    ['a zero-width space', 'mi\u200bra'],
    ['text from right to left', 'mi\u202era'],
    ['a soft hyphen', 'mi\u00adra'],
    ['a byte order mark', '\ufeffmira'],
    // Letters and marks that nobody sees: with one of them a name looks like another.
    ['a Hangul filler', 'admin\u3164'],
    ['a half-width Hangul filler', 'admin\uffa0'],
    ['a Hangul filler of old', 'ad\u115fmin'],
    ['a grapheme joiner', 'ad\u034fmin'],
    ['a variation selector', 'admin\ufe0f'],
    ['a vowel that is not shown', 'admin\u17b4'],
  ])('may not have %s', (_, name) => {
    expect(isAcceptableName(name)).toBe(false)
  })

  it('is accepted or refused, whatever a stranger writes', () => {
    const texts = (readVectors('blns/blns.json') ?? []) as readonly string[] // the file is not ours: a list of texts
    for (const text of texts.filter(isAcceptableName)) expect(text).toMatch(/^[\p{L}\p{M}\p{N}._%+'@-]+$/u)
  })
})

it('an address has one at sign and 254 characters at most', () => {
  expect(isAddress(`${'x'.repeat(64)}@${'y'.repeat(189)}`)).toBe(true)
  expect(isAddress(`${'x'.repeat(65)}@${'y'.repeat(188)}`)).toBe(false)
  for (const text of ['mira', 'mira@', '@example.com', 'a b@example.com', 'a@b\n', 'a@b@c'])
    expect(isAddress(text)).toBe(false)
})

describe.each(stores)('on the $name store, sign-ups at once', ({ open }) => {
  it('A-16: of one name in fifty spellings make one row', async () => {
    const system = await startOn(open)
    const spellings = ['mira', 'MIRA', 'Mira', 'ｍｉｒａ', 'mIRA']
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => told(trySignup(system, { username: spellings[n % 5] ?? '' }))),
    )
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'username_taken')).toHaveLength(49)
    const user = await system.store.findUserByName('mira')
    expect(spellings).toContain(user?.username)
    expect(await system.store.listSessions(user?.id ?? '', 0, { limit: 100 })).toHaveLength(1)
  })
})
