import { describe, expect, it } from 'vitest'
import type { Seconds, Session, Store, Write } from '../../../src/contracts.ts'
import { listSessions } from '../../../src/core/session/endings.ts'
import { expiresAt, sessionRefusal } from '../../../src/core/session/sessions.ts'
import { StoreError } from '../../../src/stores/store-error.ts'
import { stores } from '../../support/instance.ts'
import { ask, askAll, carrierNames, openLogin, refreshTokenOf, renew, nextOf, showing, verdict } from '../logins.ts'
import { addUser, interrupted, startOn, startSystem, type System } from '../system.ts'

const hour = 3600
const day = 86_400
const offsets = [-1, 0, 1] as const
const toldAt = (offset: Seconds) => offset < 0 ? 'ok' : 'credential_expired'

async function sessionOf({ store }: System, id: string): Promise<Session> {
  const found = await store.findSession(id)
  if (found === null) throw new Error('there is no such session')
  return found.session
}

/** Lets the touch of a request through. */
async function settled({ core }: System): Promise<void> {
  await core.background.settled()
}

describe.each(stores)('on the $name store, a session', ({ open }) => {
  it.each(offsets)('B-05: by cookie ends after two idle hours: %i s from it', async (offset) => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    system.pass(2 * hour + offset)
    expect(await ask(system, showing(issued))).toBe(toldAt(offset))
  })

  it.each(offsets)('B-05: by cookie ends after twelve hours of use: %i s from it', async (offset) => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    for (let n = 0; n < 7; n++) {
      expect(await ask(system, showing(issued))).toBe('ok')
      await settled(system)
      system.pass(n < 6 ? 2 * hour - 60 : 12 * hour - 6 * (2 * hour - 60) + offset)
    }
    expect(await ask(system, showing(issued))).toBe(toldAt(offset))
  })

  it.each(offsets)('B-05: that is remembered ends after 14 idle days: %i s from it', async (offset) => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie', remember: true })
    system.pass(14 * day + offset)
    expect(await ask(system, showing(issued))).toBe(toldAt(offset))
  })

  it.each(offsets)('B-05: that is remembered ends after 30 days of use: %i s from it', async (offset) => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie', remember: true })
    for (let n = 0; n < 3; n++) {
      expect(await ask(system, showing(issued))).toBe('ok')
      await settled(system)
      system.pass(n < 2 ? 13 * day : 4 * day + offset)
    }
    expect(await ask(system, showing(issued))).toBe(toldAt(offset))
  })

  it('B-05: is moved by activity in its idle end, and never in its absolute one', async () => {
    const system = await startOn(open)
    const { session } = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    const issued = await openLogin(system, await addUser(system, 'noor'), { carrier: 'cookie' })
    system.pass(hour)
    await ask(system, showing(issued))
    await settled(system)
    const touched = await sessionOf(system, issued.session.id)
    expect(touched).toEqual({ ...issued.session, lastSeen: issued.session.lastSeen + hour })
    expect(expiresAt(touched)).toBe(expiresAt(issued.session) + hour)
    expect(await sessionOf(system, session.id)).toEqual(session)
  })

  it('is one record for a login, whatever carries it', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    for (const carrier of carrierNames) {
      const { session } = await openLogin(system, user, { carrier })
      expect(await sessionOf(system, session.id)).toMatchObject({
        subject: user.id,
        carrier,
        idle: 2 * hour,
        absoluteEnd: system.now() + 12 * hour,
      })
    }
    expect(await listSessions(system.core, user, { limit: 10 })).toHaveLength(3)
  })
})

describe.each(stores)('on the $name store, last-seen', ({ open }) => {
  it('B-06: is written once for a hundred requests in a second', async () => {
    const { store, remove } = open()
    const { counting, held } = countingTouches(store)
    const system = await startOn(() => ({ store: counting, remove }))
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    system.pass(60)
    await Promise.all(Array.from({ length: 90 }, () => ask(system, showing(issued))))
    for (let n = 0; n < 10; n++) expect(await ask(system, showing(issued))).toBe('ok')
    await settled(system)
    expect(held()).toBe(1)
    expect(system.faults).toEqual([])
  })

  it.each([[59, 0], [60, 60], [61, 61]])('B-06: %i s after the last time is %i s later', async (passed, later) => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    system.pass(passed)
    await ask(system, showing(issued))
    await settled(system)
    expect((await sessionOf(system, issued.session.id)).lastSeen).toBe(issued.session.lastSeen + later)
  })

  it('B-06: that cannot be written fails no request, and is reported', async () => {
    const { store, remove } = open()
    let isAway = false
    const commit: Store['commit'] = (writes) => isAway ? Promise.reject(new StoreError('away')) : store.commit(writes)
    const system = await startOn(() => ({ store: { ...store, commit }, remove }))
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    system.pass(60)
    isAway = true
    expect(await ask(system, showing(issued))).toBe('ok')
    await settled(system)
    expect(system.faults).toHaveLength(1)
    expect((await sessionOf(system, issued.session.id)).lastSeen).toBe(issued.session.lastSeen)
  })

  it('B-06: does not undo a later one that another process wrote meanwhile', async () => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    const later = { lastSeen: issued.session.lastSeen + 90 }
    system.pass(60)
    const late = interrupted(system, () => (
      system.store.commit([{ do: 'update', table: 'session', id: issued.session.id, if: {}, set: later }])
    ))
    expect(await ask(late, showing(issued))).toBe('ok')
    await settled(late)
    expect(await sessionOf(system, issued.session.id)).toMatchObject(later)
  })

  it('is not moved back by a clock that steps back', async () => {
    const system = await startOn(open)
    const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
    system.pass(-hour)
    expect(await ask(system, showing(issued))).toBe('ok')
    await settled(system)
    expect((await sessionOf(system, issued.session.id)).lastSeen).toBe(issued.session.lastSeen)
  })
})

/** The store, and how many of its commits moved a last-seen. */
function countingTouches(store: Store): { counting: Store, held: () => number } {
  let touches = 0
  const isTouch = ([write]: readonly Write[]) => write?.do === 'update' && write.table === 'session'
  const counting: Store = {
    ...store,
    async commit(writes) {
      const result = await store.commit(writes)
      if (result.ok && isTouch(writes)) touches++
      return result
    },
  }
  return { counting, held: () => touches }
}

describe('a login by jwt or token', () => {
  it.each(offsets)('C-18: ends idle two hours after its last refresh: %i s from it', async (offset) => {
    const system = await startSystem()
    const issued = await openLogin(system, await addUser(system), { carrier: 'jwt' })
    system.pass(2 * hour + offset)
    expect(verdict(await renew(system, refreshTokenOf(issued)))).toBe(toldAt(offset))
  })

  it.each(offsets)('C-18: ends after twelve hours, however often it is refreshed: %i s from it', async (offset) => {
    const system = await startSystem()
    let issued = await openLogin(system, await addUser(system), { carrier: 'token' })
    for (let n = 0; n < 11; n++) {
      system.pass(hour)
      issued = await nextOf(system, refreshTokenOf(issued))
    }
    system.pass(hour + offset)
    expect(verdict(await renew(system, refreshTokenOf(issued)))).toBe(toldAt(offset))
  })

  it('is given no access credential that outlives its session', async () => {
    const system = await startSystem()
    let issued = await openLogin(system, await addUser(system), { carrier: 'jwt' })
    for (let n = 0; n < 11; n++) {
      system.pass(hour)
      issued = await nextOf(system, refreshTokenOf(issued))
    }
    system.pass(hour - 100)
    const last = await nextOf(system, refreshTokenOf(issued))
    expect([last.expiresIn, last.refresh?.expiresIn]).toEqual([100, 100])
    system.pass(100)
    expect(await ask(system, showing(last), { freshness: 'authoritative' })).toBe('credential_expired')
  })

  it('that is never renewed lives twelve hours, has no refresh token and no idle end', async () => {
    const system = await startSystem()
    const issued = await openLogin(system, await addUser(system), { carrier: 'token', renewed: false })
    expect(issued).toMatchObject({ expiresIn: 12 * hour, session: { idle: 12 * hour } })
    expect(issued.refresh).toBeUndefined()
    expect(await system.store.listSecrets(issued.session.id)).toEqual([])
    system.pass(12 * hour - 1)
    expect(await askAll(system, issued)).toEqual(['ok', 'ok'])
    system.pass(31)
    expect(await askAll(system, issued)).toEqual(['credential_expired', 'credential_expired'])
  })
})

describe('why a session is over', () => {
  const at = 1000
  const session = async () => {
    const system = await startSystem()
    const user = await addUser(system)
    return {
      user,
      session: {
        ...(await openLogin(system, user, { carrier: 'cookie' })).session,
        lastSeen: at,
        idle: 10,
        absoluteEnd: 2000,
      },
    }
  }

  it('C-19: is that its user is gone, disabled or over it in epoch, rather than that its time has come', async () => {
    const { user, session: one } = await session()
    expect(sessionRefusal(one, null, at)).toBe('session_revoked')
    expect(sessionRefusal(one, { ...user, disabled: at }, at + 10)).toBe('session_revoked')
    expect(sessionRefusal(one, { ...user, epoch: user.epoch + 1 }, at + 10)).toBe('session_revoked')
    expect(sessionRefusal(one, user, at + 10)).toBe('credential_expired')
    expect(sessionRefusal(one, user, at + 9)).toBeNull()
  })
})
