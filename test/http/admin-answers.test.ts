/** What the routes of the administration answer, and what of it stands in the audit log. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../../src/contracts.ts'
import { createClient, logIn, ownPage, type Answer } from '../support/client.ts'
import { password, start, startInstance, type Instance } from '../support/instance.ts'
import { formTo, loggedIn } from './browser.ts'
import { addUser } from './people.ts'

let instance: Instance
let ada: User
let mira: User
let shown: Readonly<Record<string, string>>
const html = { accept: 'text/html' }

beforeEach(async () => {
  instance = await startInstance()
  ada = await addUser(instance, 'ada', { roles: ['admin'], email: 'ada@example.com' })
  mira = await addUser(instance)
  shown = (await logIn(instance.auth, 'jwt', { username: 'ada', password })).shown
})

const get = (path: string) => createClient(instance.auth).send('GET', `/auth/admin${path}`, { headers: shown })
const post = (path: string, json: unknown = {}) => createClient(instance.auth).send('POST', `/auth/admin${path}`, { headers: { ...shown, ...ownPage }, json })
const list = (answer: Answer, name: string) => answer.body[name] as readonly Readonly<Record<string, unknown>>[] // the route's own list

describe('users', () => {
  it('are told without a word of their passwords', async () => {
    const answer = await get(`/users/${mira.id}`)
    expect(answer.body).toEqual({
      user: { id: mira.id, username: 'mira', email: null, roles: [], created_at: start, disabled_at: null, password_changed_at: start },
      failed_attempts: 0, retry_after: 0,
    })
    for (const path of ['/users', `/users/${mira.id}`, '/sessions', '/events', '/keys']) expect((await get(path)).text).not.toMatch(/\$fast\$|sealed|digest/)
  })

  it.each([
    ['?search=MI', ['mira']], ['', ['ada', 'mira']], ['?by=email&search=ADA', ['ada']], ['?by=role&search=admin', ['ada']], ['?by=role&search=adm', []],
    ['?search=ada@', []],
  ])('are searched by %s', async (query, names) => {
    expect(list(await get(`/users${query}`), 'users').map(({ username }) => username)).toEqual(names)
  })

  it('are paged by a cursor, and a bad limit is 400', async () => {
    const first = await get('/users?limit=1')
    const second = await get(`/users?limit=1&cursor=${String(first.body['next_cursor'])}`)
    expect([first, second].map((one) => list(one, 'users')[0]?.['username'])).toEqual(['ada', 'mira'])
    expect(second.body['next_cursor']).toBeNull()
    for (const path of ['/users', '/sessions', '/events']) {
      for (const limit of ['0', '101', '-1', 'x']) expect((await get(`${path}?limit=${limit}`)).status).toBe(400)
    }
  })

  it('are made with a password that is told once, or with one that is given', async () => {
    const made = await post('/users', { username: 'nova', roles: ['editor'] })
    expect(made.status).toBe(201)
    const { auth } = instance
    expect((await auth.login({ username: 'nova', password: String(made.body['password']) })).ok).toBe(true)
    const given = await post('/users', { username: 'rook', email: 'rook@example.com', password: 'velvet anchor mosaic' })
    expect([given.status, Object.keys(given.body)]).toEqual([201, ['user']])
    expect((await post('/users', { username: 'nova' })).body['code']).toBe('username_taken')
    expect((await post('/users', { username: 'x' })).body['code']).toBe('username_rejected')
    expect((await post('/users', { username: 'kite', password: 'short' })).body['reasons']).toEqual(['too_short'])
  })

  it.each([{ username: 'nova', roles: ['no role'] }, { username: 'nova', roles: 'admin' }, { username: 'nova', admin: true }, { username: 'nova', id: 'x' }, {}])(
    'are not made of %j', async (json) => {
      expect((await post('/users', json)).status).toBe(400)
    })

  it.each([{ add: 'admin', remove: 'editor' }, {}, { add: 'no role' }, { add: ['admin'] }, { roles: ['admin'] }])('get no roles by %j', async (json) => {
    expect((await post(`/users/${mira.id}/roles`, json)).status).toBe(400)
    expect((await instance.auth.users.find(mira.id))?.roles).toEqual([])
  })

  it('have 32 roles at most', async () => {
    const roles = Array.from({ length: 32 }, (_, n) => `role${n}`)
    await instance.auth.users.setRoles(mira.id, roles)
    expect((await post(`/users/${mira.id}/roles`, { add: 'one-more' })).status).toBe(400)
  })

  it.each(['disable', 'delete', 'password', 'roles'])('who administer do not do it to themselves: %s', async (act) => {
    const answer = await post(`/users/${ada.id}/${act}`, act === 'roles' ? { remove: 'admin' } : {})
    expect([answer.status, answer.body['code']]).toEqual([409, 'own_account'])
    expect((await get('/users')).status).toBe(200)
  })

  it.each(['disable', 'enable', 'unlock', 'delete', 'password', 'sessions/end'])('who are not there are 404: %s', async (act) => {
    expect((await post(`/users/nobody/${act}`)).status).toBe(404)
  })

  it('who waits after wrong passwords is unlocked', async () => {
    for (let n = 0; n < 5; n++) await instance.auth.login({ username: 'mira', password: 'wrong wrong wrong' })
    expect((await get(`/users/${mira.id}`)).body).toMatchObject({ failed_attempts: 5, retry_after: 30 })
    expect((await post(`/users/${mira.id}/unlock`)).status).toBe(204)
    expect((await get(`/users/${mira.id}`)).body).toMatchObject({ failed_attempts: 0, retry_after: 0 })
  })
})

describe('sessions', () => {
  it('are those of everybody, or of one, and end by name for good', async () => {
    const login = await logIn(instance.auth, 'token')
    const all = list(await get('/sessions'), 'sessions')
    expect(new Set(all.map(({ username, carrier }) => `${String(username)} ${String(carrier)}`))).toEqual(new Set(['ada jwt', 'mira token']))
    const own = list(await get(`/sessions?subject=${mira.id}`), 'sessions')
    expect(own.map(({ id }) => id)).toEqual([login.session])
    expect((await post(`/sessions/${login.session}/end`)).status).toBe(204)
    expect((await createClient(instance.auth).send('GET', '/auth/me', { headers: login.shown })).body['code']).toBe('session_revoked')
    expect((await post(`/sessions/${login.session}/end`)).status).toBe(404)
    expect((await instance.auth.events.list({ type: 'session_revoked' }))[0]).toMatchObject({ actor: ada.id, subject: mira.id, session: login.session })
  })

  it('one’s own ends as a logout: its cookie is taken away', async () => {
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', '/auth/account')
    const [own] = list(await browser.send('GET', '/auth/sessions'), 'sessions').filter(({ current }) => current === true)
    expect(page.status).toBe(200)
    const answer = await browser.send('DELETE', `/auth/admin/sessions/${String(own?.['id'])}`)
    expect([answer.status, browser.cookies.has('__Host-latchkey')]).toEqual([204, false])
  })
})

describe('keys', () => {
  const kidOf = async (state: string) => list(await get('/keys'), 'keys').find((key) => key['use'] === 'jwt' && key['state'] === state)?.['kid']

  it('are rotated and dropped in the name of who did it', async () => {
    const [before] = [await kidOf('current')]
    expect((await post('/keys/rotate', { use: 'jwt' })).body).toMatchObject({ use: 'jwt', state: 'next' })
    expect(await kidOf('next')).toBeDefined()
    expect((await instance.auth.events.list({ type: 'sys_key_rotated' }))[0]).toMatchObject({ actor: ada.id })
    expect((await createClient(instance.auth).send('POST', `/auth/admin/keys/${String(before)}/drop`, { headers: { ...shown, ...ownPage } })).status).toBe(204)
    expect((await instance.auth.events.list({ type: 'sys_key_dropped' }))[0]).toMatchObject({ actor: ada.id, detail: { kid: before } })
    // Ada's own JWT was of that key.
    expect((await get('/keys')).status).toBe(401)
  })

  it.each([{}, { use: 'x' }, { use: 'jwt', kid: 'x' }])('are not rotated by %j', async (json) => {
    expect((await post('/keys/rotate', json)).status).toBe(400)
  })

  it('that are not there, or retired, are 404', async () => {
    expect((await post('/keys/none/drop')).status).toBe(404)
  })
})

describe('events', () => {
  const types = async (query: string) => list(await get(`/events${query}`), 'events').map(({ type }) => type)

  it('are filtered by type, by whom, about whom and by day', async () => {
    await post(`/users/${mira.id}/disable`)
    expect(await types(`?actor=${ada.id}&subject=${mira.id}`)).toEqual(['session_revoked'])
    expect(await types('?subject_name=MIRA&type=session_revoked')).toEqual(['session_revoked'])
    expect(await types('?actor_name=nobody')).toEqual([])
    expect(await types('?from=2026-01-02')).toEqual([])
    expect(await types('?from=2026-01-01&until=2026-01-01&type=session_revoked')).toEqual(['session_revoked'])
    expect(await types(`?until=${start}`)).toEqual([])
  })

  it.each(['from=yesterday', 'until=2026-13-01', 'from=-1', 'until=1e9'])('of %s are 400', async (query) => {
    expect((await get(`/events?${query}`)).status).toBe(400)
  })

  it('a user whose name is another’s id is not taken for them', async () => {
    await addUser(instance, mira.id.replaceAll(/[-_]/g, 'x').slice(0, 22))
    await post(`/users/${mira.id}/unlock`)
    expect(await types(`?subject=${mira.id}&type=user_updated`)).toEqual(['user_updated'])
  })
})

describe('logins a day', () => {
  it('are those of thirty days, of which each is there', async () => {
    await instance.auth.login({ username: 'mira', password: 'wrong wrong wrong' })
    await instance.auth.login({ username: 'mira', password })
    await expect.poll(async () => list(await get(''), 'sign_ins').at(-1)).toEqual({ day: start, succeeded: 2, refused: 1 })
    expect(list(await get(''), 'sign_ins')).toHaveLength(30)
  })
})

describe('what a form answers', () => {
  it('a password that was made up, this once', async () => {
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', '/auth/admin/users', { headers: html })
    const made = await browser.send('POST', '/auth/admin/users', { form: { ...formTo(page, '/auth/admin/users'), username: 'nova', email: '', roles: 'editor, clerk', password: '' } })
    const [secret = ''] = /[a-z2-9]{5}(-[a-z2-9]{5}){3}/.exec(made.text) ?? []
    expect((await instance.auth.login({ username: 'nova', password: secret })).ok).toBe(true)
    const nova = await instance.auth.users.findByName('nova')
    expect(nova?.roles).toEqual(['editor', 'clerk'])
    expect((await browser.send('GET', `/auth/admin/users/${nova?.id ?? ''}`, { headers: html })).text).not.toContain(secret)
  })

  it('a refused account again with what was filled in, and never the password', async () => {
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', '/auth/admin/users', { headers: html })
    const filled = { username: 'MIRA', email: 'm@example.com', roles: 'editor', password: 'velvet anchor mosaic' }
    const refused = await browser.send('POST', '/auth/admin/users', { form: { ...formTo(page, '/auth/admin/users'), ...filled } })
    expect(refused.status).toBe(409)
    for (const text of ['value="MIRA"', 'value="m@example.com"', 'value="editor"', 'That user name is taken']) expect(refused.text).toContain(text)
    expect(refused.text).not.toContain(filled.password)
  })

  it('in Chinese to who asks for it', async () => {
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', '/auth/admin/keys', { headers: { ...html, 'accept-language': 'zh-CN' } })
    expect(page.text).toContain('<html lang="zh-Hans"')
    expect(page.text).toContain('密钥环')
  })
})
