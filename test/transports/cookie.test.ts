import { describe, expect, it } from 'vitest'
import { cookie } from '../../src/transports/cookie.ts'
import { requestWith } from './request.ts'

const life = { expiresIn: 3600, persistent: false }

describe('the cookie transport', () => {
  it('B-01: sets __Host-, Secure, HttpOnly, all paths, no domain, SameSite=Lax, until the browser closes', () => {
    expect(cookie().jar.set('lk_se_x', life)).toBe('__Host-latchkey=lk_se_x; Path=/; Secure; HttpOnly; SameSite=Lax')
  })

  it('B-01: sets it SameSite=Strict where that is configured', () => {
    expect(cookie({ sameSite: 'Strict' }).jar.set('x', life)).toBe(
      '__Host-latchkey=x; Path=/; Secure; HttpOnly; SameSite=Strict',
    )
  })

  it('keeps a persistent one for its life, and for 400 days at most', () => {
    const { jar } = cookie()
    expect(jar.set('x', { expiresIn: 60, persistent: true })).toContain('; Max-Age=60; ')
    expect(jar.set('x', { expiresIn: 1e9, persistent: true })).toContain('; Max-Age=34560000; ')
  })

  it('clears it with the same attributes', () => {
    expect(cookie().jar.clear()).toBe('__Host-latchkey=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax')
  })

  it('B-19: reads every value of its name', () => {
    expect(cookie().read(requestWith({ cookie: 'a=b; __Host-latchkey=1; __Host-latchkey=2' }))).toEqual(['1', '2'])
  })

  it('reads nothing where there is nothing of its name', () => {
    expect(cookie().read(requestWith({}))).toEqual([])
    expect(cookie().read(requestWith({ cookie: 'a=b', authorization: 'Bearer x', 'x-auth-token': 'y' }))).toEqual([])
  })

  it('is told from one of another name by its name', () => {
    expect(cookie().name).toBe('cookie:__Host-latchkey')
    expect(cookie({ name: '__Host-lab' }).name).toBe('cookie:__Host-lab')
  })

  it.each(['latchkey', '__Secure-latchkey', '__host-latchkey', '', '__Host-a b', '__Host-a;b'])(
    'B-01: refuses the name %j',
    (name) => {
      expect(() => cookie({ name })).toThrow(TypeError)
    },
  )

  it('E-14: refuses a credential that would be more than a value', () => {
    expect(() => cookie().jar.set('x; Domain=evil.example', life)).toThrow(TypeError)
    expect(() => cookie().jar.set('x\r\nSet-Cookie: a=b', life)).toThrow(TypeError)
  })
})
