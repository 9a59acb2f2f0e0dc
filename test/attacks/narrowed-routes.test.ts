/**
 * What was made for less than a login, on every route that there is: the list is the server's own, so that no new route is
 * forgotten. A route that changes an account answers 403, and nothing is changed.
 */
import { describe, expect, it } from 'vitest'
import { paths, type Path } from '../../src/http/paths.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn, me, ownPage, type Sent } from '../support/client.ts'
import { bearing, exchanged, narrowedKinds, newKey, roles, type Shown } from '../support/narrowing.ts'
import { password, startInstance } from '../support/instance.ts'

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const refused = [403, 'insufficient_scope'] as const
const notProxy = [403, 'forbidden'] as const
/** To a person, as a page. */
const refusedForm = [403] as const
const newPassword = 'lantern orbit cobalt'

interface Rule {
  /** Status and code for who is less than a login. */
  readonly told: readonly [number, string?]
  readonly sent?: Sent
}

/** Every path with what changes something; a method that is not here is 405. */
const rules: Readonly<Record<Path, Readonly<Partial<Record<(typeof methods)[number], Rule>>>>> = {
  '': {}, '/me': {}, '/account': {}, '/assets/:name': {}, '/openapi.json': {}, '/docs': {}, '/enter': {}, '/status/:n': {}, '/revocations': {},
  // It changes nothing, whatever it is asked by; and who is no proxy is told nothing.
  '/forward': { POST: { told: notProxy }, PUT: { told: notProxy }, PATCH: { told: notProxy }, DELETE: { told: notProxy } },
  // They ask for a password, not for a login.
  '/signup': { POST: { told: [409], sent: { json: { username: 'mira', password: newPassword } } } },
  '/login': { POST: { told: [401], sent: { json: { username: 'mira', password: 'wrong wrong wrong' } } } },
  // What is shown here is in the body, and a narrowed credential is none of it.
  '/refresh': { POST: { told: [401, 'credential_missing'], sent: { json: {} } } },
  // Whoever may ask is told by a scope of its own.
  '/introspect': { POST: { told: refused, sent: { form: { token: 'x' } } } },
  '/revoke': { POST: { told: [200], sent: { form: { token: 'x' } } } },
  '/exchange': { POST: { told: [200], sent: { json: { carrier: 'jwt' } } } },
  // A cookie's choice and nobody's account: what is sent in a header counts for no login.
  '/consent': { PUT: { told: refused, sent: { json: { preferences: true, analytics: false, marketing: false } } }, POST: { told: refusedForm, sent: { form: { choice: 'all' } } } },
  '/preferences': { PUT: { told: refused, sent: { json: { theme: 'dark' } } }, POST: { told: refusedForm, sent: { form: { theme: 'dark' } } } },
  '/inspect': { POST: { told: refusedForm, sent: { form: { credential: 'x' } } } },
  '/session/data': { PATCH: { told: refused, sent: { json: { theme: 'dark' }, headers: { 'if-match': '"0"' } } } },
  '/reauthenticate': { POST: { told: refused, sent: { json: { password } } } },
  '/logout': { POST: { told: refused } },
  '/password': { POST: { told: refused, sent: { json: { current_password: password, new_password: newPassword } } } },
  '/sessions': { DELETE: { told: refused } },
  '/sessions/end': { POST: { told: refusedForm, sent: { form: {} } } },
  '/sessions/:id': { DELETE: { told: refused } },
  '/sessions/:id/end': { POST: { told: refusedForm, sent: { form: {} } } },
  '/keys': { POST: { told: refused, sent: { json: { name: 'Another' } } } },
  '/keys/:id': { DELETE: { told: refused } },
  '/keys/:id/end': { POST: { told: refusedForm, sent: { form: {} } } },
  // An administrator is a whole login, too.
  '/admin': {}, '/admin/events': {}, '/admin/visits': {},
  '/admin/users': { POST: { told: refused, sent: { json: { username: 'newcomer' } } } },
  '/admin/users/:id': { DELETE: { told: refused } },
  '/admin/users/:id/disable': { POST: { told: refused, sent: { json: {} } } },
  '/admin/users/:id/enable': { POST: { told: refused, sent: { json: {} } } },
  '/admin/users/:id/unlock': { POST: { told: refused, sent: { json: {} } } },
  '/admin/users/:id/roles': { POST: { told: refused, sent: { json: { add: 'admin' } } } },
  '/admin/users/:id/sessions/end': { POST: { told: refused, sent: { json: {} } } },
  '/admin/users/:id/password': { POST: { told: refused, sent: { json: {} } } },
  '/admin/users/:id/delete': { POST: { told: refusedForm, sent: { form: {} } } },
  '/admin/sessions': {},
  '/admin/sessions/:id': { DELETE: { told: refused } },
  '/admin/sessions/:id/end': { POST: { told: refusedForm, sent: { form: {} } } },
  '/admin/keys': {},
  '/admin/keys/rotate': { POST: { told: refused, sent: { json: { use: 'jwt' } } } },
  '/admin/keys/:id/drop': { POST: { told: refused, sent: { json: {} } } },
}

async function start() {
  const instance = await startInstance({ roles, sessionData: { clientKeys: ['theme'] } })
  const user = await addUser(instance)
  const whole = await logIn(instance.auth, 'jwt')
  const key = await newKey(instance.auth, whole.shown)
  /** Everything that could have been changed. */
  const state = async () => JSON.stringify([
    await instance.store.findUser(user.id), await instance.store.listSecrets(whole.session), (await instance.auth.apiKeys.list(user.id)).map(({ id }) => id),
    (await instance.store.listSessions(user.id, 0, { limit: 100 })).map(({ id, epoch, data }) => [id, epoch, data]),
    (await instance.store.readRevocations(0)).seq,
  ])
  return { ...instance, user, whole, key, state }
}

const forAnybody: readonly Path[] = ['/preferences', '/consent', '/session/data']

const sendTo = (path: Path, id: string) => `/auth${path.replace(':id', id).replace(':name', 'latchkey.css')}`

describe.each(narrowedKinds)('a $name', ({ make }) => {
  it('changes nothing of the account, by any method of any route', async () => {
    const { auth, whole, key, state } = await start()
    const shown = await make(auth)
    const before = await state()
    const answers: unknown[] = []
    const expected: unknown[] = []
    for (const path of paths) {
      for (const method of methods) {
        const { told: [status, code] = [405, 'method_not_allowed'], sent = {} } = rules[path][method] ?? {}
        const id = path.startsWith('/keys') ? key.id : whole.session
        const answer = await createClient(auth).send(method, sendTo(path, id), { ...sent, headers: { ...ownPage, ...sent.headers, ...shown } })
        answers.push([method, path, answer.status, code === undefined ? undefined : answer.body['code']])
        expected.push([method, path, status, code])
      }
    }
    expect(answers).toEqual(expected)
    expect(await state()).toBe(before)
    expect((await me(auth, whole.shown)).status).toBe(200)
    expect((await me(auth, shown)).status).toBe(200)
  })

  it('sees neither the devices nor the keys, and no page of the account', async () => {
    const { auth } = await start()
    const shown = await make(auth)
    for (const path of ['/auth/sessions', '/auth/keys']) {
      expect((await createClient(auth).send('GET', path, { headers: shown })).body['code']).toBe('insufficient_scope')
    }
    for (const path of ['/auth/account', '/auth/reauthenticate']) {
      expect((await createClient(auth).send('GET', path, { headers: { ...shown, accept: 'text/html' } })).headers.get('location')).toMatch(/^\/auth\/login/)
    }
  })

  it('leaves session data alone, in programs too', async () => {
    const { auth } = await start()
    const session = await auth.session(new Request('http://localhost:3000/', { headers: await make(auth) }))
    await expect(session.update(() => ({ theme: 'dark' }))).rejects.toMatchObject({ code: 'narrowed' })
  })
})

describe('a ticket', () => {
  it('is taken by no method that changes something, in no place, and logs nobody out', async () => {
    const { auth, whole, key, state } = await start()
    const ticket = await exchanged(auth, whole.shown, { carrier: 'ticket', path: '/auth/me' })
    const before = await state()
    for (const path of paths) {
      for (const method of methods) {
        const rule = rules[path][method]
        if (rule?.told[0] !== 403 || rule.told === notProxy || forAnybody.includes(path)) continue
        const { sent = {} } = rule
        const id = path.startsWith('/keys') ? key.id : whole.session
        const at = sendTo(path, id)
        const isLogout = path === '/logout'
        const inAddress = await createClient(auth).send(method, `${at}?ticket=${ticket}`, { ...sent, headers: { ...ownPage, ...sent.headers } })
        // Nothing is read from the address of a request that changes something: nobody was shown.
        expect([path, inAddress.status < 300 || inAddress.headers.get('location') === '/auth/login']).toEqual([path, isLogout || rule.told === refusedForm])
        const inHeader = await createClient(auth).send(method, at, { ...sent, headers: { ...ownPage, ...sent.headers, ...bearing(ticket) } })
        expect([path, inHeader.status]).toEqual([path, isLogout ? 403 : rule.told === refusedForm ? 303 : 401])
      }
    }
    expect(await state()).toBe(before)
    expect((await createClient(auth).send('GET', `/auth/me?ticket=${ticket}`)).status).toBe(200)
  })
})

describe('B-04: a recent proof', () => {
  const asks = async (auth: Awaited<ReturnType<typeof start>>['auth'], shown: Shown) => {
    const outcome = await auth.authenticate(new Request('http://localhost:3000/', { headers: shown }), { recent: 300 })
    return outcome.status === 'refused' ? outcome.reason : outcome.status
  }

  it.each([
    ['jwt', 'authenticated'], ['API key', 'reauthentication_required'], ['JWT of an API key', 'reauthentication_required'], ['token of an API key', 'reauthentication_required'],
  ])('is what a %s made this second is: %s', async (name, told) => {
    const { auth, whole } = await start()
    const shown = name === 'jwt' ? whole.shown : await narrowedKinds.find((one) => one.name === name)?.make(auth) ?? {}
    expect(await asks(auth, shown)).toBe(told)
  })

  it.each(['cookie', 'jwt', 'token'])('makes a key with a %s of five minutes at most', async (carrier) => {
    const { auth, pass } = await start()
    const { shown } = await logIn(auth, carrier)
    const make = () => createClient(auth).send('POST', '/auth/keys', { headers: { ...shown, ...ownPage }, json: { name: 'A key' } })
    pass(300)
    expect((await make()).status).toBe(201)
    pass(1)
    const late = await make()
    expect([late.status, late.body['code']]).toEqual([403, 'reauthentication_required'])
    expect(late.headers.get('www-authenticate')).toContain('insufficient_user_authentication')
  })
})
