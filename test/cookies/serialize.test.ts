import * as fc from 'fast-check'
import { Cookie } from 'tough-cookie'
import { describe, expect, it } from 'vitest'
import { readCookie } from '../../src/cookies/parse.ts'
import { type CookieOptions, isCookieValue, serializeCookie } from '../../src/cookies/serialize.ts'

const host = { path: '/', secure: true } as const

describe('serializeCookie', () => {
  it('writes name, value and nothing that was not asked for', () => {
    expect(serializeCookie('a', 'b')).toBe('a=b')
    expect(serializeCookie('a', '')).toBe('a=')
    expect(serializeCookie('a', 'b', { secure: false, httpOnly: false })).toBe('a=b')
  })

  it('writes all attributes in one order', () => {
    const options = {
      path: '/p',
      domain: 'app.example.com',
      maxAge: 60,
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
      partitioned: true,
    } as const
    expect(serializeCookie('a', 'b', options)).toBe(
      'a=b; Max-Age=60; Domain=app.example.com; Path=/p; Secure; HttpOnly; SameSite=Strict; Partitioned',
    )
  })

  it('is understood by another library as it is meant', () => {
    const cookie = Cookie.parse(
      serializeCookie('__Host-a', 'b', { ...host, httpOnly: true, sameSite: 'Lax', maxAge: 7 }),
    )
    expect(cookie).toMatchObject({
      key: '__Host-a',
      value: 'b',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
      maxAge: 7,
    })
  })

  it('is read again by ours, for every value that it takes', () => {
    fc.assert(
      fc.property(fc.string().filter(isCookieValue), (value) => {
        expect(readCookie(serializeCookie('a', value), 'a')).toEqual([value])
      }),
    )
  })

  it.each([...'\0\r\n\t ;,"\\\u007f\u00e9\u2028\ud800'])(
    'E-14: refuses %j in name, value, path and domain',
    (character) => {
      for (const text of [character, `x${character}`, `${character}x`, `x${character}x`]) {
        expect(() => serializeCookie('n', 'v', { path: `/${text}` })).toThrow(TypeError)
        expect(() => serializeCookie(text, 'v')).toThrow(TypeError)
        expect(() => serializeCookie('n', text)).toThrow(TypeError)
        expect(() => serializeCookie('n', 'v', { domain: text })).toThrow(TypeError)
      }
    },
  )

  it('E-14: writes no line break and no attribute of the value, whatever it is given', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string())
    fc.assert(
      fc.property(text, text, (name, value) => {
        expect(lineOrError(name, value)).toMatch(/^(TypeError|[!-:<-~]+; Path=\/; Secure)$/)
      }),
    )
  })

  it('E-14: shows no value in its messages', () => {
    expect(() => serializeCookie('n', 'secret value')).toThrow(/^value of cookie n holds/)
  })

  it.each(['', '=', 'a=b', 'ä'])('refuses %j as a name', (name) =>
    expect(() => serializeCookie(name, 'v')).toThrow(TypeError),
  )
  it.each(['', 'x', 'x/', ' /', `/${'x'.repeat(1024)}`])('refuses %j as a path', (path) => {
    expect(() => serializeCookie('n', 'v', { path })).toThrow(TypeError)
  })
  it.each(['', '.', '.example.com', 'example.com.', '-a', 'a/b', 'x'.repeat(1025)])(
    'refuses %j as a domain',
    (domain) => {
      expect(() => serializeCookie('n', 'v', { domain })).toThrow(TypeError)
    },
  )

  it.each<[string, string, CookieOptions]>([
    ['__Host- without secure', '__Host-a', { path: '/' }],
    ['__Host- without a path', '__Host-a', { secure: true }],
    ['__Host- with a deeper path', '__Host-a', { secure: true, path: '/auth' }],
    ['__Host- with a domain', '__Host-a', { ...host, domain: 'example.com' }],
    ['__Secure- without secure', '__Secure-a', {}],
    ['__HOST- without secure, which browsers drop too', '__HOST-a', { path: '/' }],
    ['__secure- without secure', '__secure-a', {}],
    ['SameSite=None without secure', 'a', { sameSite: 'None' }],
    ['partitioned without secure', 'a', { partitioned: true }],
  ])('B-01: refuses %s', (_, name, options) => expect(() => serializeCookie(name, 'v', options)).toThrow(TypeError))

  it.each<[string, string, CookieOptions]>([
    ['__Host-', '__Host-a', host],
    ['__Secure- with a domain', '__Secure-a', { secure: true, domain: 'example.com' }],
    ['SameSite=None with secure', 'a', { sameSite: 'None', secure: true }],
    ['partitioned with secure', 'a', { partitioned: true, secure: true }],
  ])('B-01: takes %s', (_, name, options) => expect(() => serializeCookie(name, 'v', options)).not.toThrow())

  it.each<[string, string, CookieOptions]>([
    ['__Host-Http- without httpOnly', '__Host-Http-a', host],
    ['__Host-Http- with a deeper path', '__Host-Http-a', { secure: true, httpOnly: true, path: '/auth' }],
    ['__host-http- with a domain', '__host-http-a', { ...host, httpOnly: true, domain: 'example.com' }],
    ['__Http- without httpOnly', '__Http-a', { secure: true }],
    ['__HTTP- without secure', '__HTTP-a', { httpOnly: true }],
  ])('B-30: refuses %s', (_, name, options) => expect(() => serializeCookie(name, 'v', options)).toThrow(TypeError))

  it.each<[string, string, CookieOptions]>([
    ['__Host-Http-', '__Host-Http-a', { ...host, httpOnly: true }],
    ['__Http- with a domain', '__Http-a', { secure: true, httpOnly: true, domain: 'example.com' }],
  ])('B-30: takes %s', (_, name, options) => expect(() => serializeCookie(name, 'v', options)).not.toThrow())

  it('B-21: takes 4096 bytes of name and value, and not one more', () => {
    expect(() => serializeCookie('n', 'v'.repeat(4095))).not.toThrow()
    expect(() => serializeCookie('n', 'v'.repeat(4096))).toThrow('4097 bytes')
  })

  it.each([-1, 1.5, NaN, Infinity, 34_560_001])('refuses a Max-Age of %s', (maxAge) => {
    expect(() => serializeCookie('n', 'v', { maxAge })).toThrow(TypeError)
  })
  it.each([0, 1, 34_560_000])('takes a Max-Age of %s', (maxAge) => {
    expect(serializeCookie('n', 'v', { maxAge })).toBe(`n=v; Max-Age=${maxAge}`)
  })
})

function lineOrError(name: string, value: string): string {
  try {
    return serializeCookie(name, value, host)
  } catch (error) {
    return error instanceof TypeError ? 'TypeError' : String(error)
  }
}
