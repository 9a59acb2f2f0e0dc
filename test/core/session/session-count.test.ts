import { describe, expect, it } from 'vitest'
import { listSessions } from '../../../src/core/session/endings.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { stores } from '../../support/instance.ts'
import { ask, carrierNames, openLogin, showing } from '../logins.ts'
import { addUser, startOn, startSystem } from '../system.ts'

const hour = 3600

describe('the list of sessions', () => {
  it('holds only sessions that still live, newest first, page after page', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const idle = await openLogin(system, user, { carrier: 'cookie' })
    system.pass(hour)
    const lasting = [await openLogin(system, user, { carrier: 'cookie', remember: true })]
    for (let n = 0; n < 4; n++) {
      system.pass(1)
      lasting.unshift(await openLogin(system, user, { carrier: 'cookie', remember: true }))
    }
    const ids = lasting.map(({ session }) => session.id)
    const list = async (limit: number, after?: string) =>
      (await listSessions(system.core, user, { limit, after })).map(({ id }) => id)
    expect(await list(10)).toEqual([...ids, idle.session.id])
    system.pass(hour)
    expect(await list(10)).toEqual(ids)
    expect(await list(3)).toEqual(ids.slice(0, 3))
    expect(await list(3, ids[2])).toEqual(ids.slice(3))
    expect(await list(3, ids[4])).toEqual([])
  })
})

describe.each(stores)('B-11: on the $name store, fifty sessions', ({ open }) => {
  it('are the most that a user has: the oldest goes', async () => {
    const system = await startOn(open, { limits: { sessionsPerUser: 5 } })
    const user = await addUser(system)
    const logins = []
    for (let n = 0; n < 7; n++) {
      logins.push(await openLogin(system, user, { carrier: carrierNames[n % 3] ?? 'cookie' }))
      system.pass(1)
    }
    const told = await Promise.all(logins.map((issued) => ask(system, showing(issued))))
    // The first by cookie, whose record is gone; the second by JWT, which the index refuses.
    expect(told).toEqual(['credential_invalid', 'session_revoked', 'ok', 'ok', 'ok', 'ok', 'ok'])
    expect(await listSessions(system.core, user, { limit: 100 })).toHaveLength(5)
  })

  it('of one user are no limit for another', async () => {
    const system = await startOn(open, { limits: { sessionsPerUser: 2 } })
    const [mira, noor] = [await addUser(system), await addUser(system, 'noor')]
    const first = await openLogin(system, mira, { carrier: 'cookie' })
    for (let n = 0; n < 4; n++) await openLogin(system, noor, { carrier: 'cookie' })
    expect(await ask(system, showing(first))).toBe('ok')
  })
})

it('a memory store that has to make room takes the oldest session and its secrets', async () => {
  const system = await startSystem({ store: memoryStore({ maxSessions: 1 }) })
  const user = await addUser(system)
  const [first, second] = [
    await openLogin(system, user, { carrier: 'cookie' }),
    await openLogin(system, user, { carrier: 'cookie' }),
  ]
  expect(await ask(system, showing(first))).toBe('credential_invalid')
  expect(await ask(system, showing(second))).toBe('ok')
})
