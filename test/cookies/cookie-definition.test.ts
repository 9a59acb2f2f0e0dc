import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type CookieDefinition, type CookiePrefix, type CookieSettings, defineCookie,
} from '../../src/cookies/define-cookie.ts'
import { encodeText } from '../../src/cookies/json.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { headerOf } from './headers.ts'

const cart = z.object({ items: z.array(z.string()) })
const define = (settings: CookieSettings) => defineCookie('cart', { schema: cart, protection: 'plain', ...settings })

describe('the definition of a cookie', () => {
  const line = (settings: CookieSettings) => {
    const { name: _name, value: _value, ...attributes } = parseSetCookie(define(settings).write({ items: [] })) ?? {}
    return attributes
  }
  const usual = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', partitioned: false }

  it('B-23: ends with the browser unless it says otherwise', () => {
    expect(line({})).toEqual(usual)
    expect(line({ maxAge: 60 })).toEqual({ ...usual, maxAge: 60 })
    expect(line({ maxAge: 34_560_000 })).toEqual({ ...usual, maxAge: 34_560_000 })
  })

  it.each([-1, 1.5, NaN, 34_560_001])('B-23: is refused with a maxAge of %s', (maxAge) => {
    expect(() => define({ maxAge })).toThrow(TypeError)
  })

  it('may be Strict, and open to scripts', () => {
    expect(line({ sameSite: 'Strict', httpOnly: false })).toEqual({ ...usual, sameSite: 'Strict', httpOnly: false })
  })

  it('B-28: is for embedding only where it is partitioned', () => {
    expect(() => define({ sameSite: 'None' })).toThrow(/expected partitioned: true$/)
    expect(line({ sameSite: 'None', partitioned: true })).toEqual({ ...usual, sameSite: 'None', partitioned: true })
  })

  it.each<[CookiePrefix, string]>([
    ['__Host-', '__Host-cart'], ['__Secure-', '__Secure-cart'], ['__Host-Http-', '__Host-Http-cart'],
    ['__Http-', '__Http-cart'], ['', 'cart'],
  ])('B-30: with the prefix %j reads the name %s and no other', (prefix, name) => {
    const cookie = define({ prefix })
    const value = encodeText('{"items":[]}')
    const names = ['__Host-cart', '__Secure-cart', '__Host-Http-cart', '__Http-cart', 'cart']
    expect(cookie.name).toBe(name)
    expect(names.filter((other) => cookie.read(`${other}=${value}`).status !== 'absent')).toEqual([name])
  })

  it('B-01: may have a domain, but not for a host', () => {
    expect(line({ prefix: '__Secure-', domain: 'example.com' })).toEqual({ ...usual, domain: 'example.com' })
    expect(() => define({ domain: 'example.com' })).toThrow(/needs path \/ and no domain$/)
    expect(() => define({ prefix: '__Host-Http-', domain: 'example.com' })).toThrow(TypeError)
    expect(() => define({ prefix: '__Http-', httpOnly: false })).toThrow(/needs httpOnly$/)
  })

  it.each(['', ' ', 'a b', 'a=b', 'a;b', 'ä', 'a\n', '__Host-a', '__secure-a', '__HTTP-a', '__host-http-a'])(
    'E-14: is refused with the name %j', (name) => {
      for (const prefix of ['__Host-', ''] as const) {
        expect(() => defineCookie(name, { schema: cart, protection: 'plain', prefix })).toThrow(TypeError)
      }
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('takes the name %s for a name like others', (name) => {
    const definition: CookieDefinition<string> = { schema: z.string(), protection: 'plain', prefix: '' }
    const cookie = defineCookie(name, definition)
    expect(cookie.read('')).toEqual({ status: 'absent' })
    expect(cookie.read(headerOf(cookie.write('a')))).toEqual({ status: 'valid', value: 'a', renew: false })
  })
})
