/** People whose password was hashed elsewhere, or for less: they log in, and their hash becomes one of ours. */
import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/accounts/change-password.ts'
import { createLikeness } from '../../src/accounts/likeness.ts'
import { reauthenticate } from '../../src/accounts/reauthenticate.ts'
import type { PasswordHasher } from '../../src/contracts.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import { createPasswordHasher } from '../../src/crypto/password-hash.ts'
import { randomId } from '../../src/crypto/random.ts'
import { password } from '../support/instance.ts'
import { held } from '../core/logins.ts'
import { addUser, startSystem, type System } from '../core/system.ts'
import { loggedIn, told, tryLogin } from './people.ts'

/** Of the password of everybody in tests. */
const bcrypt = '$2b$04$abcdefghijklmnopqrstuu7oVR0VRjVlr6iYuUO8CdCT6jQYyglz2'

async function withForeign(stored = bcrypt): Promise<System> {
  const system = await startSystem({ passwordHasher: createPasswordHasher() })
  await addUser(system, 'mira', { password: stored })
  return system
}

async function storedOf({ store, core }: System): Promise<string> {
  await core.background.settled()
  return (await store.findUserByName('mira'))?.password ?? ''
}

describe('a hash that others made', () => {
  it('A-06: lets in, and is one of ours afterwards; the session goes on, and nothing but the hash has changed', async () => {
    const system = await withForeign()
    const before = await system.store.findUserByName('mira')
    const { issued } = await loggedIn(tryLogin(system, { carrier: 'cookie' }))
    expect(await storedOf(system)).toMatch(/^\$argon2id\$/)
    expect({ ...await system.store.findUserByName('mira'), password: '' }).toEqual({ ...before, password: '' })
    expect(await system.store.findSession(issued.session.id)).not.toBeNull()
    expect(await told(tryLogin(system))).toBe('ok')
    expect(await told(tryLogin(system, { password: `${password}!` }))).toBe('invalid_credentials')
    expect(system.faults).toEqual([])
  })

  it('stays as it is where the password was wrong', async () => {
    const system = await withForeign()
    expect(await told(tryLogin(system, { password: 'wrong' }))).toBe('invalid_credentials')
    expect(await storedOf(system)).toBe(bcrypt)
  })

  it('A-06: of four logins at once each succeeds, and one hash is left, which is good', async () => {
    const system = await withForeign()
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => told(tryLogin(system))))
    expect(outcomes).toEqual(Array<string>(4).fill('ok'))
    expect(await storedOf(system)).toMatch(/^\$argon2id\$/)
    expect(await told(tryLogin(system))).toBe('ok')
  })

  it('replaced between the proof and the login by the same password lets in, by another one does not', async () => {
    for (const [replacement, outcome] of [[password, 'ok'], ['marble lantern orbit nine', 'invalid_credentials']] as const) {
      const real = createPasswordHasher()
      const made = await real.hash(replacement)
      const system: System = await startSystem({ passwordHasher: interrupting(real, async () => {
        const user = await system.store.findUserByName('mira')
        if (user?.password === bcrypt) await system.store.commit([{ do: 'update', table: 'user', id: user.id, if: {}, set: { password: made } }])
      }) })
      await addUser(system, 'mira', { password: bcrypt })
      expect(await told(tryLogin(system))).toBe(outcome)
    }
  })

  it('is proved by a re-authentication, which replaces it, and by a change', async () => {
    const system = await withForeign()
    const { issued } = await loggedIn(tryLogin(system))
    await storedOf(system)
    const user = await system.store.findUserByName('mira')
    await system.store.commit([{ do: 'update', table: 'user', id: user?.id ?? '', if: {}, set: { password: bcrypt } }])
    const proof = { password, device: null, from: nowhere }
    expect(await reauthenticate(system.accounts, await held(system, issued), proof)).toMatchObject({ ok: true })
    expect(await storedOf(system)).toMatch(/^\$argon2id\$/)
    const again = await loggedIn(tryLogin(system))
    expect(await changePassword(system.accounts, await held(system, again.issued), { ...proof, newPassword: 'marble lantern orbit nine' })).toMatchObject({ ok: true })
    expect(await told(tryLogin(system, { password: 'marble lantern orbit nine' }))).toBe('ok')
  })

  it('A-06: of bcrypt is not replaced by a password of which it saw only the beginning', async () => {
    const { hash } = await import('@node-rs/bcrypt')
    const long = 'harbour quilt '.repeat(8)
    const stored = await hash(long, 4)
    const system = await withForeign(stored)
    expect(await told(tryLogin(system, { password: long }))).toBe('ok')
    expect(await storedOf(system)).toBe(stored)
  })

  it('A-06: of ours for less is replaced too, and one for more is not', async () => {
    const less = '$argon2id$v=19$m=8192,t=1,p=1$wuUIQT2iLs6FIirM6AI75A$iCC/ShtTHnT2W52NRmVRpfqdnZeiKMPIVqss19AdLIg'
    const more = await createPasswordHasher({ iterations: 3 }).hash(password)
    for (const [stored, isKept] of [[less, false], [more, true]] as const) {
      const system = await withForeign(stored)
      expect(await told(tryLogin(system))).toBe('ok')
      expect(await storedOf(system) === stored).toBe(isKept)
    }
  })
})

/** The real one, with somebody who acts while it hashes. */
function interrupting(hasher: PasswordHasher, act: () => Promise<void>): PasswordHasher {
  return {
    ...hasher,
    async verify(text, stored) {
      const matches = await hasher.verify(text, stored)
      await act()
      return matches
    },
  }
}

describe('A-08: where hashes are of several kinds, a name that nobody has', () => {
  async function checkedAgainst(kinds: readonly (string | null)[]) {
    const system = await startSystem({ passwordHasher: createPasswordHasher() })
    for (const [n, stored] of kinds.entries()) await addUser(system, `user-${n}`, { password: stored })
    const { core, accounts: { hasher } } = system
    const likeness = await createLikeness({ core, hasher })
    return { system, likeness, names: Array.from({ length: 200 }, (_, n) => likeness.of(`nobody-${n}`)) }
  }

  it('is checked as nobody\'s where all are of ours', async () => {
    const own = await createPasswordHasher().hash(password)
    expect(new Set((await checkedAgainst([own, own, null])).names)).toEqual(new Set([null]))
  })

  it('is taken for one of those that there are, in their proportion, and always for the same', async () => {
    const own = await createPasswordHasher().hash(password)
    const { names, likeness } = await checkedAgainst(Array.from({ length: 40 }, (_, n) => n % 2 === 0 ? own : bcrypt))
    const share = names.filter((one) => one === bcrypt).length
    expect(share).toBeGreaterThan(50)
    expect(share).toBeLessThan(150)
    expect(names).toEqual(Array.from({ length: 200 }, (_, n) => likeness.of(`nobody-${n}`)))
  })

  it('is taken for the same one while others come', async () => {
    const own = await createPasswordHasher().hash(password)
    const { system, names } = await checkedAgainst(Array.from({ length: 40 }, (_, n) => n % 2 === 0 ? own : bcrypt))
    for (let n = 0; n < 4; n++) await addUser(system, `new-${n}`, { password: own })
    const later = await createLikeness({ core: system.core, hasher: system.accounts.hasher })
    expect(names.filter((one, n) => one !== later.of(`nobody-${n}`)).length).toBeLessThan(60)
  })

  it('is taken for one of them also where strangers have all names that come first', async () => {
    const own = await createPasswordHasher().hash(password)
    const { system } = await checkedAgainst([])
    const first = await addUser(system, 'mira', { password: own })
    for (let n = 0; n < 400; n++) {
      const username = `${n < 200 ? '---' : 'zoe'}${n}`
      await system.store.commit([{ do: 'insert', table: 'user', row: { ...first, id: randomId(), username, canonical: username, password: n < 200 ? own : bcrypt } }])
    }
    const likeness = await createLikeness({ core: system.core, hasher: system.accounts.hasher })
    const share = Array.from({ length: 200 }, (_, n) => likeness.of(`nobody-${n}`)).filter((one) => one === bcrypt).length
    expect(share).toBeGreaterThan(50)
    expect(share).toBeLessThan(150)
  })

  it('is refused even with the password of whom it is taken for, as is an account whose password is off', async () => {
    const { system } = await checkedAgainst([bcrypt])
    await addUser(system, 'noor', { password: null })
    for (const username of ['nobody', 'noor']) expect(await told(tryLogin(system, { username, password }))).toBe('invalid_credentials')
  })

  it('learns of who was imported meanwhile, ten minutes later', async () => {
    const { system, likeness } = await checkedAgainst([])
    await addUser(system, 'late', { password: bcrypt })
    likeness.refresh(null)
    await system.core.background.settled()
    expect(likeness.of('nobody')).toBeNull()
    system.pass(600)
    likeness.refresh(null)
    await system.core.background.settled()
    expect(likeness.of('nobody')).toBe(bcrypt)
  })

  it('learns of it soon where the first of them tries to log in', async () => {
    const own = await createPasswordHasher().hash(password)
    const { system, likeness } = await checkedAgainst([])
    await addUser(system, 'late', { password: bcrypt })
    system.pass(10)
    likeness.refresh(own)
    await system.core.background.settled()
    expect(likeness.of('nobody')).toBeNull()
    likeness.refresh(bcrypt)
    await system.core.background.settled()
    expect(likeness.of('nobody')).toBe(bcrypt)
  })
})
