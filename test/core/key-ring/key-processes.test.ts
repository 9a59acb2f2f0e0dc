import { describe, expect, it, onTestFinished } from 'vitest'
import { KeyRingError } from '../../../src/core/key-ring.ts'
import { dropKey, rotateKey } from '../../../src/core/key-ring/turn-keys.ts'
import { sqliteStore } from '../../../src/stores/sqlite.ts'
import { ask, openLogin, showing } from '../logins.ts'
import { kidOf, later, newer, older, startTwo, statesOf, untilItIssues } from './rings.ts'
import { addUser, newFile, startSystem, type System } from '../system.ts'

describe('F-01: a process that has not been given the new secret yet', () => {
  it('goes on with the key before, reports the one that it cannot open, and hears of drops', async () => {
    const [one, other] = await startTwo([[newer, older], older])
    const user = await addUser(one)
    const [token, jwt] = [await openLogin(one, user, { carrier: 'token' }), await openLogin(one, user, { carrier: 'jwt' })]
    await rotateKey(one.core, 'token')
    await later(one, untilItIssues)
    await dropKey(one.core, kidOf(one))
    await later(other, untilItIssues)
    expect(other.faults[0]).toBeInstanceOf(KeyRingError)
    expect(await ask(other, showing(jwt))).toBe('credential_invalid')
    expect(await ask(other, showing(token))).toBe('ok')
    const issued = await openLogin(other, user, { carrier: 'token' })
    for (const system of [one, other]) expect(await ask(system, showing(issued))).toBe('ok')
    // What it cannot open it leaves as it is.
    expect(await statesOf(one, 'token')).toEqual(['current', 'previous'])
  })
})

describe('C-12: ten processes on one file', () => {
  const uses = ['jwt', 'jwe', 'token', 'refresh', 'cookie'] as const

  async function startTen(file: string, secret: string | readonly string[] = older, at?: number): Promise<readonly System[]> {
    return Promise.all(Array.from({ length: 10 }, async () => {
      const store = sqliteStore({ file })
      onTestFinished(() => store.close())
      return startSystem({ store, secret, ...(at !== undefined && { at }) })
    }))
  }

  it('promote and retire a key at once, and come to one ring', async () => {
    const systems = await startTen(newFile())
    const [first] = systems
    if (first === undefined) throw new RangeError('there are ten')
    for (const use of uses) await Promise.all(systems.slice(0, 3).map(({ core }) => rotateKey(core, use)))
    for (const use of uses) expect(await statesOf(first, use)).toEqual(['current', 'next'])
    for (const seconds of [untilItIssues, 13 * 3600]) {
      await Promise.all(systems.map((system) => later(system, seconds)))
      for (const use of uses) expect(new Set(systems.map((system) => kidOf(system, use))).size).toBe(1)
    }
    for (const use of uses) expect(await statesOf(first, use)).toEqual(use === 'cookie' ? ['current', 'previous'] : ['current'])
    expect(systems.flatMap(({ faults }) => faults)).toEqual([])
  })

  it('drop one key at once, and one new key issues', async () => {
    const systems = await startTen(newFile())
    const kid = systems[0] === undefined ? '' : kidOf(systems[0])
    const dropped = await Promise.all(systems.map(({ core }) => dropKey(core, kid)))
    expect(dropped.filter(Boolean)).toHaveLength(1)
    expect(new Set(systems.map((system) => kidOf(system))).size).toBe(1)
  })

  it('seal the ring again under a new secret while others turn and drop its keys', async () => {
    const file = newFile()
    const [one, two] = await startTen(file)
    if (one === undefined || two === undefined) throw new RangeError('there are ten')
    const dropped = kidOf(one, 'token')
    const [renewed] = await Promise.all([
      startTen(file, [newer, older]), rotateKey(one.core, 'jwt'), dropKey(two.core, dropped), rotateKey(two.core, 'refresh'),
    ])
    await Promise.all(renewed.map((system) => later(system, 90)))
    const last = await startTen(file, [newer, older], one.now() + untilItIssues)
    expect(new Set(last.map((system) => `${kidOf(system)} ${kidOf(system, 'token')} ${kidOf(system, 'refresh')}`)).size).toBe(1)
    expect(last[0] !== undefined && kidOf(last[0], 'token')).not.toBe(dropped)
    await startTen(file, newer, one.now() + untilItIssues)
  })
})
