import { describe, expect, it } from 'vitest'
import type { Issued } from '../../../src/contracts.ts'
import { stores } from '../../support/instance.ts'
import { askAll, newFamily, nextOf, openLogin, refreshTokenOf, renew, tellAll } from '../logins.ts'
import { newFile, startOn, startOnFile, type System } from '../system.ts'

/** A family is over: none of its tokens renews, and none of its credentials is believed. */
async function expectDead(system: System, tokens: readonly string[], issued: readonly Issued[]): Promise<void> {
  for (const told of await tellAll(system, tokens)) expect(told).toBe('credential_invalid')
  for (const one of issued) expect(await askAll(system, one)).toEqual(['session_revoked', 'session_revoked'])
}

describe.each(stores)('on the $name store, a refresh token that was used', ({ open }) => {
  it.each([0, 1, 29, 30])('C-17: gets the same successor %i s later, and a new access credential', async (seconds) => {
    const system = await startOn(open)
    const { first } = await newFamily(system)
    const next = await nextOf(system, first)
    system.pass(seconds)
    const again = await nextOf(system, first)
    expect(refreshTokenOf(again)).toBe(refreshTokenOf(next))
    expect(again.credential).not.toBe(next.credential)
    expect(again.refresh?.expiresIn).toBe(again.session.absoluteEnd - system.now())
    for (const one of [next, again]) expect(await askAll(system, one)).toEqual(['ok', 'ok'])
    expect(await tellAll(system, [refreshTokenOf(next)])).toEqual(['ok'])
  })

  it.each([31, 32, 600])('C-16: is a theft %i s later: the family ends, and the log says so', async (seconds) => {
    const system = await startOn(open)
    const { issued, first, user } = await newFamily(system)
    const next = await nextOf(system, first)
    system.pass(seconds)
    expect(await tellAll(system, [first])).toEqual(['token_reused'])
    await expectDead(
      system,
      [refreshTokenOf(next), first],
      [issued, next].filter(({ expiresIn }) => expiresIn > seconds),
    )
    expect(await system.store.listSecrets(issued.session.id)).toEqual([])
    const events = await system.store.listEvents({ subject: user.id }, { limit: 100 })
    expect(events.find(({ type }) => type === 'authn_token_reuse')).toMatchObject({
      outcome: 'failure', session: issued.session.id, detail: { generation: 1 },
    })
  })

  it('C-17: is a theft in the same second once its successor was used', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    const second = await nextOf(system, first)
    const third = await nextOf(system, refreshTokenOf(second))
    expect(await tellAll(system, [first])).toEqual(['token_reused'])
    await expectDead(system, [refreshTokenOf(second), refreshTokenOf(third)], [issued, second, third])
  })

  it('C-16: of generation n - 2 is a theft, whoever shows it', async () => {
    const system = await startOn(open)
    const { issued, first } = await newFamily(system)
    const generations = [issued]
    let token = first
    for (let n = 0; n < 5; n++) {
      const next = await nextOf(system, token)
      generations.push(next)
      token = refreshTokenOf(next)
    }
    expect(await tellAll(system, [refreshTokenOf(generations[3] ?? issued)])).toEqual(['token_reused'])
    await expectDead(system, generations.map(refreshTokenOf), generations)
  })

  it('takes no other login of the user with it', async () => {
    const system = await startOn(open)
    const { user, first } = await newFamily(system)
    const other = await openLogin(system, user, { carrier: 'token' })
    await nextOf(system, first)
    system.pass(31)
    await renew(system, first)
    expect(await askAll(system, other)).toEqual(['ok', 'ok'])
    expect(await tellAll(system, [refreshTokenOf(other)])).toEqual(['ok'])
  })
})

describe('a restart', () => {
  it('C-17: within the grace gives the same successor', async () => {
    const file = newFile()
    const before = await startOnFile(file)
    const { first } = await newFamily(before)
    const next = await nextOf(before, first)
    await before.stop()
    const after = await startOnFile(file, { at: before.now() + 30 })
    expect(refreshTokenOf(await nextOf(after, first))).toBe(refreshTokenOf(next))
  })

  it('F-12: forgets no use of a token, and no theft', async () => {
    const file = newFile()
    const before = await startOnFile(file)
    const { first, issued } = await newFamily(before)
    const next = await nextOf(before, first)
    await before.stop()
    const after = await startOnFile(file, { at: before.now() + 31 })
    expect(await tellAll(after, [first])).toEqual(['token_reused'])
    await after.stop()
    await expectDead(await startOnFile(file, { at: after.now() }), [refreshTokenOf(next)], [issued, next])
  })
})
