import { describe, expect, it } from 'vitest'
import type { RequestView } from '../../src/contracts.ts'
import { authenticate } from '../../src/core/authenticate.ts'
import { ask, carrierNames, openLogin, requestOf, withBearer } from './logins.ts'
import { addUser, startSystem, type System } from './system.ts'

/** A login of each carrier. */
async function shown(): Promise<{ system: System, cookie: string, jwtText: string, token: string }> {
  const system = await startSystem()
  const user = await addUser(system)
  const [a, b, c] = await Promise.all(carrierNames.map((name) => openLogin(system, user, { carrier: name })))
  return { system, cookie: a?.credential ?? '', jwtText: b?.credential ?? '', token: c?.credential ?? '' }
}

describe('what a request shows', () => {
  it('is nothing, and anonymous, without a credential', async () => {
    const { system } = await shown()
    for (const headers of [{}, { cookie: 'theme=dark' }, { authorization: 'Basic eA==' }]) {
      expect(await ask(system, requestOf(headers))).toBe('anonymous')
    }
  })

  it('is ambiguous with two values, wherever they are, equal ones too', async () => {
    const { system, cookie, jwtText, token } = await shown()
    const twice: readonly Readonly<Record<string, string>>[] = [
      { cookie: `__Host-latchkey=${cookie}`, authorization: `Bearer ${jwtText}` },
      { cookie: `__Host-latchkey=${cookie}; __Host-latchkey=${cookie}` },
      { cookie: `__Host-latchkey=${cookie}; __Host-latchkey=` },
      { authorization: `Bearer ${jwtText}`, 'x-auth-token': token },
      { authorization: `Bearer ${token}`, 'x-auth-token': token },
      { authorization: `Bearer ${jwtText}, Bearer ${jwtText}` },
      { 'x-auth-token': `${token}, ${token}` },
    ]
    for (const headers of twice) expect(await ask(system, requestOf(headers))).toBe('ambiguous_credentials')
  })

  it('is invalid where no format takes it', async () => {
    const { system } = await shown()
    for (const value of ['', 'x', 'a.b', 'lk_at_', 'lk_xx_AAAA', 'a.b.c.d', 'null', 'undefined', '[object Object]']) {
      expect(await ask(system, withBearer(value))).toBe('credential_invalid')
    }
  })

  it('is counted and read only where the carriers of the route ride', async () => {
    const { system, cookie, jwtText, token } = await shown()
    const both = requestOf({ cookie: `__Host-latchkey=${cookie}`, authorization: `Bearer ${jwtText}` })
    expect(await ask(system, both, { carriers: ['cookie'] })).toBe('ok')
    expect(await ask(system, both, { carriers: ['jwt'] })).toBe('ok')
    expect(await ask(system, both, { carriers: ['cookie', 'jwt'] })).toBe('ambiguous_credentials')
    expect(await ask(system, requestOf({ cookie: `__Host-latchkey=${cookie}` }), { carriers: ['jwt', 'token'] })).toBe(
      'anonymous',
    )
    expect(await ask(system, withBearer(token), { carriers: ['jwt'] })).toBe('credential_invalid')
    expect(await ask(system, withBearer(jwtText), { carriers: ['token'] })).toBe('credential_invalid')
    expect(await ask(system, both, { carriers: [] })).toBe('anonymous')
  })

  it('of carriers that the instance has not is a mistake of the program', async () => {
    const { system } = await shown()
    await expect(ask(system, requestOf({}), { carriers: ['cookies'] })).rejects.toThrow(
      /no carrier is named "cookies"; there are: cookie, jwt, token/,
    )
  })

  it('reads each transport once, though two carriers ride on it', async () => {
    const { system, jwtText } = await shown()
    const asked: string[] = []
    const request: RequestView = {
      method: 'GET', path: '/',
      header(name) {
        asked.push(name)
        return name === 'authorization' ? `Bearer ${jwtText}` : undefined
      },
    }
    expect(await ask(system, request)).toBe('ok')
    expect(asked.filter((name) => name === 'authorization')).toHaveLength(1)
  })
})

it('C-03: carriers that share a transport are told apart by what their formats take', async () => {
  const { system, jwtText, token } = await shown()
  const carrierOf = async (credential: string) => {
    const outcome = await authenticate(system.core, withBearer(credential))
    return outcome.status === 'authenticated' ? outcome.principal.carrier : outcome.status
  }
  expect([await carrierOf(jwtText), await carrierOf(token)]).toEqual(['jwt', 'token'])
})
