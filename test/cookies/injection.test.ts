/** Cases of our own: whatever is asked for, no line comes out that a browser reads as something else. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CookiePrefix, defineCookie } from '../../src/cookies/define-cookie.ts'
import { type CookieOptions, serializeCookie } from '../../src/cookies/serialize.ts'

interface Injection {
  readonly name?: string
  readonly value?: string
  readonly options?: CookieOptions
}

const controls = [...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)), '\u007f']
const separators = [...' ;,"\\']
const beyondAscii = ['\u0080', '\u00a0', 'é', '\u2028', '\uff1b', '\u010a', '\u010d', '🗝', '\ud800']
const payloads = [
  '\r\nSet-Cookie: evil=1', '\nLocation: https://evil.example', '\r\n\r\n<script>', '%0d%0a\r\n',
  '; Domain=evil.example', '; Path=/; Secure', ';HttpOnly', '; Max-Age=0', ', evil=1', '" ; a="b',
]
const texts = [...controls, ...separators, ...beyondAscii, ...payloads]
/** At the start, in the middle, at the end. */
const placed = texts.flatMap((text) => [`${text}xy`, `x${text}y`, `xy${text}`])

const inEachPart = placed.flatMap((text): Injection[] => [
  { name: text }, { value: text }, { options: { path: `/${text}` } }, { options: { domain: text } },
])
const names = ['', '=', 'a=b', '=a', 'a=', '(a)', 'a/b', 'a:b', 'a@b', '[a]', 'a?', '{a}']
  .map((name): Injection => ({ name }))
const paths = ['', 'a', '../a', ' /', 'https://evil.example/', '/a?b;c']
  .map((path): Injection => ({ options: { path } }))
const domains = ['', '.', '..', '.a.b', 'a.b.', 'a b', 'a/b', 'a:80', '-a', 'a-', '*.a.b', '[::1]', 'a_b', 'a@b']
  .map((domain): Injection => ({ options: { domain } }))
const ages = [-1, 0.5, NaN, Infinity, 34_560_001].map((maxAge): Injection => ({ options: { maxAge } }))

/** Every spelling of the prefixes with every set of attributes that lacks something. */
const hosts = ['__Host-', '__HOST-', '__host-', '__hOsT-', '__Host-Http-', '__HOST-HTTP-']
const secures = ['__Secure-', '__SECURE-', '__secure-', '__Http-', '__HTTP-']
const hostMisuse: CookieOptions[] = [
  {}, { path: '/' }, { secure: true, httpOnly: true }, { path: '/', httpOnly: true },
  { path: '/a', secure: true, httpOnly: true }, { path: '/', secure: true, httpOnly: true, domain: 'example.com' },
  { path: '//', secure: true, httpOnly: true },
]
const prefixes: Injection[] = [
  ...hosts.flatMap((prefix) => hostMisuse.map((options): Injection => ({ name: `${prefix}a`, options }))),
  ...secures.flatMap((prefix) => [{}, { path: '/' }, { httpOnly: true }].map((options) => (
    { name: `${prefix}a`, options }
  ))),
  ...['__Http-a', '__Host-Http-a'].map((name) => ({ name, options: { path: '/', secure: true } })),
]
const others: Injection[] = [{ options: { sameSite: 'None' } }, { options: { partitioned: true } }]

const injections = [...inEachPart, ...names, ...paths, ...domains, ...ages, ...prefixes, ...others]

describe('an injection', () => {
  it('E-14: is written in none of more than 700 cases: 0 serialise', () => {
    const written = injections.filter(({ name = 'a', value = 'b', options = {} }) =>
      thrownBy(() => serializeCookie(name, value, options)) !== 'TypeError',
    )
    expect(written).toEqual([])
    expect(injections.length).toBeGreaterThan(700)
  })

  it('E-14: is no name, prefix or domain of a typed cookie', () => {
    const prefix: CookiePrefix = '__Secure-'
    const definition = { schema: z.string(), protection: 'plain', prefix } as const
    const defined = placed.filter((text) =>
      thrownBy(() => defineCookie(text, definition)) !== 'TypeError' ||
      thrownBy(() => defineCookie('a', { ...definition, domain: text })) !== 'TypeError',
    )
    expect(defined).toEqual([])
  })

  it('E-14: is a value of a typed cookie like any other, and no character of the line', () => {
    const cookie = defineCookie('a', { schema: z.string(), protection: 'plain' })
    for (const text of placed) {
      expect(cookie.write(text)).toMatch(/^__Host-a=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    }
  })
})

function thrownBy(write: () => unknown): string | null {
  try {
    write()
    return null
  } catch (error) {
    return error instanceof TypeError ? 'TypeError' : String(error)
  }
}
