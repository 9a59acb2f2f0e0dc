import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCookie } from '../../src/cookies/define-cookie.ts'
import { headerOf } from './headers.ts'
import { secretOf } from './secrets.ts'

const [january, may, september] = [secretOf('january'), secretOf('may'), secretOf('september')]
const value = { plan: 'basic' }
const unauthentic = { status: 'invalid', reason: 'unauthentic' }

describe.each(['signed', 'encrypted'] as const)('a rotated secret of a cookie that is %s', (protection) => {
  const cookieUnder = (...secrets: readonly string[]) =>
    defineCookie('plan', { schema: z.object({ plan: z.string() }), protection, secrets })
  /** What a server does with each request: reads, and writes again what an older secret made. */
  const visit = (header: string, ...secrets: readonly string[]) => {
    const cookie = cookieUnder(...secrets)
    const reading = cookie.read(header)
    return reading.status === 'valid' && reading.renew ? headerOf(cookie.write(reading.value)) : header
  }

  it('writes with the first and reads with all', () => {
    const old = headerOf(cookieUnder(january).write(value))
    expect(cookieUnder(may, january).read(old)).toEqual({ status: 'valid', value, renew: true })
    expect(cookieUnder(september, may, january).read(old)).toEqual({ status: 'valid', value, renew: true })
    const fresh = headerOf(cookieUnder(may, january).write(value))
    expect(cookieUnder(may).read(fresh)).toEqual({ status: 'valid', value, renew: false })
    expect(cookieUnder(january).read(fresh)).toEqual(unauthentic)
  })

  it('upgrades in place: through three secrets in sequence nobody who comes by loses the cookie', () => {
    const first = headerOf(cookieUnder(january).write(value))
    const second = visit(first, may, january)
    expect(second).not.toBe(first)
    expect(visit(second, may, january)).toBe(second)
    // The oldest is dropped as the newest arrives.
    const third = visit(second, september, may)
    expect(cookieUnder(september).read(third)).toEqual({ status: 'valid', value, renew: false })
  })

  it('is forgotten when it is dropped, for who did not come by', () => {
    const old = headerOf(cookieUnder(january).write(value))
    expect(cookieUnder(september, may).read(old)).toEqual(unauthentic)
    expect(visit(old, september, may)).toBe(old)
  })

  it('stays what it is when only the order of the older ones changes', () => {
    const old = headerOf(cookieUnder(january).write(value))
    expect(cookieUnder(september, january, may).read(old)).toEqual({ status: 'valid', value, renew: true })
  })
})
