import { describe, expect, it } from 'vitest'
import { usersOf } from '../../../src/accounts/users.ts'
import type { Store } from '../../../src/contracts.ts'
import { standardCarriers } from '../../../src/core/carriers.ts'
import { endEverywhere } from '../../../src/core/session/endings.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { randomSecret } from '../../../src/crypto/random.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { origin, stores } from '../../support/instance.ts'
import {
  ask, askAll, eventsOf, newFamily, nextOf, openLogin, refreshTokenOf, renew, showing, tellAll, verdict,
} from '../logins.ts'
import { addUser, cutOff, interrupted, shaken, startOn, startSystem, type System } from '../system.ts'
import { seeded } from '../unsteady.ts'

const renewable = ['jwt', 'token'] as const

describe.each(stores)('on the $name store, a refresh', ({ open }) => {
  it.each(renewable)(
    'C-16: of %s gives a new pair, in the carrier of the family, and consumes the old token',
    async (carrier) => {
      const system = await startOn(open)
      const issued = await openLogin(system, await addUser(system), { carrier })
      system.pass(300)
      const next = await nextOf(system, refreshTokenOf(issued))
      expect(next.carrier.name).toBe(carrier)
      expect([next.credential, refreshTokenOf(next)]).not.toContain(issued.credential)
      expect(refreshTokenOf(next)).not.toBe(refreshTokenOf(issued))
      expect(await askAll(system, next)).toEqual(['ok', 'ok'])
      const secrets = await system.store.listSecrets(issued.session.id)
      expect(secrets.map(({ generation, consumed }) => [generation, consumed])).toEqual([
        [1, system.now()],
        [2, null],
      ])
    },
  )

  it('C-16: leaves neither the token nor what its successor is derived from in the store', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    const second = refreshTokenOf(await nextOf(system, first))
    const rows = JSON.stringify([
      await system.store.listSecrets(issued.session.id),
      await system.store.listEvents({}, { limit: 100 }),
    ])
    for (const token of [first, second]) expect(rows).not.toContain(token.slice(6))
  })

  it('answers the session as it is now: its idle end has moved', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    system.pass(500)
    const next = await nextOf(system, first)
    expect(next.session).toEqual({ ...issued.session, lastSeen: issued.session.lastSeen + 500 })
    expect((await system.store.findSession(issued.session.id))?.session).toEqual(next.session)
    expect((await nextOf(system, first)).session).toEqual(next.session)
  })

  it('C-16: fifty at once with one token make one lineage, and each is given what works, ten times over', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    let token = first
    for (let generation = 2; generation <= 11; generation++) {
      const all = await Promise.all(Array.from({ length: 50 }, () => nextOf(system, token)))
      expect(new Set(all.map(refreshTokenOf)).size).toBe(1)
      const told = await Promise.all(all.map((one) => ask(system, showing(one), { freshness: 'authoritative' })))
      expect(new Set(told)).toEqual(new Set(['ok']))
      token = refreshTokenOf(all[0] ?? issued)
      expect(await system.store.listSecrets(issued.session.id)).toHaveLength(generation)
    }
  })

  it('C-16: fifty at once in any order make one lineage', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    const all = await Promise.all(Array.from({ length: 50 }, (_, seed) => nextOf(shaken(system, seeded(seed)), first)))
    expect(new Set(all.map(refreshTokenOf)).size).toBe(1)
    expect(await system.store.listSecrets(issued.session.id)).toHaveLength(2)
  })
})

describe.each(stores)('on the $name store, a refresh reads the user again', ({ open }) => {
  it('C-19: disabled: it is refused, and stays so when the user is enabled', async () => {
    const system = await startOn(open)
    const { user, issued, first } = await newFamily(system)
    await usersOf(system.accounts).disable(user.id)
    expect(await tellAll(system, [first])).toEqual(['session_revoked'])
    await usersOf(system.accounts).enable(user.id)
    expect(await tellAll(system, [first])).toEqual(['session_revoked'])
    expect(await askAll(system, issued)).toEqual(['session_revoked', 'session_revoked'])
  })

  it('C-19: ended everywhere: it is refused', async () => {
    const system = await startOn(open)
    const { user, first } = await newFamily(system)
    await endEverywhere(system.core, user.id, { from: nowhere, reason: 'test' })
    expect(await tellAll(system, [first])).toEqual(['session_revoked'])
  })

  it('C-19: deleted: there is nothing left to refresh', async () => {
    const system = await startOn(open)
    const { user, first } = await newFamily(system)
    await system.store.commit([{ do: 'delete', table: 'user', id: user.id, if: {} }])
    expect(await tellAll(system, [first])).toEqual(['credential_invalid'])
  })

  it('C-19: with other roles: the next access credential states them, and the last is stale', async () => {
    const system = await startOn(open)
    const { user, issued, first } = await newFamily(system)
    await usersOf(system.accounts).setRoles(user.id, ['editor'])
    expect(await askAll(system, issued)).toEqual(['credential_stale', 'credential_stale'])
    const next = await nextOf(system, first)
    expect(next.user.roles).toEqual(['editor'])
    expect(await askAll(system, next)).toEqual(['ok', 'ok'])
  })
})

describe('a refresh whose user changes before it is written', () => {
  it.each([
    ['disabled', ({ accounts }: System, id: string) => usersOf(accounts).disable(id), 'session_revoked'],
    ['ended everywhere', ({ core }: System, id: string) => (
      endEverywhere(core, id, { from: nowhere, reason: 'test' })
    ), 'session_revoked'],
    ['given other roles', ({ accounts }: System, id: string) => usersOf(accounts).setRoles(id, ['editor']), 'ok'],
  ] as const)('C-19: is read again: %s', async (_, act, told) => {
    const system = await startSystem()
    const { user, first } = await newFamily(system)
    const outcome = await renew(interrupted(system, () => act(system, user.id)), first)
    expect(verdict(outcome)).toBe(told)
    const given = outcome.ok ? await askAll(system, outcome.issued) : []
    expect(given.filter((one) => one !== 'ok')).toEqual([])
  })
})

describe('what is no refresh token', () => {
  it('is refused before the store is asked', async () => {
    const system = await startSystem()
    const { issued } = await newFamily(system)
    const cookie = await openLogin(system, await addUser(system, 'noor'), { carrier: 'cookie' })
    for (const text of [
      '',
      'x',
      'lk_rt_',
      'x'.repeat(8192),
      issued.credential,
      cookie.credential,
      `lk_rt_${'A'.repeat(44)}`,
    ]) {
      expect(verdict(await renew(cutOff(system), text))).toBe('credential_invalid')
    }
  })

  it('is refused where it was never given', async () => {
    const system = await startSystem()
    expect(await tellAll(system, [`lk_rt_${randomSecret()}`])).toEqual(['credential_invalid'])
  })
})

it('a refresh in a carrier that the instance has no more is refused, and uses nothing up', async () => {
  const store = memoryStore()
  const before = await startSystem({ store })
  const { first } = await newFamily(before)
  const [cookie] = standardCarriers({ origin, clock: before.core.clock })
  const without = await startSystem({ store, carriers: cookie === undefined ? [] : [cookie] })
  expect(await tellAll(without, [first])).toEqual(['credential_invalid'])
  without.pass(31)
  expect(await tellAll(await startSystem({ store, at: without.now() }), [first])).toEqual(['ok'])
})

it('C-16: a store that fails is an error, and the token is as good as before', async () => {
  const store = memoryStore()
  const system = await startSystem({ store })
  const { first } = await newFamily(system)
  const commit: Store['commit'] = () => Promise.reject(new Error('away'))
  const failing = { ...system, core: { ...system.core, store: { ...store, commit } } }
  await expect(renew(failing, first)).rejects.toThrow('away')
  expect(await tellAll(system, [first])).toEqual(['ok'])
})

it('F-08: each refresh is told to the audit log once, its repetitions not', async () => {
  const system = await startSystem()
  const { first } = await newFamily(system)
  await tellAll(system, [first, first, first])
  expect((await eventsOf(system)).filter((type) => type === 'session_renewed')).toHaveLength(1)
})
