/** Users from elsewhere: checked one by one, each whole or not at all, and nobody twice. */
import { describe, expect, it } from 'vitest'
import { type ImportedUser, importUser } from '../../src/accounts/import-user.ts'
import { createPasswordHasher } from '../../src/crypto/password-hash.ts'
import { stores } from '../support/instance.ts'
import { addUser, startOn, startSystem } from '../core/system.ts'
import { told, tryLogin } from './people.ts'

const bcrypt = '$2b$04$abcdefghijklmnopqrstuu7oVR0VRjVlr6iYuUO8CdCT6jQYyglz2'
const zoe: ImportedUser = { id: 'AAAAAAAAAAAAAAAAAAAAAA', username: 'Zoë', email: 'zoe@example.com', passwordHash: bcrypt, roles: ['editor'], created: 1_700_000_000 }

describe.each(stores)('on the $name store, an imported user', ({ open }) => {
  it('is there with what they had, logs in with the old password, and stands in the audit log', async () => {
    const system = await startOn(open, { passwordHasher: createPasswordHasher() })
    expect(await importUser(system.accounts, zoe, { source: 'better-auth' })).toMatchObject({ ok: true, isNew: true })
    expect(await system.store.findUser(zoe.id ?? '')).toMatchObject({
      username: 'Zoë', canonical: 'zoë', email: 'zoe@example.com', roles: ['editor'], created: 1_700_000_000, passwordChanged: 1_700_000_000, disabled: null, password: bcrypt,
    })
    expect(await told(tryLogin(system, { username: 'zoë' }))).toBe('ok')
    const events = await system.store.listEvents({ type: 'user_created' }, { limit: 9 })
    expect(events).toMatchObject([{ subject: zoe.id, actor: null, detail: { source: 'better-auth' } }])
  })

  it('is left as they are when they come again, and a namesake is refused', async () => {
    const system = await startOn(open)
    await importUser(system.accounts, zoe)
    expect(await importUser(system.accounts, { ...zoe, email: 'other@example.com' })).toMatchObject({ ok: true, isNew: false, user: { email: 'zoe@example.com' } })
    expect(await importUser(system.accounts, { ...zoe, id: 'BBBBBBBBBBBBBBBBBBBBBB', username: 'ZOË' })).toEqual({ ok: false, code: 'username_taken' })
    expect(await importUser(system.accounts, { ...zoe, username: 'bert' })).toEqual({ ok: false, code: 'id_taken' })
  })

  it('of two at once is one', async () => {
    const system = await startOn(open)
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => importUser(system.accounts, zoe)))
    expect(outcomes.filter((one) => one.ok && one.isNew)).toHaveLength(1)
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
  })
})

describe('an import', () => {
  it.each([
    ['username_rejected', { username: 'a b' }], ['email_rejected', { email: 'nowhere' }], ['role_rejected', { roles: ['a,b'] }], ['id_rejected', { id: 'short' }],
    ['hash_unknown', { passwordHash: '5f4dcc3b5aa765d61d8327deb882cf99' }], ['hash_dear', { passwordHash: bcrypt.replace('$04$', '$31$') }],
  ] as const)('refuses with %s, and leaves nobody', async (code, wrong) => {
    const system = await startSystem()
    expect(await importUser(system.accounts, { ...zoe, ...wrong })).toEqual({ ok: false, code })
    expect(await system.store.listUsers({ by: 'canonical', prefix: '' }, { limit: 9 })).toEqual([])
  })

  it('of a role that stands twice gives it once', async () => {
    const system = await startSystem()
    expect(await importUser(system.accounts, { ...zoe, roles: ['editor', 'editor'] })).toMatchObject({ ok: true, user: { roles: ['editor'] } })
  })

  it('as a dry run finds the same and writes nothing', async () => {
    const system = await startSystem()
    expect(await importUser(system.accounts, zoe, { isDryRun: true })).toMatchObject({ ok: true, isNew: true })
    expect(await system.store.findUser(zoe.id ?? '')).toBeNull()
    expect(await system.store.listEvents({}, { limit: 9 })).toEqual([])
  })

  it('of somebody who was banned lets nobody in until they are enabled', async () => {
    const system = await startSystem({ passwordHasher: createPasswordHasher() })
    expect(await importUser(system.accounts, { ...zoe, isDisabled: true })).toMatchObject({ ok: true, user: { disabled: system.now() } })
    expect(await told(tryLogin(system, { username: 'zoë' }))).toBe('invalid_credentials')
  })

  it('of a hash of nothing lets nobody in, after the same work', async () => {
    const { hash } = await import('@node-rs/bcrypt')
    const system = await startSystem({ passwordHasher: createPasswordHasher() })
    expect(await importUser(system.accounts, { ...zoe, passwordHash: await hash('', 4) })).toMatchObject({ ok: true })
    expect(await told(tryLogin(system, { username: 'zoë', password: '' }))).toBe('invalid_credentials')
  })

  it('of a hash that came in broken before answers as a wrong password does', async () => {
    const system = await startSystem({ passwordHasher: createPasswordHasher() })
    const broken = '$argon2id$v=19$m=8,t=1,p=2$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect(await importUser(system.accounts, { ...zoe, passwordHash: broken })).toEqual({ ok: false, code: 'hash_unknown' })
    await addUser(system, 'mira', { password: broken })
    expect([await told(tryLogin(system)), system.faults]).toEqual(['invalid_credentials', []])
  })

  it('without a password leaves an account that no password opens', async () => {
    const system = await startSystem({ passwordHasher: createPasswordHasher() })
    expect(await importUser(system.accounts, { ...zoe, passwordHash: null })).toMatchObject({ ok: true })
    expect(await told(tryLogin(system, { username: 'zoë', password: '' }))).toBe('invalid_credentials')
  })
})
