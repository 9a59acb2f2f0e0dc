import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CookieSettings, defineCookie, type TypedCookie } from '../../src/cookies/define-cookie.ts'
import { encodeText } from '../../src/cookies/json.ts'
import { parseSetCookie } from '../../src/cookies/parse-set-cookie.ts'
import { createProtection, type ProtectionOptions } from '../../src/cookies/protection.ts'
import { schemaOf } from '../../src/cookies/standard-schema.ts'
import { headerOf } from './headers.ts'
import { secretOf } from './secrets.ts'

const secrets = secretOf('first')
const protectedGuards = [{ protection: 'signed', secrets }, { protection: 'encrypted', secrets }] as const
const guards = [{ protection: 'plain' }, ...protectedGuards] as const

const cart = z.object({ items: z.array(z.string().max(20)).max(5), note: z.string().max(100).optional() })
const define = (guard: ProtectionOptions, settings: CookieSettings = {}) =>
  defineCookie('cart', { schema: cart, ...guard, ...settings })

describe.each(guards)('a cookie that is $protection', (guard) => {
  const cookie = define(guard)

  it('is read as it was written, whatever the value', () => {
    const items = fc.array(fc.string({ unit: 'binary', maxLength: 10 }), { maxLength: 5 })
    const value = fc.record({ items, note: fc.string({ maxLength: 50 }) }, { requiredKeys: ['items'] })
    fc.assert(fc.property(value, (some) => {
      expect(cookie.read(headerOf(cookie.write(some)))).toEqual({ status: 'valid', value: some, renew: false })
    }))
  })

  it('holds any JSON, with a schema by hand that lets it through', () => {
    const json = fc.jsonValue().filter((value) => value !== null && !JSON.stringify(value).includes('"__proto__"'))
    const free = defineCookie('free', { schema: schemaOf((value) => value), ...guard })
    fc.assert(fc.property(json, (value) => {
      const kept: unknown = JSON.parse(JSON.stringify(value))
      expect(free.read(headerOf(free.write(value)))).toEqual({ status: 'valid', value: kept, renew: false })
    }))
  })

  it('is absent where it did not come', () => {
    for (const header of [undefined, null, '', 'a=b', 'cart=x', '__Secure-cart=x', '__host-cart=x']) {
      expect(cookie.read(header)).toEqual({ status: 'absent' })
    }
  })

  it('B-19: is invalid when it comes twice, though both be ours', () => {
    const header = headerOf(cookie.write({ items: ['a'] }))
    const twice = { status: 'invalid', reason: 'twice' }
    expect(cookie.read(`${header}; ${header}`)).toEqual(twice)
    expect(cookie.read(`${cookie.name}=; ${header}`)).toEqual(twice)
    expect(cookie.read(`${header}; a=b; ${cookie.name}=tossed`)).toEqual(twice)
  })

  it('B-20: is found under its exact name alone', () => {
    const value = headerOf(cookie.write({ items: [] })).slice(cookie.name.length + 1)
    const names = ['__HOST-cart', '__Host-Cart', '\u00a0__Host-cart', '"__Host-cart"', '%5F_Host-cart', '=__Host-cart']
    for (const name of names) {
      expect(cookie.read(`${name}=${value}`)).toEqual({ status: 'absent' })
    }
  })

  it('B-21: is a TypeError to write above 4096 bytes, and one byte less is kept', () => {
    const free = defineCookie('big', { schema: z.string(), ...guard })
    const sizes = Array.from({ length: 6 }, (_, n) => n).map((n) => 'x'.repeat(largest(free) + n))
    expect(parseSetCookie(free.write(sizes[0] ?? ''))).not.toBeNull()
    expect(sizes.slice(1).map((size) => lineOrMessage(free, size))).toEqual(
      sizes.slice(1).map(() => expect.stringMatching(/^cookie __Host-big has \d+ bytes; browsers keep 4096 at most$/)),
    )
  })

  it('B-21: is invalid when it comes larger than browsers keep', () => {
    const big = defineCookie('big', { schema: z.string(), ...guard })
    const reason = guard.protection === 'plain' ? 'schema' : 'unauthentic'
    const value = createProtection(big.name, guard).protect(JSON.stringify('x'.repeat(4096)))
    expect(big.read(`${big.name}=${value}`)).toEqual({ status: 'invalid', reason })
  })

  it('is a TypeError to write against its schema, which names the place and not the value', () => {
    const message = /^the schema of cookie __Host-cart refuses the value at items\.0, note$/
    // A caller in JavaScript may pass anything.
    expect(() => cookie.write({ items: [42], note: 42 } as never)).toThrow(message)
    expect(() => cookie.write('tops3cret' as never)).toThrow(/^the schema of cookie __Host-cart refuses the value$/)
  })

  it('lets nothing through that its schema does not name', () => {
    const user = { items: ['a'], passwordHash: 'x' }
    expect(cookie.read(headerOf(cookie.write(user)))).toMatchObject({ value: { items: ['a'] } })
    expect(cookie.write(user).length).toBe(cookie.write({ items: ['a'] }).length)
  })

  it('clears as it was written, so that browsers find it', () => {
    for (const settings of [{}, { maxAge: 60 }, { prefix: '__Secure-', domain: 'example.com' } as const]) {
      const { write, clear } = define(guard, settings)
      const written = parseSetCookie(write({ items: [] }))
      expect(parseSetCookie(clear())).toEqual({ ...written, value: '', maxAge: 0 })
    }
  })
})

describe.each(protectedGuards)('a cookie that is $protection', (guard) => {
  const cookie = define(guard)
  const unauthentic = { status: 'invalid', reason: 'unauthentic' }

  it('is unauthentic with any character changed', () => {
    const header = headerOf(cookie.write({ items: ['abc', 'def'], note: 'x' }))
    const start = cookie.name.length + 1
    const at = fc.integer({ min: start, max: header.length - 1 })
    const character = fc.constantFrom(...'ABCxyz019-_.=+/ ~"')
    fc.assert(fc.property(at, character, (place, other) => {
      const changed = header.slice(0, place) + other + header.slice(place + 1)
      // A blank at the very end is taken away with its character, as browsers do.
      fc.pre(changed !== header)
      expect(cookie.read(changed)).toEqual(unauthentic)
    }), { numRuns: 1000 })
  })

  it('is unauthentic with the value of another cookie, of another prefix or of another protection', () => {
    const others: TypedCookie<unknown, { items: string[] }>[] = [
      defineCookie('order', { schema: cart, ...guard }),
      define(guard, { prefix: '__Secure-' }),
      define(guard, { prefix: '' }),
      ...guards.filter(({ protection }) => protection !== guard.protection).map((other) => define(other)),
      define({ ...guard, secrets: secretOf('elsewhere') }),
    ]
    const readings = others.map((other) => {
      const value = headerOf(other.write({ items: ['a'] })).slice(other.name.length + 1)
      return cookie.read(`${cookie.name}=${value}`)
    })
    expect(readings).toEqual(Array(6).fill(unauthentic))
  })

  it('is unauthentic when empty or made up', () => {
    for (const value of ['', '.', 'x', 'e30', encodeText('{"items":[]}'), 'a'.repeat(4000)]) {
      expect(cookie.read(`${cookie.name}=${value}`)).toEqual(unauthentic)
    }
  })

  it('is no longer what a changed schema takes, though authentic', () => {
    const later = defineCookie('cart', { schema: z.object({ list: z.array(z.string()) }), ...guard })
    expect(later.read(headerOf(cookie.write({ items: [] })))).toEqual({ status: 'invalid', reason: 'schema' })
  })

  it('needs secrets, and good ones', () => {
    // A definition in JavaScript, or a secret that nobody configured.
    const without = { protection: guard.protection } as unknown as ProtectionOptions
    expect(() => define(without)).toThrow(/^cookie __Host-cart is not plain; expected secrets$/)
    expect(() => define({ ...guard, secrets: [] })).toThrow(TypeError)
    expect(() => define({ ...guard, secrets: 'short' })).toThrow(/^a secret has 5 bytes/)
  })
})

describe('an encrypted cookie', () => {
  it('shows nothing of its value', () => {
    const cookie = define({ protection: 'encrypted', secrets })
    const line = cookie.write({ items: ['abc'] })
    const value = headerOf(line).slice(cookie.name.length + 1)
    expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain('abc')
  })
})

describe('a plain cookie', () => {
  const cookie = define({ protection: 'plain' })

  it('is base64url of JSON, shorter than percent-encoding and without a percent sign', () => {
    const line = cookie.write({ items: ['a b', 'c,d'] })
    const value = encodeText('{"items":["a b","c,d"]}')
    expect(headerOf(line)).toBe(`__Host-cart=${value}`)
    expect(value.length).toBeLessThan(encodeURIComponent('{"items":["a b","c,d"]}').length)
  })

  it.each([
    ['empty', ''],
    ['no base64url', '{"items":[]}'],
    ['padded', `${encodeText('{"items":[] }')}=`],
    ['no JSON', encodeText('items')],
    ['no UTF-8', Buffer.from('{"items":["\xff"]}', 'latin1').toString('base64url')],
    ['of another shape', encodeText('{"items":{}}')],
    ['null', encodeText('null')],
    ['two values', encodeText('{"items":[]}{"items":[]}')],
    ['after a byte order mark', encodeText('\ufeff{"items":[]}')],
    ['a member called __proto__', encodeText('{"items":[],"__proto__":{"isAdmin":true}}')],
    ['a deeper member called __proto__', encodeText('{"items":[],"note":{"__proto__":{}}}')],
    ['nested without end', encodeText('['.repeat(3000))],
  ])('is against the schema when it is %s', (_, value) => {
    expect(cookie.read(`${cookie.name}=${value}`)).toEqual({ status: 'invalid', reason: 'schema' })
  })
})

/** The longest text that the cookie takes. */
function largest(cookie: TypedCookie<string>): number {
  let length = 3100
  while (lineOrMessage(cookie, 'x'.repeat(length)).startsWith('cookie ')) length--
  return length
}

function lineOrMessage(cookie: TypedCookie<string>, value: string): string {
  try {
    return cookie.write(value)
  } catch (error) {
    return error instanceof TypeError ? error.message : String(error)
  }
}
