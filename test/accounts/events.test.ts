import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/accounts/change-password.ts'
import { reauthenticate } from '../../src/accounts/reauthenticate.ts'
import { createSetup } from '../../src/accounts/setup.ts'
import { usersOf } from '../../src/accounts/users.ts'
import type { AuditEvent, Issued, User } from '../../src/contracts.ts'
import { endEverywhere, endOthers, endOwnSession, logout } from '../../src/core/session/endings.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { password, secret, start } from '../support/instance.ts'
import { held, openLogin, refreshTokenOf, renew, nextOf, showing } from '../core/logins.ts'
import { addUser, startSystem, type System } from '../core/system.ts'
import { fail, tryLogin, trySignup } from './people.ts'

const from = { address: '192.0.2.1', agent: 'Browser/1', request: 'r1' }
const proof = { password, device: null, from }
const newPassword = 'another quilt of eight'

interface Scene {
  readonly system: System
  readonly user: User
  readonly issued: Issued
}

/** Each flow, and exactly the events that it leaves. */
const flows: readonly (readonly [string, (scene: Scene) => Promise<unknown>, readonly string[]])[] = [
  ['a login', ({ system }) => tryLogin(system, { from }), ['authn_login_success', 'session_created']],
  [
    'a login with a wrong password',
    ({ system }) => tryLogin(system, { password: 'wrong', from }),
    ['authn_login_fail failure'],
  ],
  ['a login of nobody', ({ system }) => tryLogin(system, { username: 'nobody', from }), ['authn_login_fail failure']],
  [
    'the fifth failure',
    ({ system }) => fail(system, 5),
    [...Array<string>(4).fill('authn_login_fail failure'), 'authn_login_lock failure'],
  ],
  [
    'an attempt that has to wait, and those after it in the same minute',
    ({ system }) => fail(system, 8),
    [
      ...Array<string>(4).fill('authn_login_fail failure'),
      'authn_login_lock failure',
      'excess_rate_limit_exceeded failure',
    ],
  ],
  [
    'a sign-up',
    ({ system }) => trySignup(system, { username: 'noor', from }),
    ['authn_login_success', 'session_created', 'user_created'],
  ],
  [
    'the first administrator',
    async ({ system }) => trySignup(system, { username: 'noor', setup: await createSetup(system.core), from }),
    ['authn_login_success', 'privilege_permissions_changed', 'session_created', 'user_created'],
  ],
  ['a logout', ({ system, issued }) => logout(system.core, showing(issued, 'POST'), null), ['session_revoked']],
  [
    'the end of another session',
    ({ system, user, issued }) => endOwnSession(system.core, user, { id: issued.session.id, from }),
    ['session_revoked'],
  ],
  [
    'the end of all others',
    async ({ system, issued }) => endOthers(system.core, await held(system, issued), from),
    ['session_revoked'],
  ],
  [
    'the end of all',
    ({ system, user }) => endEverywhere(system.core, user.id, { from, reason: 'all' }),
    ['session_revoked'],
  ],
  ['a refresh', ({ system, issued }) => nextOf(system, refreshTokenOf(issued)), ['session_renewed']],
  [
    'a reuse',
    async ({ system, issued }) => {
      await nextOf(system, refreshTokenOf(issued))
      system.pass(31)
      await renew(system, refreshTokenOf(issued))
    },
    ['authn_token_reuse failure', 'session_renewed', 'session_revoked'],
  ],
  [
    'a re-authentication',
    async ({ system, issued }) => reauthenticate(system.accounts, await held(system, issued), proof),
    ['session_renewed'],
  ],
  [
    'a password change',
    async ({ system, issued }) =>
      changePassword(system.accounts, await held(system, issued), { ...proof, newPassword }),
    ['authn_password_change', 'session_revoked'],
  ],
  [
    'other roles',
    ({ system, user }) => usersOf(system.accounts).setRoles(user.id, ['editor']),
    ['privilege_permissions_changed'],
  ],
  ['a user who is disabled', ({ system, user }) => usersOf(system.accounts).disable(user.id), ['session_revoked']],
  ['a user who is enabled', ({ system, user }) => usersOf(system.accounts).enable(user.id), ['user_updated']],
  ['a name that is unlocked', ({ system }) => usersOf(system.accounts).unlock('mira'), ['user_updated']],
]

/** What a flow leaves behind what was there before it. */
async function left(
  flow: (scene: Scene) => Promise<unknown>,
): Promise<{ events: readonly AuditEvent[], scene: Scene }> {
  const system = await startSystem()
  const user = await addUser(system)
  const issued = await openLogin(system, user, { carrier: 'jwt' })
  const scene = { system, user, issued }
  const before = new Set((await system.store.listEvents({}, { limit: 100 })).map(({ id }) => id))
  await flow(scene)
  await system.core.background.settled()
  const events = await system.store.listEvents({}, { limit: 100 })
  return { events: events.filter(({ id }) => !before.has(id)), scene }
}

function named({ type, outcome }: AuditEvent): string {
  return outcome === 'failure' ? `${type} failure` : type
}

describe('the audit log', () => {
  it.each(flows)('F-08: of %s holds exactly its events', async (_, flow, expected) => {
    const { events } = await left(flow)
    expect(events.map(named).toSorted()).toEqual(expected.toSorted())
  })

  it.each(flows)(
    'F-08: of %s is of schema 1, dated, and names whom it concerns, if that is anybody',
    async (name, flow) => {
      const {
        events,
        scene: { system },
      } = await left(flow)
      for (const event of events) {
        expect(event.schema).toBe(1)
        expect([start, system.now()]).toContain(event.at)
        expect(event.subject === null).toBe(name === 'a login of nobody')
      }
    },
  )

  it('F-08: says where from, with what browser, and in which request', async () => {
    const { events } = await left(({ system }) => tryLogin(system, { from }))
    for (const event of events)
      expect(event).toMatchObject({ address: from.address, agent: from.agent, request: from.request })
  })

  it.each(flows)('F-08: of %s holds no secret', async (_, flow) => {
    const { events, scene: { issued, user } } = await left(flow)
    const text = JSON.stringify(events)
    for (const hidden of [
      password,
      newPassword,
      'wrong',
      secret,
      issued.credential,
      refreshTokenOf(issued),
      user.password ?? '',
    ]) {
      expect(text).not.toContain(hidden)
    }
  })

  it('F-08: counts the failures of a name', async () => {
    const { events } = await left(({ system }) => fail(system, 5))
    expect(new Set(events.map(({ detail }) => detail['failures']))).toEqual(new Set([1, 2, 3, 4, 5]))
  })

  it('F-08: that cannot be written stops no refusal, and is reported', async () => {
    const { scene: { system } } = await left(({ system: { core } }) => core.store.close().then(() => core.store.open()))
    const failing = { ...system.core, store: { ...system.store, commit: () => Promise.reject(new Error('away')) } }
    failing.background.run(() => failing.store.commit())
    await failing.background.settled()
    expect(system.faults).toHaveLength(1)
  })

  it('names nobody as the actor where a stranger failed', async () => {
    const {
      events,
      scene: { user },
    } = await left(({ system }) => tryLogin(system, { password: 'wrong', from: nowhere }))
    expect(events).toMatchObject([{ actor: null, subject: user.id }])
  })
})
