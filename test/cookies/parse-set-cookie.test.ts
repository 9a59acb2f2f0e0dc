import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { type CookieOptions, isCookieValue, serializeCookie } from '../../src/cookies/serialize.ts'
import { readVectors } from '../crypto/vectors.ts'

const topSites = readVectors('jshttp-cookie/top-set-cookie.json') as Readonly<Record<string, string[]>> | null
const bare = { secure: false, httpOnly: false, partitioned: false }

describe('parseSetCookie', () => {
  it('gives back what serializeCookie took', () => {
    const options = {
      path: '/p', domain: 'app.example.com', maxAge: 60, sameSite: 'None',
      secure: true, httpOnly: true, partitioned: true,
    } as const
    expect(parseSetCookie(serializeCookie('a', 'b=c', options))).toEqual({ name: 'a', value: 'b=c', ...options })
    expect(parseSetCookie(serializeCookie('a', ''))).toEqual({ name: 'a', value: '', ...bare })
  })

  it('gives back any value and any attributes that serializeCookie takes', () => {
    const options: fc.Arbitrary<CookieOptions> = fc.record({
      path: fc.constantFrom('/', '/a', '/a/b=c'),
      domain: fc.constantFrom('example.com', 'a.b'),
      maxAge: fc.integer({ min: 0, max: 34_560_000 }),
      httpOnly: fc.boolean(),
      sameSite: fc.constantFrom('Strict', 'Lax', 'None'),
    }, { requiredKeys: [] })
    fc.assert(fc.property(fc.string().filter(isCookieValue), options, (value, some) => {
      const line = serializeCookie('a', value, { ...some, secure: true })
      expect(parseSetCookie(line)).toEqual({ name: 'a', value, ...bare, ...some, secure: true })
    }))
  })

  it.each([
    ['blanks round name and value', ' \ta \t=\t b c \t', { name: 'a', value: 'b c' }],
    ['no name', 'b', { name: '', value: 'b' }],
    ['an empty name', '=b=c', { name: '', value: 'b=c' }],
    ['a name alone', 'a=', { name: 'a', value: '' }],
    ['quotes, which are part of the value', 'a="b;c"', { name: 'a', value: '"b' }],
    ['percent signs, which mean nothing', '%61=%62', { name: '%61', value: '%62' }],
    ['a no-break space, which is no blank', '\u00a0a=b\u00a0', { name: '\u00a0a', value: 'b\u00a0' }],
  ])('B-20: reads %s', (_, line, expected) => expect(parseSetCookie(line)).toEqual({ ...expected, ...bare }))

  it.each([
    ['any case', 'SECURE; hTTPoNLY; pARTITIONED', { secure: true, httpOnly: true, partitioned: true }],
    ['a flag with a value', 'Secure=no', { secure: true }],
    ['the last of two', 'Path=/a; Path=/b; Max-Age=1; Max-Age=2', { path: '/b', maxAge: 2 }],
    ['a path that is not absolute as the default', 'Path=/a; Path=b', {}],
    ['a domain with a dot in front and capitals', 'Domain=.Example.COM', { domain: 'example.com' }],
    ['an empty domain as none', 'Domain=a.b; Domain=', {}],
    ['SameSite in any case', 'SameSite=strict', { sameSite: 'Strict' }],
    ['another SameSite as the default', 'SameSite=Lax; SameSite=Sometimes', {}],
    ['a date', 'Expires=Thu, 01 Jan 1970 00:01:00 GMT', { expires: 60 }],
    ['no date as nothing', 'Expires=Thu, 01 Jan 1970 00:01:00 GMT; Expires=soon', { expires: 60 }],
    ['a negative age as 0', 'Max-Age=-5', { maxAge: 0 }],
    ['no age as nothing', ['1', '', 'x', '1x', '+1', '1.5'].map((age) => `Max-Age=${age}`).join(';'), { maxAge: 1 }],
    ['400 days at most', `Max-Age=34560001`, { maxAge: 34_560_000 }],
    ['an age without end', `Max-Age=${'9'.repeat(400)}`, { maxAge: 34_560_000 }],
    ['what nobody knows as nothing', 'Priority=High; =; ;Secured; Secure x; "Secure"', {}],
    ['an attribute of 1025 bytes as nothing', `Path=/; Path=/${'x'.repeat(1024)}`, { path: '/' }],
    ['an attribute of 1024 bytes', `Path=/${'x'.repeat(1023)}`, { path: `/${'x'.repeat(1023)}` }],
  ])('reads %s', (_, attributes, expected) => {
    expect(parseSetCookie(`a=b; ${attributes}`)).toEqual({ name: 'a', value: 'b', ...bare, ...expected })
  })

  it.each(['', ' ', '=', ' = ; Path=/', ';', '; a=b'])('is null for %j: neither name nor value', (line) => {
    expect(parseSetCookie(line)).toBeNull()
  })

  it('E-14: is null for a line with a control character, wherever it stands', () => {
    const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).filter((text) => text !== '\t')
    const lines = [...controls, '\u007f'].flatMap((control) => (
      [`${control}a=b`, `a${control}=b`, `a=b${control}`, `a=b; Path=/${control}`]
    ))
    expect(lines.filter((line) => parseSetCookie(line) !== null)).toEqual([])
    expect(lines).toHaveLength(128)
  })

  it('B-21: is null above 4096 bytes of name and value', () => {
    expect(parseSetCookie(`n=${'v'.repeat(4095)}; Path=/`)?.value).toHaveLength(4095)
    expect(parseSetCookie(`n=${'v'.repeat(4096)}; Path=/`)).toBeNull()
  })

  it.skipIf(topSites === null)('reads what the best known sites set', () => {
    const lines = Object.values(topSites ?? {}).flat()
    expect(lines.map(parseSetCookie).filter((cookie) => cookie === null || cookie.name === '')).toEqual([])
    expect(lines.length).toBeGreaterThan(50)
  })
})
