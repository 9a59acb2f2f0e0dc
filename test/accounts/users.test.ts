import { describe, expect, it } from 'vitest'
import { usersOf } from '../../src/accounts/users.ts'
import { authenticate } from '../../src/core/authenticate.ts'
import { stores } from '../support/instance.ts'
import {
  ask,
  askAll,
  carrierNames,
  openLogin,
  refreshTokenOf,
  renew,
  nextOf,
  showing,
  verdict,
  withBearer,
} from '../core/logins.ts'
import { addUser, startOn, startSystem } from '../core/system.ts'
import { fail, loggedIn, told, tryLogin } from './people.ts'

describe.each(stores)('on the $name store, a user', ({ open }) => {
  it('is found by id, and by name in any spelling', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const users = usersOf(system.accounts)
    expect([await users.find(user.id), await users.findByName('ＭＩＲＡ')]).toEqual([user, user])
    expect([await users.find('nobody'), await users.findByName('nobody')]).toEqual([null, null])
  })

  it.each(carrierNames)(
    'B-09: who is disabled is out at once, by %s, and not in again when enabled',
    async (carrier) => {
      const system = await startOn(open)
      const user = await addUser(system)
      const users = usersOf(system.accounts)
      const issued = await openLogin(system, user, { carrier })
      expect(await users.disable(user.id)).toBe(true)
      expect(await users.disable(user.id)).toBe(true)
      expect(await askAll(system, issued)).toEqual(['session_revoked', 'session_revoked'])
      expect(await told(tryLogin(system))).toBe('invalid_credentials')
      expect(await users.enable(user.id)).toBe(true)
      expect(await askAll(system, issued)).toEqual(['session_revoked', 'session_revoked'])
      expect(await told(tryLogin(system, { carrier }))).toBe('ok')
    },
  )

  it.each(['jwt', 'token'] as const)(
    'C-19: whose roles change has a stale %s, and a refresh makes it good',
    async (carrier) => {
      const system = await startOn(open)
      const user = await addUser(system, 'mira', { roles: ['admin'] })
      const issued = await openLogin(system, user, { carrier })
      expect(await usersOf(system.accounts).setRoles(user.id, [])).toBe(true)
      expect(await askAll(system, issued)).toEqual(['credential_stale', 'credential_stale'])
      const next = await nextOf(system, refreshTokenOf(issued))
      const outcome = await authenticate(system.core, withBearer(next.credential))
      expect(outcome).toMatchObject({ status: 'authenticated', principal: { roles: [] } })
    },
  )

  it('whose roles change keeps the session by cookie, with the new roles', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const issued = await openLogin(system, user, { carrier: 'cookie' })
    await usersOf(system.accounts).setRoles(user.id, ['editor', 'author'])
    const outcome = await authenticate(system.core, showing(issued))
    expect(outcome).toMatchObject({ status: 'authenticated', principal: { roles: ['editor', 'author'] } })
  })

  it('A-10: who is unlocked may try again, by name and by device', async () => {
    const system = await startOn(open)
    await addUser(system)
    const { device } = await loggedIn(tryLogin(system))
    await fail(system, 5)
    expect(await told(tryLogin(system))).toBe('throttled')
    expect(await usersOf(system.accounts).unlock('Mira')).toBe(true)
    expect(await told(tryLogin(system))).toBe('ok')
    expect(await told(tryLogin(system, { device }))).toBe('ok')
  })
})

describe('what an operator does', () => {
  it('to nobody is answered with false', async () => {
    const users = usersOf((await startSystem()).accounts)
    const answers = [
      await users.unlock('nobody'),
      await users.disable('nobody'),
      await users.enable('nobody'),
      await users.setRoles('nobody', []),
    ]
    expect(answers).toEqual([false, false, false, false])
  })

  it('at once is done one after another', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const users = usersOf(system.accounts)
    await Promise.all([
      users.setRoles(user.id, ['a']),
      users.setRoles(user.id, ['b']),
      users.disable(user.id),
      users.enable(user.id),
    ])
    expect(await system.store.findUser(user.id)).toMatchObject({ version: 3, epoch: 2 })
  })

  it('takes a refresh of a disabled user for none', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const issued = await openLogin(system, user, { carrier: 'token' })
    await usersOf(system.accounts).disable(user.id)
    expect(verdict(await renew(system, refreshTokenOf(issued)))).toBe('session_revoked')
    expect(await ask(system, showing(issued), { freshness: 'stateless' })).toBe('ok')
  })
})
