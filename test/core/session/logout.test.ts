import { describe, expect, it } from 'vitest'
import type { RequestView } from '../../../src/contracts.ts'
import { logout } from '../../../src/core/session/endings.ts'
import { randomId } from '../../../src/crypto/random.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { StoreError } from '../../../src/stores/store-error.ts'
import { origin, stores } from '../../support/instance.ts'
import {
  ask,
  askAll,
  carrierNames,
  eventsOf,
  isLive,
  loginOfEach,
  openLogin,
  refreshTokenOf,
  renew,
  requestOf,
  showing,
  verdict,
  withBearer,
  withCookie,
} from '../logins.ts'
import { addUser, cutOff, startOn, startSystem, type System } from '../system.ts'

async function leave({ core }: System, request: RequestView, refreshToken: string | null = null): Promise<string> {
  return verdict(await logout(core, request, refreshToken))
}

const nothing = requestOf({}, 'POST')
const ours = { origin }

describe.each(stores)('on the $name store, a logout', ({ open }) => {
  it.each(carrierNames)('B-07: that shows %s ends its login before it answers, and no other', async (name) => {
    const system = await startOn(open)
    const logins = await loginOfEach(system, await addUser(system))
    expect(await leave(system, showing(logins[name], 'POST'))).toBe('ok')
    for (const carrier of carrierNames) expect(await isLive(system, logins[carrier])).toBe(carrier !== name)
    expect(await system.store.findSession(logins[name].session.id)).toBeNull()
    expect(await system.store.listSecrets(logins[name].session.id)).toEqual([])
  })

  it.each(carrierNames)('is no error a second time, with %s', async (name) => {
    const system = await startOn(open)
    const logins = await loginOfEach(system, await addUser(system))
    for (let n = 0; n < 3; n++) expect(await leave(system, showing(logins[name], 'POST'))).toBe('ok')
    expect((await eventsOf(system)).filter((type) => type === 'session_revoked')).toHaveLength(1)
  })

  it.each(['jwt', 'token'] as const)('ends the login of an expired %s, if it is authentic', async (name) => {
    const system = await startOn(open)
    const { [name]: issued } = await loginOfEach(system, await addUser(system))
    system.pass(3600)
    expect(await askAll(system, issued)).toEqual(['credential_expired', 'credential_expired'])
    expect(await leave(system, showing(issued, 'POST'))).toBe('ok')
    expect(verdict(await renew(system, refreshTokenOf(issued)))).toBe('credential_invalid')
  })

  it.each(['jwt', 'token'] as const)('that shows nothing but a refresh token ends its family, by %s', async (name) => {
    const system = await startOn(open)
    const { [name]: issued } = await loginOfEach(system, await addUser(system))
    expect(await leave(system, nothing, refreshTokenOf(issued))).toBe('ok')
    expect(await isLive(system, issued)).toBe(false)
  })

  it('takes a refresh token of any generation', async () => {
    const system = await startOn(open)
    const { jwt } = await loginOfEach(system, await addUser(system))
    await renew(system, refreshTokenOf(jwt))
    system.pass(600)
    expect(await leave(system, nothing, refreshTokenOf(jwt))).toBe('ok')
    expect(await system.store.findSession(jwt.session.id)).toBeNull()
  })

  it('counts a refresh token only where nothing else was shown', async () => {
    const system = await startOn(open)
    const { cookie, jwt, token } = await loginOfEach(system, await addUser(system))
    expect(await leave(system, showing(cookie, 'POST'), refreshTokenOf(jwt))).toBe('ok')
    expect(await leave(system, showing(token, 'POST'), refreshTokenOf(jwt))).toBe('ok')
    expect([await isLive(system, cookie), await isLive(system, token), await isLive(system, jwt)]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('is as good as done with what is dead, unknown or nothing at all', async () => {
    const system = await startOn(open)
    const { cookie } = await loginOfEach(system, await addUser(system))
    const dead = [
      nothing,
      withBearer('x', 'POST'),
      withBearer('', 'POST'),
      withCookie('x', 'POST'),
      withCookie(`lk_se_${'A'.repeat(43)}`, 'POST'),
    ]
    for (const request of dead) expect(await leave(system, request)).toBe('ok')
    for (const token of ['', 'x', `lk_rt_${'A'.repeat(43)}`, cookie.credential])
      expect(await leave(system, nothing, token)).toBe('ok')
    expect(await isLive(system, cookie)).toBe(true)
  })

  it('of two credentials at once ends neither', async () => {
    const system = await startOn(open)
    const { cookie, jwt } = await loginOfEach(system, await addUser(system))
    const both = requestOf(
      { cookie: `__Host-latchkey=${cookie.credential}`, authorization: `Bearer ${jwt.credential}`, ...ours },
      'POST',
    )
    expect(await leave(system, both)).toBe('ambiguous_credentials')
    expect([await isLive(system, cookie), await isLive(system, jwt)]).toEqual([true, true])
  })

  it.each([{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site', ...ours }])(
    'of a cookie is refused from another site: %o',
    async (headers) => {
      const system = await startOn(open)
      const { cookie } = await loginOfEach(system, await addUser(system))
      expect(
        await leave(system, requestOf({ cookie: `__Host-latchkey=${cookie.credential}`, ...headers }, 'POST')),
      ).toBe('csrf_rejected')
      expect(await isLive(system, cookie)).toBe(true)
    },
  )

  it('ends nothing by a JWT that is for another place', async () => {
    const system = await startOn(open)
    const { jwt } = await loginOfEach(system, await addUser(system))
    const now = system.now()
    const { credential } = await system.carrier('jwt').format.issue(
      {
        purpose: 'access',
        issuer: origin,
        audience: 'https://other.example',
        subject: jwt.user.id,
        session: jwt.session.id,
        credential: randomId(),
        secret: '',
        issuedAt: now,
        expiresAt: now + 600,
        authTime: now,
        epoch: 1,
        version: 1,
        scope: null,
        roles: [],
      },
      system.core.keys(),
    )
    expect(await leave(system, withBearer(credential, 'POST'))).toBe('ok')
    expect(await isLive(system, jwt)).toBe(true)
  })
})

describe('a logout that the store does not answer', () => {
  it.each(carrierNames)('B-07: is an error, and no success, by %s', async (name) => {
    const system = await startSystem()
    const { [name]: issued } = await loginOfEach(system, await addUser(system))
    await expect(leave(cutOff(system), showing(issued, 'POST'))).rejects.toThrow(StoreError)
    expect(await isLive(system, issued)).toBe(true)
  })

  it.each(['jwt', 'token'] as const)(
    'B-07: tried again is true to its word, though the first was written and never answered, by %s',
    async (name) => {
      const system = await startSystem()
      const { [name]: issued } = await loginOfEach(system, await addUser(system))
      const silent = {
        ...system.store,
        async commit(writes: Parameters<typeof system.store.commit>[0]): Promise<never> {
          await system.store.commit(writes)
          throw new StoreError('the answer was lost')
        },
      }
      await expect(
        leave({ ...system, core: { ...system.core, store: silent } }, showing(issued, 'POST')),
      ).rejects.toThrow(StoreError)
      expect(await leave(system, showing(issued, 'POST'))).toBe('ok')
      expect(await askAll(system, issued)).toEqual(['session_revoked', 'session_revoked'])
    },
  )

  it('B-07: ends a JWT whose session the store has lost', async () => {
    const system = await startSystem({ store: memoryStore({ maxSessions: 1 }) })
    const user = await addUser(system)
    const issued = await openLogin(system, user, { carrier: 'jwt', renewed: false })
    await openLogin(system, user, { carrier: 'cookie' })
    expect(await system.store.findSession(issued.session.id)).toBeNull()
    for (let n = 0; n < 3; n++) expect(await leave(system, showing(issued, 'POST'))).toBe('ok')
    expect(await ask(system, showing(issued))).toBe('session_revoked')
    expect((await system.store.readRevocations(0)).entries).toHaveLength(1)
    system.pass(12 * 3600 - 1)
    system.core.index.prune(system.now())
    expect(await ask(system, showing(issued))).toBe('session_revoked')
  })
})
