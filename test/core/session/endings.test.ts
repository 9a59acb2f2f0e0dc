import { describe, expect, it } from 'vitest'
import { endEverywhere, endOthers, endOwnSession } from '../../../src/core/session/endings.ts'
import { refresh } from '../../../src/core/session/refresh.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { randomId } from '../../../src/crypto/random.ts'
import { stores } from '../../support/instance.ts'
import { ask, askAll, carrierNames, held, isLive, keptBy, loginOfEach, openLogin, refreshTokenOf, showing } from '../logins.ts'
import { addUser, startOn } from '../system.ts'

describe.each(stores)('on the $name store, ending one session', ({ open }) => {
  it.each(carrierNames)('B-09: ends that of %s at once, and no other', async (name) => {
    const system = await startOn(open)
    const user = await addUser(system)
    const logins = await loginOfEach(system, user)
    expect(await endOwnSession(system.core, user, { id: logins[name].session.id, from: nowhere })).toBe(true)
    for (const carrier of carrierNames) expect(await isLive(system, logins[carrier])).toBe(carrier !== name)
  })

  it('knows no session of somebody else, nor one that never was', async () => {
    const system = await startOn(open)
    const [mira, noor] = [await addUser(system), await addUser(system, 'noor')]
    const { jwt } = await loginOfEach(system, mira)
    for (const id of [jwt.session.id, randomId(), '', 'x'.repeat(1000)]) {
      expect(await endOwnSession(system.core, noor, { id, from: nowhere })).toBe(false)
    }
    expect(await isLive(system, jwt)).toBe(true)
  })
})

describe.each(stores)('on the $name store, ending everything', ({ open }) => {
  it('B-09: C-20: ends sessions, families and all their credentials at once, and nobody else', async () => {
    const system = await startOn(open)
    const [mira, noor] = [await addUser(system), await addUser(system, 'noor')]
    const all = [await loginOfEach(system, mira), await loginOfEach(system, mira)].flatMap((logins) =>
      Object.values(logins),
    )
    all.push(await openLogin(system, mira, { carrier: 'jwt', renewed: false }))
    const other = await loginOfEach(system, noor)
    expect(await endEverywhere(system.core, mira.id, { from: nowhere, reason: 'test' })).toBe(true)
    for (const issued of all) expect(await isLive(system, issued)).toBe(false)
    for (const name of carrierNames) expect(await isLive(system, other[name])).toBe(true)
    expect(await isLive(system, await openLogin(system, mira, { carrier: 'jwt' }))).toBe(true)
  })

  it('B-09: ends what began in the same second, and nothing that begins in it afterwards', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    for (let n = 0; n < 5; n++) {
      const { jwt } = await loginOfEach(system, user)
      await endEverywhere(system.core, user.id, { from: nowhere, reason: 'test' })
      expect(await isLive(system, jwt)).toBe(false)
    }
    expect(await isLive(system, (await loginOfEach(system, user)).token)).toBe(true)
  })

  it('is false for nobody', async () => {
    const system = await startOn(open)
    expect(await endEverywhere(system.core, randomId(), { from: nowhere, reason: 'test' })).toBe(false)
  })
})

describe.each(stores)('on the $name store, ending all others', ({ open }) => {
  it.each(carrierNames)('B-09: keeps the login by %s that acts, and ends the rest', async (name) => {
    const system = await startOn(open)
    const user = await addUser(system)
    const [others, { [name]: acting }] = [await loginOfEach(system, user), await loginOfEach(system, user)]
    const issued = keptBy(await endOthers(system.core, await held(system, acting), nowhere))
    for (const carrier of carrierNames) expect(await isLive(system, others[carrier])).toBe(false)
    // A cookie states no epoch, so it goes on as it is; what states one is issued again.
    expect(issued === null).toBe(name === 'cookie')
    expect((issued ?? acting).session.id).toBe(acting.session.id)
    expect(await isLive(system, issued ?? acting)).toBe(true)
    const before = name === 'cookie' ? 'ok' : 'session_revoked'
    expect(await askAll(system, acting)).toEqual([before, before])
  })

  it('gives an access token no longer life, and no refresh token: that of the login goes on', async () => {
    const system = await startOn(open)
    const acting = await openLogin(system, await addUser(system), { carrier: 'jwt' })
    system.pass(500)
    const issued = keptBy(await endOthers(system.core, await held(system, acting), nowhere))
    expect(issued).toMatchObject({ expiresIn: 100 })
    expect(issued?.refresh).toBeUndefined()
    expect((await refresh(system.core, refreshTokenOf(acting), nowhere)).ok).toBe(true)
  })

  it('B-09: keeps a credential that is never renewed without giving it a longer life', async () => {
    const system = await startOn(open)
    const acting = await openLogin(system, await addUser(system), { carrier: 'token', renewed: false })
    system.pass(3600)
    const issued = keptBy(await endOthers(system.core, await held(system, acting), nowhere))
    expect(issued).toMatchObject({ expiresIn: 11 * 3600 })
    expect(issued?.refresh).toBeUndefined()
    expect(await askAll(system, acting)).toEqual(['session_revoked', 'session_revoked'])
  })

  it('B-08: brings back no login that ended while it was under way', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    for (const name of carrierNames) {
      const { [name]: acting } = await loginOfEach(system, { ...user })
      const late = await held(system, acting)
      await endEverywhere(system.core, user.id, { from: nowhere, reason: 'test' })
      const issued = await endOthers(system.core, late, nowhere)
      expect(await isLive(system, acting)).toBe(false)
      expect(issued).toBe('over')
      expect(await ask(system, showing(await openLogin(system, user, { carrier: name })))).toBe('ok')
    }
  })

  it.each(carrierNames)('B-08: by two logins at once leaves one of them, by %s', async (carrier) => {
    const system = await startOn(open)
    const user = await addUser(system)
    const both = [await openLogin(system, user, { carrier }), await openLogin(system, user, { carrier })]
    const acting = await Promise.all(both.map((one) => held(system, one)))
    const issued = await Promise.all(acting.map(async (one) => keptBy(await endOthers(system.core, one, nowhere))))
    const live = await Promise.all(both.map((one, n) => isLive(system, issued[n] ?? one)))
    expect(live.filter(Boolean)).toHaveLength(1)
  })

  it('ends the others though the login that asked for it was logged out meanwhile', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const acting = await openLogin(system, user, { carrier: 'jwt' })
    const other = await openLogin(system, user, { carrier: 'token' })
    const late = await held(system, acting)
    await endOwnSession(system.core, user, { id: acting.session.id, from: nowhere })
    expect(await endOthers(system.core, late, nowhere)).toBeNull()
    expect([await isLive(system, acting), await isLive(system, other)]).toEqual([false, false])
  })
})
