import { describe, expect, it } from 'vitest'
import type { CommitResult, Store, StoredKey, Write } from '../../../src/contracts.ts'
import { dropKey, jwks, rotateKey } from '../../../src/core/key-ring/turn-keys.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { ask, newFamily, nextOf, openLogin, refreshTokenOf, renew, showing, tellAll } from '../logins.ts'
import { kidOf, later, startTwo, statesOf, untilItIssues } from './rings.ts'
import { addUser, startSystem } from '../system.ts'

/** A store whose next reading of the keys waits until it is let go, and then tells what it found when it was asked. */
function lateStore() {
  const store = memoryStore()
  let held: { until: Promise<void> } | undefined
  const late: Store = {
    ...store,
    async listKeys() {
      const waits = held
      held = undefined
      const rows = await store.listKeys()
      await waits?.until
      return rows
    },
  }
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    held = { until: promise }
    return () => { resolve(undefined) }
  }
  return { store: late, hold }
}

describe('C-12: a key that is dropped', () => {
  it('is not brought back by a reading that began before', async () => {
    const { store, hold } = lateStore()
    const system = await startSystem({ store })
    const issued = await openLogin(system, await addUser(system), { carrier: 'jwt' })
    const letGo = hold()
    system.pass(60)
    expect(system.core.ring.fresh()).toBeUndefined()
    await dropKey(system.core, kidOf(system))
    const current = kidOf(system)
    letGo()
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(await ask(system, showing(issued))).toBe('credential_invalid')
    expect(kidOf(system)).toBe(current)
  })

  it.each([
    ['was made and never answered', 'lost'], ['was answered, and the ring cannot be read', 'blind'],
  ] as const)('is believed no more where the commit %s', async (_, fault) => {
    const store = memoryStore()
    let mode: 'well' | 'lost' | 'blind' = 'well'
    let isBlind = false
    const failing: Store = {
      ...store,
      async commit(writes): Promise<CommitResult> {
        const result = await store.commit(writes)
        isBlind = mode === 'blind'
        if (mode === 'lost') throw new Error('the answer was lost')
        return result
      },
      listKeys: () => isBlind ? Promise.reject(new Error('away')) : store.listKeys(),
    }
    const system = await startSystem({ store: failing })
    const issued = await openLogin(system, await addUser(system), { carrier: 'token' })
    mode = fault
    await expect(dropKey(system.core, kidOf(system, 'token'))).rejects.toThrow(/the answer was lost|away/)
    mode = 'well'
    isBlind = false
    expect(await ask(system, showing(issued))).toBe('credential_invalid')
  })

  it('is followed by the one that waits, which other services know already', async () => {
    const system = await startSystem()
    const { kid } = await rotateKey(system.core, 'jwt')
    const published = jwks(system.core.keys()).map((key) => key.kid)
    await dropKey(system.core, kidOf(system))
    expect(kidOf(system)).toBe(kid)
    expect(published).toContain(kid)
    expect(await statesOf(system, 'jwt')).toEqual(['current'])
  })

  it('is refused by another process on the store 90 s later at most', async () => {
    const [one, other] = await startTwo()
    const issued = await openLogin(one, await addUser(one), { carrier: 'jwt' })
    await dropKey(one.core, kidOf(one))
    expect(await ask(other, showing(issued))).toBe('ok')
    other.pass(90)
    expect(await ask(other, showing(issued))).toBe('credential_invalid')
  })
})

describe('D-13: a process that knows the ring as it was', () => {
  it('takes a repeated refresh under a key that it has not read for no theft', async () => {
    const [one, other] = await startTwo()
    await dropKey(one.core, kidOf(one, 'refresh'))
    const { first } = await newFamily(one)
    const next = await nextOf(one, first)
    expect(refreshTokenOf(await nextOf(other, first))).toBe(refreshTokenOf(next))
    expect(await tellAll(other, [refreshTokenOf(next)])).toEqual(['ok'])
  })

  it('C-17: ends no family by a refresh under the key of before, though the other has turned it', async () => {
    const [one, other] = await startTwo()
    const { first } = await newFamily(one)
    await rotateKey(one.core, 'refresh')
    other.pass(untilItIssues - 1)
    await other.core.ring.fresh()
    await later(one, untilItIssues)
    // It has read the ring a second before the key was turned, and relies on it for as long as it may.
    other.pass(1 + 88)
    const before = kidOf(other, 'refresh')
    const next = await nextOf(other, first)
    expect(before).not.toBe(kidOf(one, 'refresh'))
    await later(one, 89 + 29)
    expect(refreshTokenOf(await nextOf(one, first))).toBe(refreshTokenOf(next))
  })

  it('reads it again before a login, so that no key issues which others have retired', async () => {
    const [one, idle] = await startTwo()
    const user = await addUser(one)
    await rotateKey(one.core, 'jwt')
    await later(one, untilItIssues)
    await later(one, 13 * 3600)
    idle.pass(untilItIssues + 13 * 3600)
    const issued = await openLogin(idle, user, { carrier: 'jwt' })
    for (const system of [one, idle]) expect(await ask(system, showing(issued))).toBe('ok')
  })

  it.each([-86_400, -3600])('reads it again where its clock was set by %i s', async (step) => {
    const [one, other] = await startTwo()
    const issued = await openLogin(one, await addUser(one), { carrier: 'cookie' })
    const before = kidOf(other)
    other.pass(step)
    await dropKey(one.core, kidOf(one))
    await ask(other, showing(issued))
    expect(kidOf(other)).not.toBe(before)
  })
})

describe('C-12: another algorithm, configured while a key waits', () => {
  it('throws the one that waits away, and never issues with it', async () => {
    const store = memoryStore()
    const before = await startSystem({ store })
    const waiting = await rotateKey(before.core, 'jwt')
    const after = await startSystem({ store, jwtAlgorithm: 'ES256' })
    expect(after.core.keys().find('jwt', waiting.kid)).toBeUndefined()
    await later(after, untilItIssues)
    expect(after.core.keys().current('jwt').algorithm).toBe('ES256')
    // A process of before that turns its key over is not taken at its word.
    const row: StoredKey = { ...await rowOf(store, kidOf(after)), kid: 'misfit', algorithm: 'EdDSA', state: 'next' }
    const writes: readonly Write[] = [{ do: 'insert', table: 'key', row }]
    await store.commit(writes)
    const next = await rotateKey(after.core, 'jwt')
    expect([next.algorithm, next.state]).toEqual(['ES256', 'next'])
    expect((await rowOf(store, 'misfit')).state).toBe('retired')
    expect(kidOf(after)).not.toBe(next.kid)
  })

  async function rowOf(store: Store, kid: string): Promise<StoredKey> {
    const row = (await store.listKeys()).find((one) => one.kid === kid)
    if (row === undefined) throw new RangeError(`there is no key ${kid}`)
    return row
  }
})

describe('a store that fails while the ring is turned', () => {
  it.each([0, 1])('leaves it whole: the %i. commit is lost, and the next reading goes on', async (lost) => {
    const store = memoryStore()
    let commits = Infinity
    const failing: Store = { ...store, commit: (writes) => (commits -= 1) < 0 ? Promise.reject(new Error('away')) : store.commit(writes) }
    const system = await startSystem({ store: failing, rotateEvery: 86_400 })
    const user = await addUser(system)
    commits = lost
    for (const seconds of [86_400, untilItIssues]) await later(system, seconds)
    commits = Infinity
    await later(system, 300)
    for (const use of ['jwt', 'token'] as const) {
      expect(await ask(system, showing(await openLogin(system, user, { carrier: use })))).toBe('ok')
      expect((await statesOf(system, use)).filter((state) => state === 'current')).toHaveLength(1)
    }
  })
})

describe('C-19: what a ring says of a family', () => {
  it('that was made under a key which was dropped: a repetition cannot be told from a theft', async () => {
    const system = await startSystem()
    const { first } = await newFamily(system)
    const next = await nextOf(system, first)
    await dropKey(system.core, kidOf(system, 'refresh'))
    expect((await renew(system, first)).ok).toBe(false)
    expect(await tellAll(system, [refreshTokenOf(next)])).toEqual(['credential_invalid'])
  })
})
