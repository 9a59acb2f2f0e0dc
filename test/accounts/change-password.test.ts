import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/accounts/change-password.ts'
import { endOthers, logout } from '../../src/core/session/endings.ts'
import { nowhere } from '../../src/core/audit/events.ts'
import type { Held } from '../../src/core/session/renew.ts'
import { password, stores } from '../support/instance.ts'
import { keptBy, askAll, carrierNames, held, isLive, openLogin, showing } from '../core/logins.ts'
import { addUser, startOn, startSystem, type System } from '../core/system.ts'
import { fail, told, tryLogin } from './people.ts'

const newPassword = 'another quilt of eight'

function change(system: System, acting: Held, sent: { password?: string, newPassword?: string, device?: string } = {}) {
  return changePassword(system.accounts, acting, { password, newPassword, device: null, from: nowhere, ...sent })
}

describe.each(stores)('on the $name store, a password change', ({ open }) => {
  it.each(carrierNames)(
    'B-09: by %s ends every other login and family, and the acting one goes on',
    async (carrier) => {
      const system = await startOn(open)
      const user = await addUser(system)
      const others = []
      for (const one of [...carrierNames, ...carrierNames]) others.push(await openLogin(system, user, { carrier: one }))
      const acting = await openLogin(system, user, { carrier })
      const outcome = await change(system, await held(system, acting))
      if (!outcome.ok) throw new Error(outcome.code)
      for (const one of others) expect(await isLive(system, one)).toBe(false)
      // A cookie states no epoch, so it goes on as it is; what states one is issued again.
      expect(outcome.issued === null).toBe(carrier === 'cookie')
      expect(await isLive(system, outcome.issued ?? acting)).toBe(true)
      const before = carrier === 'cookie' ? 'ok' : 'session_revoked'
      expect(await askAll(system, acting)).toEqual([before, before])
      expect(await told(tryLogin(system))).toBe('invalid_credentials')
      expect(await told(tryLogin(system, { password: newPassword }))).toBe('ok')
    },
  )

  it('is dated, and touches nothing else of the user but the epoch', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const acting = await held(system, await openLogin(system, user, { carrier: 'cookie' }))
    system.pass(1000)
    expect(await told(change(system, acting))).toBe('ok')
    const now = await system.store.findUser(user.id)
    expect(now).toEqual({ ...user, password: now?.password, passwordChanged: system.now(), epoch: 2 })
  })

  it('of two at once is one', async () => {
    const system = await startOn(open)
    const user = await addUser(system)
    const acting = await held(system, await openLogin(system, user, { carrier: 'cookie' }))
    const news = ['another quilt of eight', 'a third quilt of nine']
    const answers = await Promise.all(news.map((one) => told(change(system, acting, { newPassword: one }))))
    expect(answers.toSorted()).toEqual(['invalid_credentials', 'ok'])
    const logins = await Promise.all(news.map((one) => told(tryLogin(system, { password: one }))))
    expect(logins).toEqual(answers)
  })
})

describe('a password change', () => {
  async function acting() {
    const system = await startSystem()
    const user = await addUser(system, 'mira', { email: 'quartz.vole@post.example' })
    const issued = await openLogin(system, user, { carrier: 'cookie' })
    return { system, user, issued, acting: await held(system, issued) }
  }

  it('A-15: with a wrong current password is throttled as a login is', async () => {
    const { system, issued, acting: one } = await acting()
    for (let n = 0; n < 5; n++)
      expect(await told(change(system, one, { password: 'wrong' }))).toBe('invalid_credentials')
    expect(await change(system, one)).toEqual({ ok: false, code: 'throttled', retryAfter: 30 })
    expect(await fail(system, 1)).toEqual(['throttled'])
    expect(await isLive(system, issued)).toBe(true)
    expect(system.hasher.calls).toEqual({ hash: 0, verify: 5 })
  })

  it.each([
    ['too_short', 'short'],
    ['common', 'passwordpassword'],
    ['context', 'miramiramiramira'],
    ['context', 'quartzvole12345'],
    ['malformed_request', `${newPassword}\ud800`],
  ])('A-04: to one that is %s is refused, as often as it is tried, and locks nobody out', async (why, weak) => {
    const { system, issued, acting: one } = await acting()
    for (let n = 0; n < 7; n++) expect(await told(change(system, one, { newPassword: weak }))).toBe(why)
    expect(await told(tryLogin(system))).toBe('ok')
    expect(await isLive(system, issued)).toBe(true)
    expect(system.hasher.calls.hash).toBe(0)
  })

  it('A-14: forgets the failures before it', async () => {
    const { system, acting: one } = await acting()
    for (let n = 0; n < 4; n++) await change(system, one, { password: 'wrong' })
    expect(await told(change(system, one))).toBe('ok')
    expect(await fail(system, 5)).toEqual(Array<string>(5).fill('invalid_credentials'))
  })

  it('A-02: takes both passwords in any normal form', async () => {
    const { system, acting: one } = await acting()
    expect(await told(change(system, one, { newPassword: 'cafe\u0301 nettle harbour' }))).toBe('ok')
    expect(await told(tryLogin(system, { password: 'caf\u00e9 nettle harbour' }))).toBe('ok')
  })

  it('B-09: of a login that another one ended meanwhile ends that one too: the password was proved', async () => {
    const { system, user, issued, acting: one } = await acting()
    const other = await openLogin(system, user, { carrier: 'jwt' })
    const kept = keptBy(await endOthers(system.core, await held(system, other), nowhere))
    expect(await change(system, one)).toEqual({ ok: true, issued: null })
    expect([await isLive(system, issued), await isLive(system, kept ?? other)]).toEqual([false, false])
  })

  it('B-08: of a login that was ended meanwhile changes the password, and brings nothing back', async () => {
    const { system, issued, acting: one } = await acting()
    await logout(system.core, showing(issued, 'POST'), null)
    expect(await change(system, one)).toEqual({ ok: true, issued: null })
    expect(await isLive(system, issued)).toBe(false)
    expect(await told(tryLogin(system, { password: newPassword }))).toBe('ok')
  })
})
