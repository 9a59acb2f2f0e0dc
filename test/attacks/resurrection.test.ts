/**
 * Resurrection: a request that is under way brings back what ended meanwhile (Django #21608; connect-redis #328;
 * Keycloak #51312). Every verb that writes a session races every verb that ends it, in random orders.
 */
import { describe, expect, it } from 'vitest'
import { reauthenticate } from '../../src/accounts/reauthenticate.ts'
import { usersOf } from '../../src/accounts/users.ts'
import type { Issued, User } from '../../src/contracts.ts'
import { endEverywhere, endOthers, endOwnSession, logout } from '../../src/core/session/endings.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import type { Held } from '../../src/core/session/renew.ts'
import { keptBy, ask, askAll, carrierNames, held, openLogin, renew, showing, verdict } from '../core/logins.ts'
import { addUser, shaken, startOn, type System } from '../core/system.ts'
import { interleave, pause, seeded, type Random } from '../core/unsteady.ts'
import { password, stores } from '../support/instance.ts'

interface Scene {
  readonly system: System
  readonly user: User
  readonly issued: Issued
  /** As a request read it that is still under way. */
  readonly acting: Held
}

/** What goes on in the meantime. Each answers the credentials that it gave out. */
const requests: readonly ((scene: Scene) => Promise<readonly Issued[]>)[] = [
  async ({ system, issued }) => {
    await ask(system, showing(issued), { freshness: 'authoritative' })
    return []
  },
  async ({ system, issued }) => {
    const outcome = issued.refresh === undefined ? null : await renew(system, issued.refresh.credential)
    return outcome?.ok === true ? [outcome.issued] : []
  },
  async ({ system, acting }) => {
    const outcome = await reauthenticate(system.accounts, acting, { password, device: null, from: nowhere })
    return outcome.ok ? [outcome.issued] : []
  },
  async ({ system, acting }) => [keptBy(await endOthers(system.core, acting, nowhere)) ?? []].flat(),
  async ({ system, user }) => {
    await usersOf(system.accounts).setRoles(user.id, ['editor'])
    return []
  },
]

/** What ends the session, and says so. */
const endings: readonly ((scene: Scene) => Promise<unknown>)[] = [
  ({ system, issued }) => logout(system.core, showing(issued, 'POST'), null),
  ({ system, user }) => endEverywhere(system.core, user.id, { from: nowhere, reason: 'test' }),
  ({ system, user, issued }) => endOwnSession(system.core, user, { id: issued.session.id, from: nowhere }),
  ({ system, user }) => usersOf(system.accounts).disable(user.id),
]

/** Two requests and one ending, each begun when chance says so. Then everything that was ever given out is tried. */
async function race(system: System, seed: number): Promise<string | null> {
  const random = seeded(seed)
  const user = await addUser(system, `user${seed}`)
  const issued = await openLogin(system, user, { carrier: pick(carrierNames, random) })
  // Seen long enough ago that the next request moves it.
  const set = { lastSeen: system.now() - 100 }
  await system.store.commit([{ do: 'update', table: 'session', id: issued.session.id, if: {}, set }])
  const scene = { system: shaken(system, random), user, issued, acting: await held(system, issued) }
  const ending = Math.floor(random() * endings.length)
  const [given, more] = await Promise.all([
    pause(random).then(() => pick(requests, random)(scene)),
    pause(random).then(() => pick(requests, random)(scene)),
    pause(random).then(() => endings[ending]?.(scene)),
  ])
  await system.core.background.settled()
  await usersOf(system.accounts).enable(user.id)
  for (const one of [issued, ...given, ...more]) {
    if ((await askAll(system, one)).includes('ok'))
      return `a credential of ${one.carrier.name} lives after ending ${ending}`
    const renewal = one.refresh === undefined ? 'none' : verdict(await renew(system, one.refresh.credential))
    if (renewal === 'ok') return `a refresh token of ${one.carrier.name} lives after ending ${ending}`
  }
  // Where the epoch ended it the row is left, and is never over the epoch again.
  const left = await system.store.findSession(issued.session.id)
  return left === null || left.session.epoch < (left.user?.epoch ?? 0)
    ? null
    : `the session lives after ending ${ending}`
}

function pick<T>(from: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined) throw new RangeError('there is nothing to pick from')
  return one
}

describe.each(stores)('on the $name store', ({ open }) => {
  it('B-08: nothing that ended comes back, in 300 orders', async () => {
    const system = await startOn(open)
    expect(await interleave(300, (seed) => race(system, seed))).toEqual([])
    expect(system.faults).toEqual([])
  })
})
