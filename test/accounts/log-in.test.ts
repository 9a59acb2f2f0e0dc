import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/accounts/change-password.ts'
import { usersOf } from '../../src/accounts/users.ts'
import type { Store } from '../../src/contracts.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { bucketName } from '../../src/core/audit/throttle.ts'
import { BusyError, createPasswordHasher } from '../../src/crypto/password-hash.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { password, stores } from '../support/instance.ts'
import { ask, askAll, carrierNames, held, openLogin, showing } from '../core/logins.ts'
import { addUser, interrupted, shaken, startOn, startSystem, type System } from '../core/system.ts'
import { interleave, pause, seeded } from '../core/unsteady.ts'
import { fail, loggedIn, told, tryLogin } from './people.ts'

describe.each(stores)('on the $name store, a login', ({ open }) => {
  it.each(carrierNames)('by %s makes one session and what carries it', async (carrier) => {
    const system = await startOn(open)
    const user = await addUser(system)
    const { issued } = await loggedIn(tryLogin(system, { carrier }))
    expect(issued).toMatchObject({ user: { id: user.id }, session: { subject: user.id, carrier, epoch: 1 } })
    expect(await askAll(system, issued)).toEqual(['ok', 'ok'])
    expect(issued.refresh === undefined).toBe(carrier === 'cookie')
  })

  it('A-16: takes the name in any spelling', async () => {
    const system = await startOn(open)
    await addUser(system)
    for (const username of ['MIRA', 'ｍｉｒａ', 'Mira']) expect(await told(tryLogin(system, { username }))).toBe('ok')
  })

  it('A-01: takes the password as it is', async () => {
    const system = await startOn(open)
    await addUser(system)
    for (const wrong of [
      `${password} `,
      ` ${password}`,
      password.toUpperCase(),
      password.slice(0, -1),
      `${password}\0`,
      '',
    ]) {
      expect(await told(tryLogin(system, { password: wrong }))).toBe('invalid_credentials')
      await usersOf(system.accounts).unlock('mira')
    }
  })
})

/** Everyone whose login is refused, and what each does it with. */
async function strangers(system: System) {
  await addUser(system)
  await addUser(system, 'disabled', { disabled: system.now() })
  await addUser(system, 'passwordless', { password: null })
  return [
    { username: 'mira', password: 'wrong' },
    { username: 'nobody', password: 'wrong' },
    { username: 'nobody' },
    { username: 'disabled' },
    { username: 'passwordless' },
    { username: 'disabled', password: 'wrong' },
    { username: '', password: 'wrong' },
    { username: '\ud800x' },
  ]
}

describe('a login that is refused', () => {
  it('A-08: is told the same and costs one hash, whoever it was', async () => {
    const system = await startSystem()
    for (const [n, sent] of (await strangers(system)).entries()) {
      expect(await tryLogin(system, { ...sent, address: '192.0.2.1' })).toEqual({
        ok: false,
        code: 'invalid_credentials',
      })
      expect(system.hasher.calls).toEqual({ hash: 0, verify: n + 1 })
    }
  })

  it('A-08: asks the store the same, whoever it was', async () => {
    const asked: string[] = []
    const listening = await startSystem({ store: heard(memoryStore(), asked) })
    const sent = await strangers(listening)
    const each: string[] = []
    for (const one of sent) {
      asked.length = 0
      await tryLogin(listening, { ...one, address: '192.0.2.1' })
      await listening.core.background.settled()
      each.push(asked.join(' '))
    }
    expect(new Set(each)).toEqual(new Set(['findUserByName findThrottle findThrottle commit commit']))
  })

  it('A-08: is told the same where its name is locked, known or not', async () => {
    const system = await startSystem()
    await addUser(system)
    await fail(system, 5)
    await fail(system, 5, { username: 'nobody' })
    const locked = { ok: false, code: 'throttled', retryAfter: 30 }
    expect(await Promise.all(['mira', 'nobody'].map((username) => tryLogin(system, { username })))).toEqual([
      locked,
      locked,
    ])
    expect(system.hasher.calls.verify).toBe(10)
  })

  it('leaves no session', async () => {
    const system = await startSystem()
    const { id } = await addUser(system)
    await fail(system, 5)
    expect(await system.store.listSessions(id, 0, { limit: 10 })).toEqual([])
  })
})

/** The store, which tells what it is asked. */
function heard(store: Store, asked: string[]): Store {
  const verbs = Object.entries(store).map(([name, verb]) => [
    name,
    typeof verb !== 'function'
      ? verb
      : (...sent: never[]) => {
          asked.push(name)
          return verb(...sent) as unknown
        },
  ])
  return Object.fromEntries(verbs) as Store // each verb answers what it answered before
}

describe('a flood of logins', () => {
  it('A-10: of 200 with wrong passwords at once runs five hashes', async () => {
    const system = await startSystem()
    await addUser(system)
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => told(tryLogin(system, { password: `wrong ${n}` }))),
    )
    expect(system.hasher.calls.verify).toBe(5)
    expect(answers.filter((answer) => answer === 'throttled')).toHaveLength(195)
  })

  it('A-10: after a hundred failures refuses the right password, until it is unlocked', async () => {
    const system = await startSystem()
    await addUser(system)
    const waits = [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920]
    for (let n = 0; n < 100; n++) {
      system.pass(waits[n] ?? 3600)
      expect(await fail(system, 1)).toEqual(['invalid_credentials'])
    }
    system.pass(365 * 86_400)
    expect(await tryLogin(system)).toEqual({ ok: false, code: 'throttled', retryAfter: 3600 })
    expect(system.hasher.calls.verify).toBe(100)
    expect(await usersOf(system.accounts).unlock('MIRA')).toBe(true)
    expect(await told(tryLogin(system))).toBe('ok')
  })

  it('A-10: forgets the failures of a name when its owner logs in', async () => {
    const system = await startSystem()
    await addUser(system)
    for (let n = 0; n < 5; n++) {
      await fail(system, 4)
      expect(await told(tryLogin(system))).toBe('ok')
    }
  })

  it('A-12: over many names from one network is stopped at thirty, and another network is not', async () => {
    const system = await startSystem()
    await addUser(system)
    const spray = Array.from({ length: 60 }, (_, n) => ({
      username: `name${n}`,
      password: 'wrong',
      address: `2001:db8::${n.toString(16)}`,
    }))
    const answers = []
    for (const sent of spray) answers.push(await told(tryLogin(system, sent)))
    expect(answers.filter((answer) => answer !== 'throttled')).toHaveLength(30)
    expect(await told(tryLogin(system, { address: '2001:db8::9' }))).toBe('throttled')
    expect(await told(tryLogin(system, { address: '2001:db8:1::9' }))).toBe('ok')
  })

  it('A-07: waits in a short queue, and one that is turned away was no failure', async () => {
    const passwordHasher = createPasswordHasher({ concurrency: 1, waiting: 2 })
    const system = await startSystem({ passwordHasher })
    const users = Array.from({ length: 12 }, (_, n) => `user${n}`)
    const phc = await passwordHasher.hash(password)
    for (const username of users) await addUser(system, username, { password: phc })
    const answers = await Promise.allSettled(
      users.map((username) => told(tryLogin(system, { username, address: '192.0.2.1' }))),
    )
    const turned = answers.filter((answer) => answer.status === 'rejected')
    expect(turned).toHaveLength(9)
    for (const { reason } of turned) expect(reason).toBeInstanceOf(BusyError)
    await system.core.background.settled()
    const counts = users.map((username) => system.store.findThrottle(bucketName(system.core, 'account', username)))
    expect(await Promise.all(counts)).toEqual(users.map(() => null))
    for (const username of users.slice(3))
      expect(await told(tryLogin(system, { username, address: '192.0.2.1' }))).toBe('ok')
  })
})

describe('a login that takes the place of another', () => {
  it('B-03: ends the session that the browser had, in the same commit', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const old = await openLogin(system, user, { carrier: 'cookie' })
    const { issued } = await loggedIn(tryLogin(system, { replaces: old.session.id }))
    expect([await ask(system, showing(old)), await ask(system, showing(issued))]).toEqual(['credential_invalid', 'ok'])
    expect(issued.session.id).not.toBe(old.session.id)
  })

  it('ends nothing where that session is gone already', async () => {
    const system = await startSystem()
    await addUser(system)
    expect(await told(tryLogin(system, { replaces: 'gone' }))).toBe('ok')
  })

  it('succeeds where the old one is the oldest of as many as a user may have', async () => {
    const system = await startSystem({ limits: { sessionsPerUser: 3 } })
    const user = await addUser(system)
    const logins = []
    for (let n = 0; n < 3; n++) {
      logins.push(await openLogin(system, user, { carrier: 'cookie' }))
      system.pass(1)
    }
    const { issued } = await loggedIn(tryLogin(system, { replaces: logins[0]?.session.id ?? '' }))
    const answers = await Promise.all([...logins, issued].map((one) => ask(system, showing(one))))
    expect(answers).toEqual(['credential_invalid', 'ok', 'ok', 'ok'])
  })
})

describe('a login while the user changes', () => {
  it.each([1, 2])(
    'is refused where the user was disabled before commit %i, the second after the hash',
    async (commit) => {
      const system = await startSystem()
      const { id } = await addUser(system)
      const late = interrupted(system, () => usersOf(system.accounts).disable(id), commit)
      expect(await told(tryLogin(late))).toBe('invalid_credentials')
      expect(await system.store.listSessions(id, 0, { limit: 10 })).toEqual([])
    },
  )

  it('B-07: is an error where the store fails, and no refusal', async () => {
    const store = memoryStore()
    const system = await startSystem({ store })
    await addUser(system)
    await store.close()
    await expect(tryLogin(system)).rejects.toThrow(StoreError)
  })
})

describe.each(stores)('on the $name store, a login with the old password while it is changed', ({ open }) => {
  it('B-09: makes no session that outlives the change, in 300 orders', async () => {
    const system = await startOn(open)
    expect(await interleave(300, (seed) => race(system, seed))).toEqual([])
  })
})

const newPassword = 'another quilt of eight'

/** Two logins with the old password race a change that another login of the user makes. */
async function race(system: System, seed: number): Promise<string | null> {
  const random = seeded(seed)
  const username = `user${seed}`
  const user = await addUser(system, username)
  const acting = await held(system, await openLogin(system, user, { carrier: 'jwt' }))
  const unjudged = { least: 15, faults: () => Promise.resolve([]) } // to judge a password takes longer than all else
  const change = async () => {
    await pause(random)
    const { accounts } = shaken(system, random)
    return changePassword({ ...accounts, passwordPolicy: unjudged }, acting, {
      password,
      newPassword,
      device: null,
      from: nowhere,
    })
  }
  const login = async () => {
    await pause(random)
    return tryLogin(shaken(system, random), { username, carrier: random() < 0.5 ? 'cookie' : 'token' })
  }
  const [changed, ...logins] = await Promise.all([change(), login(), login()])
  if (!changed.ok) return `the change was refused: ${changed.code}`
  for (const one of logins) {
    if (one.ok && (await askAll(system, one.issued)).includes('ok')) return 'a session of the old password lives'
  }
  if ((await told(tryLogin(system, { username }))) === 'ok') return 'the old password logs in'
  return (await told(tryLogin(system, { username, password: newPassword }))) === 'ok'
    ? null
    : 'the new password does not log in'
}
