/** What administrators do to accounts: each act in the audit log, and none by which they lock themselves out. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../../src/contracts.ts'
import { generatedPassword } from '../../src/accounts/generated-password.ts'
import { addUser } from '../http/people.ts'
import { logIn, me } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

let instance: Instance
let ada: User
let mira: User
const by = (who: User = ada) => instance.auth.users.by(who.id, { address: '198.51.100.9' })
const lastEvent = async (type: string) => (await instance.auth.events.list({ type }, { limit: 1 }))[0]

beforeEach(async () => {
  instance = await startInstance()
  ada = await addUser(instance, 'ada', { roles: ['admin'] })
  mira = await addUser(instance)
})

describe('an administrator', () => {
  it.each([
    ['disables', 'disable', 'session_revoked', { reason: 'disabled' }],
    ['enables', 'enable', 'user_updated', { enabled: true }],
    ['unlocks', 'unlock', 'user_updated', { unlocked: true }],
    ['ends the sessions of', 'endSessions', 'session_revoked', { reason: 'ended_by_administrator' }],
    ['deletes', 'delete', 'user_deleted', {}],
    ['gives another password to', 'resetPassword', 'authn_password_change', { reset: true }],
  ] as const)('%s another, and both stand in the audit log', async (_name, verb, type, detail) => {
    expect(await (await by())[verb](mira.id)).toMatchObject({ ok: true })
    expect(await lastEvent(type)).toMatchObject({ actor: ada.id, subject: mira.id, address: '198.51.100.9', detail })
  })

  it('adds and takes roles one by one, and a role that is there already changes nothing', async () => {
    const acts = await by()
    expect(await acts.addRole(mira.id, 'editor')).toEqual({ ok: true })
    expect(await lastEvent('privilege_permissions_changed')).toMatchObject({ actor: ada.id, subject: mira.id, detail: { roles: 'editor' } })
    await acts.addRole(mira.id, 'editor')
    expect(await instance.auth.users.find(mira.id)).toMatchObject({ roles: ['editor'], version: 2 })
    await acts.removeRole(mira.id, 'editor')
    expect((await instance.auth.users.find(mira.id))?.roles).toEqual([])
  })

  it('gives a role whatever was named twice at the creation, and one role too many to nobody, two at once included', async () => {
    const acts = await by()
    const twice = await acts.create({ username: 'rook', email: null, roles: ['editor', 'editor'], password: null })
    const id = twice.ok ? twice.user.id : ''
    expect(await acts.addRole(id, 'auditor')).toEqual({ ok: true })
    expect((await instance.auth.users.find(id))?.roles).toEqual(['editor', 'auditor'])
    for (let n = 2; n < 31; n++) await acts.addRole(id, `role-${n}`)
    const both = await Promise.all(['one', 'two'].map((role) => acts.addRole(id, role)))
    expect(both.toSorted((a, b) => Number(b.ok) - Number(a.ok))).toEqual([{ ok: true }, { ok: false, code: 'malformed_request' }])
  })

  it('makes another administrator, and the audit log says so', async () => {
    const made = await (await by()).create({ username: 'nova', email: null, roles: ['admin'], password: null })
    expect(await lastEvent('user_created')).toMatchObject({ actor: ada.id, subject: made.ok && made.user.id, detail: { roles: 'admin' } })
  })

  it('makes an account with a password that is made up, or with one that was given', async () => {
    const acts = await by()
    const made = await acts.create({ username: 'nova', email: 'nova@example.com', roles: ['editor'], password: null })
    if (!made.ok) throw new Error(made.code)
    expect(await lastEvent('user_created')).toMatchObject({ actor: ada.id, subject: made.user.id })
    expect((await instance.auth.login({ username: 'nova', password: made.password ?? '' })).ok).toBe(true)
    expect(await acts.create({ username: 'rook', email: null, roles: [], password: 'velvet anchor mosaic' })).toMatchObject({ ok: true, password: null })
    expect(await acts.create({ username: 'NOVA', email: null, roles: [], password: null })).toMatchObject({ ok: false, code: 'username_taken' })
  })

  it('gives a password with which the old one, every session and every key are over', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    await instance.auth.apiKeys.create(mira.id, { name: 'export' })
    const reset = await (await by()).resetPassword(mira.id)
    if (!reset.ok) throw new Error(reset.code)
    expect((await me(instance.auth, shown)).status).toBe(401)
    expect(await instance.auth.apiKeys.list(mira.id)).toEqual([])
    expect((await instance.auth.login({ username: 'mira', password })).ok).toBe(false)
    expect((await instance.auth.login({ username: 'mira', password: reset.password ?? '' })).ok).toBe(true)
  })

  it('is refused a password that the rules refuse', async () => {
    expect(await (await by()).resetPassword(mira.id, 'too short')).toEqual({ ok: false, code: 'password_rejected', reasons: ['too_short'] })
  })

  it('does nothing to themselves that would lock them out', async () => {
    const acts = await by()
    const tried = [acts.disable(ada.id), acts.delete(ada.id), acts.removeRole(ada.id, 'admin'), acts.resetPassword(ada.id)]
    for (const told of await Promise.all(tried)) expect(told).toEqual({ ok: false, code: 'own_account' })
    expect(await instance.auth.users.find(ada.id)).toEqual(ada)
    expect(await acts.addRole(ada.id, 'editor')).toEqual({ ok: true })
    expect(await acts.removeRole(ada.id, 'editor')).toEqual({ ok: true })
  })

  it('who is none, or no longer, does nothing', async () => {
    const nova = await addUser(instance, 'nova', { roles: ['admin'], disabled: 1 })
    for (const who of [mira, nova, { ...mira, id: 'nobody' }]) {
      for (const id of [ada.id, 'somebody']) {
        expect(await (await by(who)).disable(id)).toEqual({ ok: false, code: 'forbidden' })
        expect(await (await by(who)).resetPassword(id)).toEqual({ ok: false, code: 'forbidden' })
      }
    }
    expect(await (await by()).disable('nobody')).toEqual({ ok: false, code: 'not_found' })
  })

  it('of two who turn each other out at once one is left', async () => {
    const nova = await addUser(instance, 'nova', { roles: ['admin'] })
    const acts = [(await by()).disable(nova.id), (await by(nova)).removeRole(ada.id, 'admin')]
    const told = await Promise.all(acts)
    expect(told.filter((one) => one.ok)).toHaveLength(1)
    expect((await instance.auth.users.list({ role: 'admin' })).filter(({ disabled }) => disabled === null)).toHaveLength(1)
  })
})

describe('a password that is made up', () => {
  it('is four groups of five signs that nobody mistakes, and another each time', () => {
    const made = Array.from({ length: 50 }, generatedPassword)
    for (const one of made) expect(one).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/)
    expect(new Set(made).size).toBe(50)
  })
})

describe('for programs', () => {
  it('users are listed by name, address or role; sessions of everybody; logins by day', async () => {
    const { users, sessions, events } = instance.auth
    expect((await users.list()).map(({ username }) => username)).toEqual(['ada', 'mira'])
    expect((await users.list({ username: 'MI' })).map(({ username }) => username)).toEqual(['mira'])
    expect(await users.list({ email: 'x' })).toEqual([])
    await logIn(instance.auth, 'cookie')
    await instance.auth.login({ username: 'mira', password: 'wrong wrong wrong' })
    await instance.close()
    await instance.store.open()
    expect((await sessions.listAll()).map(({ user }) => user.username)).toEqual(['mira'])
    const days = await events.signIns(3)
    expect(days.map(({ succeeded, refused }) => [succeeded, refused])).toEqual([[0, 0], [0, 0], [1, 1]])
  })
})
