import { describe, expect, it } from 'vitest'
import { addUser as makeUser } from '../../src/accounts/sign-up.ts'
import { password, stores } from '../support/instance.ts'
import { askAll, carrierNames } from '../core/logins.ts'
import { startOn, startSystem } from '../core/system.ts'
import { loggedIn, told, tryLogin, trySignup } from './people.ts'

describe.each(stores)('on the $name store, a sign-up', ({ open }) => {
  it.each(carrierNames)('makes a user who is logged in by %s', async (carrier) => {
    const system = await startOn(open)
    const { issued, device } = await loggedIn(
      trySignup(system, { username: 'Mira', email: 'mira@post.example', carrier }),
    )
    expect(issued.user).toMatchObject({
      username: 'Mira',
      canonical: 'mira',
      email: 'mira@post.example',
      roles: [],
      epoch: 1,
      version: 1,
      disabled: null,
      created: system.now(),
    })
    expect(await system.store.findUserByName('mira')).toEqual(issued.user)
    expect(await askAll(system, issued)).toEqual(['ok', 'ok'])
    expect(await told(tryLogin(system, { device }))).toBe('ok')
  })

  it('A-09: of a name that is taken is refused, and changes nothing', async () => {
    const system = await startOn(open)
    const { issued } = await loggedIn(trySignup(system))
    expect(await told(trySignup(system, { username: 'MIRA', password: 'another quilt of eight' }))).toBe(
      'username_taken',
    )
    expect(await system.store.findUser(issued.user.id)).toEqual(issued.user)
    expect(await told(tryLogin(system, { password: 'another quilt of eight' }))).toBe('invalid_credentials')
  })
})

describe('a sign-up', () => {
  it.each([
    ['a name that is none', { username: 'a b' }, 'username_rejected'],
    ['a password that is too short', { password: 'quartz-vole-7k' }, 'too_short'],
    ['a password that is too long', { password: 'x'.repeat(257) }, 'too_long'],
    ['a password that is common', { password: 'passwordpassword' }, 'common'],
    ['a password of its own name', { password: 'miramiramiramira' }, 'context'],
    ['a password of its own address', { email: 'quartz.vole@post.example', password: 'quartzvole12345' }, 'context'],
    ['a password of the service', { password: 'latchkey2026!!!' }, 'context'],
    ['a password that is no text', { password: `${password}\ud800` }, 'malformed_request'],
    ['an address that is none', { email: 'mira' }, 'malformed_request'],
  ])('is refused for %s, and leaves nothing', async (_, sent, why) => {
    const system = await startSystem()
    expect(await told(trySignup(system, sent))).toBe(why)
    expect(await system.store.findUserByName('mira')).toBeNull()
    expect(system.hasher.calls.hash).toBe(0)
  })

  it('is refused where nobody may sign up', async () => {
    const system = await startSystem({ signup: 'closed' })
    expect(await told(trySignup(system))).toBe('signup_closed')
  })

  it('A-12: may be refused thirty times in ten minutes from one network, before anything is judged', async () => {
    const system = await startSystem()
    const address = '192.0.2.1'
    for (let n = 0; n < 30; n++) expect(await told(trySignup(system, { password: 'short', address }))).toBe('too_short')
    expect(await trySignup(system, { address })).toEqual({ ok: false, code: 'throttled', retryAfter: 600 })
    system.pass(600)
    expect(await told(trySignup(system, { address }))).toBe('ok')
  })

  it('keeps a name as its owner wrote it, composed', async () => {
    const system = await startSystem()
    const { issued } = await loggedIn(trySignup(system, { username: 'Jose\u0301' }))
    expect(issued.user.username).toBe('Jos\u00e9')
  })
})

describe('a user whom an operator adds', () => {
  it('obeys the same rules, and is logged in nowhere', async () => {
    const { accounts, store } = await startSystem({ signup: 'closed' })
    const made = { username: 'mira', password, email: null, roles: ['admin'] }
    expect(await told(makeUser(accounts, { ...made, password: 'short' }))).toBe('too_short')
    expect(await told(makeUser(accounts, made))).toBe('ok')
    expect(await told(makeUser(accounts, { ...made, username: 'MIRA' }))).toBe('username_taken')
    const user = await store.findUserByName('mira')
    expect(user?.roles).toEqual(['admin'])
    expect(await store.listSessions(user?.id ?? '', 0, { limit: 10 })).toEqual([])
  })
})
