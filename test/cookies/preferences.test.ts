import { describe, expect, expectTypeOf, it } from 'vitest'
import { encodeText } from '../../src/cookies/json.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { definePreferences, mergePreferences, type Preferences } from '../../src/cookies/preferences.ts'
import { headerOf } from './headers.ts'

const preferences = definePreferences({ languages: ['en', 'de', 'pt-BR', 'zh-Hant-TW'] })

describe('preferences', () => {
  it.each<Preferences<'en' | 'de' | 'pt-BR' | 'zh-Hant-TW'>>([
    {}, { language: 'pt-BR' }, { theme: 'dark' }, { theme: 'light' }, { language: 'zh-Hant-TW', theme: 'system' },
  ])('are read as they were written: %j', (value) => {
    expect(preferences.read(headerOf(preferences.write(value)))).toEqual({ status: 'valid', value, renew: false })
  })

  it('last a year, are for the whole host, and need no login and no secret', () => {
    expect(parseSetCookie(preferences.write({ theme: 'dark' }))).toMatchObject({
      name: '__Host-preferences', maxAge: 31_536_000, path: '/', secure: true, httpOnly: true, sameSite: 'Lax',
    })
    expect(definePreferences({ languages: [], name: 'looks' }).name).toBe('__Host-looks')
  })

  it.each([
    ['a language that the site does not speak', { language: 'fr' }],
    ['a language in another spelling', { language: 'PT-br' }],
    ['another theme', { theme: 'pink' }],
    ['null for a language', { language: null }],
    ['a list', []],
    ['null', null],
    ['text', 'dark'],
  ])('are invalid with %s', (_, value) => {
    const header = `${preferences.name}=${encodeText(JSON.stringify(value))}`
    expect(preferences.read(header)).toEqual({ status: 'invalid', reason: 'schema' })
    // A caller in JavaScript may pass anything.
    expect(() => preferences.write(value as never)).toThrow(TypeError)
  })

  it('keep no other member', () => {
    const header = `${preferences.name}=${encodeText('{"theme":"dark","admin":true}')}`
    expect(preferences.read(header)).toEqual({ status: 'valid', value: { theme: 'dark' }, renew: false })
  })

  it('treat a member that is undefined as one that is not there', () => {
    // A caller without exactOptionalPropertyTypes may pass one.
    const value = { theme: 'dark', language: undefined } as unknown as Preferences<'en'>
    expect(headerOf(preferences.write(value))).toBe(headerOf(preferences.write({ theme: 'dark' })))
  })

  it.each([
    ['pt-br', /^languages has "pt-br", which is no language tag; expected pt-BR$/],
    ['iw', /expected he$/],
    ['en_US', /expected BCP 47, such as "pt-BR"$/],
    ['', /expected BCP 47/],
  ])('are not defined with %j for a language tag', (tag, message) => {
    expect(() => definePreferences({ languages: ['en', tag] })).toThrow(message)
  })

  it('are typed by the languages that were listed', () => {
    expectTypeOf(preferences.write).parameter(0).toEqualTypeOf<Preferences<'en' | 'de' | 'pt-BR' | 'zh-Hant-TW'>>()
  })
})

describe('mergePreferences', () => {
  it('lets the account go before the browser, member by member', () => {
    const cookie: Preferences = { language: 'de', theme: 'dark' }
    expect(mergePreferences(cookie, {})).toEqual(cookie)
    expect(mergePreferences(cookie, { language: 'en' })).toEqual({ language: 'en', theme: 'dark' })
    expect(mergePreferences(cookie, { theme: 'light' })).toEqual({ language: 'de', theme: 'light' })
    expect(mergePreferences({}, { language: 'en', theme: 'light' })).toEqual({ language: 'en', theme: 'light' })
    expect(mergePreferences({}, {})).toEqual({})
  })

  it('changes neither of the two', () => {
    const [cookie, account] = [Object.freeze({ theme: 'dark' } as const), Object.freeze({ language: 'en' } as const)]
    expect(mergePreferences<'en'>(cookie, account)).toEqual({ theme: 'dark', language: 'en' })
  })
})
