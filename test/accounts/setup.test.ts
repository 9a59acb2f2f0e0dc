import { describe, expect, it } from 'vitest'
import { createSetup, findSetup } from '../../src/accounts/setup.ts'
import { usersOf } from '../../src/accounts/users.ts'
import { randomSecret } from '../../src/crypto/random.ts'
import { stores } from '../support/instance.ts'
import { shaken, startOn, startSystem, type System } from '../core/system.ts'
import { seeded } from '../core/unsteady.ts'
import { loggedIn, told, trySignup } from './people.ts'

async function newCode({ core }: System): Promise<string> {
  const code = await createSetup(core)
  if (code === null) throw new Error('there is an administrator already')
  return code
}

describe.each(stores)('on the $name store, the code of the first administrator', ({ open }) => {
  it('A-20: makes one, though nobody else may sign up, and dies of it', async () => {
    const system = await startOn(open, { signup: 'closed' })
    expect(await system.store.hasRole('admin')).toBe(false)
    const setup = await newCode(system)
    const { issued } = await loggedIn(trySignup(system, { setup }))
    expect(issued.user.roles).toEqual(['admin'])
    expect(await told(trySignup(system, { username: 'noor', setup }))).toBe('signup_closed')
    expect(await createSetup(system.core)).toBeNull()
    const events = await system.store.listEvents({ subject: issued.user.id }, { limit: 10 })
    expect(events.map(({ type }) => type)).toContain('privilege_permissions_changed')
  })

  it.each([
    [3599, 'ok'],
    [3600, 'signup_closed'],
    [3601, 'signup_closed'],
  ])('A-20: %i s later is told %s', async (seconds, answer) => {
    const system = await startOn(open)
    const setup = await newCode(system)
    system.pass(seconds)
    expect(await told(trySignup(system, { setup }))).toBe(answer)
  })

  it('A-20: dies when there is an administrator, wherever from', async () => {
    const system = await startOn(open)
    const setup = await newCode(system)
    const { issued } = await loggedIn(trySignup(system))
    await usersOf(system.accounts).setRoles(issued.user.id, ['admin'])
    expect(await told(trySignup(system, { username: 'noor', setup }))).toBe('signup_closed')
  })

  it('A-20: used twice at once makes one, and the other is told so', async () => {
    const system = await startOn(open)
    for (let seed = 0; seed < 10; seed++) {
      const setup = await newCode(system)
      const answers = await Promise.all(['a', 'b', 'c'].map((name) => (
        told(trySignup(shaken(system, seeded(seed)), { username: `${name}-user${seed}`, setup }))
      )))
      expect(answers.toSorted()).toEqual(['ok', 'signup_closed', 'signup_closed'])
      const made = await Promise.all(['a', 'b', 'c'].map((name) => system.store.findUserByName(`${name}-user${seed}`)))
      for (const user of made) if (user !== null) await usersOf(system.accounts).setRoles(user.id, [])
    }
  })

  it('A-20: of two different ones used at once makes one administrator', async () => {
    const system = await startOn(open)
    for (let seed = 0; seed < 10; seed++) {
      const setups = [await newCode(system), await newCode(system)]
      const answers = await Promise.all(setups.map((setup, n) => (
        told(trySignup(shaken(system, seeded(seed)), { username: `other${n}-user${seed}`, setup }))
      )))
      expect(answers.toSorted()).toEqual(['ok', 'signup_closed'])
      const made = await Promise.all([0, 1].map((n) => system.store.findUserByName(`other${n}-user${seed}`)))
      for (const user of made) if (user !== null) await usersOf(system.accounts).setRoles(user.id, [])
    }
  })

  it('survives a refused attempt', async () => {
    const system = await startOn(open)
    const setup = await newCode(system)
    expect(await told(trySignup(system, { setup, password: 'short' }))).toBe('too_short')
    expect(await told(trySignup(system, { setup }))).toBe('ok')
  })
})

describe('what is no code', () => {
  it('A-20: makes no administrator, and no user', async () => {
    const system = await startSystem()
    const code = await newCode(system)
    for (const setup of [
      '',
      'x',
      `lk_su_${randomSecret()}`,
      code.slice(0, -1),
      `${code}A`,
      code.toUpperCase(),
      `lk_se_${code.slice(6)}`,
    ]) {
      expect(await findSetup(system.core, setup)).toBeNull()
      expect(await told(trySignup(system, { setup }))).toBe('signup_closed')
    }
    expect(await system.store.findUserByName('mira')).toBeNull()
  })
})

it('A-20: there is no user before somebody makes one', async () => {
  const { store } = await startSystem()
  expect(await store.hasRole('admin')).toBe(false)
  for (const name of ['admin', 'root', 'latchkey', 'administrator']) expect(await store.findUserByName(name)).toBeNull()
})
