/** Devices: one list of all logins whatever carries them, every way to end them, and the event that each way leaves. */
import { onTestFinished, describe, expect, it } from 'vitest'
import { readHtml, text } from '../pages/read-html.ts'
import { createClient, logIn, me, ownPage, type Login } from '../support/client.ts'
import { password, start, startInstance, stores, type Instance } from '../support/instance.ts'
import { addUser } from './people.ts'

const carriers = ['cookie', 'jwt', 'token'] as const
const newPassword = 'lantern orbit cobalt'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0'

interface Stage {
  readonly instance: Instance
  readonly subject: string
  /** One by each carrier. */
  readonly logins: readonly Login[]
  readonly acting: Login
  send(line: string, json?: unknown): ReturnType<ReturnType<typeof createClient>['send']>
}

async function setStage(open: (typeof stores)[number]['open'], carrier: string): Promise<Stage> {
  const { store, remove } = open()
  const instance = await startInstance({ store })
  onTestFinished(async () => {
    await instance.close()
    remove()
  })
  const { id: subject } = await addUser(instance)
  const logins = []
  for (const name of carriers) logins.push(await logIn(instance.auth, name))
  const acting = await logIn(instance.auth, carrier)
  const send: Stage['send'] = (line, json) => {
    const [method = '', path = ''] = line.split(' ')
    const headers = carrier === 'cookie' ? { ...acting.shown, ...ownPage } : acting.shown
    return createClient(instance.auth).send(method, path, { headers, ...(json !== undefined && { json }) })
  }
  return { instance, subject, logins, acting, send }
}

/** Whether a login is good for nothing any more: on any route, and to be renewed. */
async function isDead({ auth }: Instance, { shown, refreshToken }: Login): Promise<boolean> {
  const request = new Request('http://localhost:3000/orders', { headers: shown })
  const revocable = await auth.authenticate(request, { freshness: 'revocable' })
  const { status } = await me(auth, shown)
  const renewed = refreshToken === '' ? null : await auth.refresh(refreshToken)
  return revocable.status === 'refused' && status === 401 && renewed?.ok !== true
}

async function reasons({ instance }: Stage): Promise<readonly unknown[]> {
  await instance.close()
  await instance.store.open()
  const events = await instance.store.listEvents({}, { limit: 100 })
  return events.filter(({ type }) => /session_revoked|password_change|user_deleted/.test(type))
    .map(({ type, subject, actor, detail }) => [type, subject, actor, ...Object.values(detail)])
    .toSorted((a, b) => a.join() < b.join() ? -1 : 1)
}

type End = readonly [name: string, act: (stage: Stage) => Promise<unknown>, keeps: boolean, told: (subject: string) => readonly unknown[]]

const revoked = (reason: string) => (subject: string) => [['session_revoked', subject, subject, reason]]
const byOperator = (reason: string) => (subject: string) => [['session_revoked', subject, null, reason]]
const endings: readonly End[] = [
  ['each of them by itself', async ({ send, logins }) => {
    for (const { session } of logins) await send(`DELETE /auth/sessions/${session}`)
  }, true, (subject) => carriers.flatMap(() => revoked('ended_by_user')(subject))],
  ['all others', ({ send }) => send('DELETE /auth/sessions'), true, revoked('others_ended')],
  ['all', ({ send }) => send('DELETE /auth/sessions?all=true'), false, revoked('all_ended')],
  ['a new password', ({ send }) => send('POST /auth/password', { current_password: password, new_password: newPassword }), true,
    (subject) => [['authn_password_change', subject, subject], ...revoked('password_changed')(subject)]],
  ['an operator who ends them', ({ instance, subject }) => instance.auth.sessions.endAll(subject), false, byOperator('ended_by_operator')],
  ['an operator who disables the user', ({ instance, subject }) => instance.auth.users.disable(subject), false, byOperator('disabled')],
  ['an operator who deletes the user', ({ instance, subject }) => instance.auth.users.delete(subject), false,
    (subject) => [...byOperator('deleted')(subject), ['user_deleted', subject, null]]],
]

describe.each(stores)('on the $name store, all logins of a user', ({ open }) => {
  describe.each(endings)('are ended by %s', (_, act, keeps, told) => {
    it.each(carriers)('B-09: whatever carries them, and the event says so; acting by %s', async (carrier) => {
      const stage = await setStage(open, carrier)
      await act(stage)
      expect(await Promise.all(stage.logins.map((login) => isDead(stage.instance, login)))).toEqual([true, true, true])
      expect(await reasons(stage)).toEqual(told(stage.subject))
      const session = await stage.instance.store.findSession(stage.acting.session)
      const isKept = session?.user != null && session.user.disabled === null && session.session.epoch >= session.user.epoch
      expect(isKept).toBe(keeps)
      expect(keeps || await isDead(stage.instance, stage.acting)).toBe(true)
    })
  })

  it('A-16, B-09: of one who was deleted open nothing for whoever takes the name, and the name is free', async () => {
    const stage = await setStage(open, 'cookie')
    const { instance, logins, subject } = stage
    expect(await instance.auth.users.delete(subject)).toBe(true)
    expect(await instance.auth.users.delete(subject)).toBe(false)
    expect([await instance.auth.users.find(subject), await instance.auth.users.findByName('mira')]).toEqual([null, null])
    const next = await addUser(instance, 'mira')
    expect(next.id).not.toBe(subject)
    for (const login of [...logins, stage.acting]) expect(await isDead(instance, login)).toBe(true)
    expect(await instance.auth.sessions.list(next.id)).toEqual([])
    expect((await logIn(instance.auth, 'jwt')).answer.status).toBe(200)
    // What is stateless asks nobody, and tells who it was: the id, which nobody has again.
    const request = new Request('http://localhost:3000/orders', { headers: logins[1]?.shown ?? {} })
    expect(await instance.auth.authenticate(request, { freshness: 'stateless' })).toMatchObject({ principal: { subject } })
  })

  it('B-09: of one who was deleted stay dead over a restart', async () => {
    const { instance, logins, subject } = await setStage(open, 'cookie')
    await instance.auth.users.delete(subject)
    const again = await startInstance({ store: instance.store })
    for (const login of logins) expect(await isDead(again, login)).toBe(true)
  })
})

describe('the list of devices', () => {
  it('B-10: names each login by carrier, agent, address and times, and shows no secret', async () => {
    const instance = await startInstance()
    await addUser(instance)
    const at = { headers: { 'user-agent': firefox }, address: '203.0.113.24' }
    const login = await createClient(instance.auth).send('POST', '/auth/login', { ...at, json: { username: 'mira', password } })
    instance.pass(60)
    const other = await logIn(instance.auth, 'token')
    const { body, text: told } = await createClient(instance.auth).send('GET', '/auth/sessions', { headers: other.shown })
    expect(body['sessions']).toMatchObject([
      { id: other.session, carrier: 'token', current: true, created_at: start + 60, agent: null, address: '198.51.100.7' },
      {
        carrier: 'cookie', current: false, created_at: start, last_seen_at: start, expires_at: start + 7200,
        agent: firefox, address: '203.0.113.24',
      },
    ])
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    for (const secret of [cookie.split('=')[1] ?? '', other.credential, other.refreshToken]) expect(told).not.toContain(secret)

    const page = await createClient(instance.auth).send('GET', '/auth/account', { headers: { cookie } })
    const shown = text(readHtml(page.text))
    for (const word of ['Firefox', 'Linux', '203.0.113.24', '198.51.100.7', 'This device']) expect(shown).toContain(word)
    expect(page.text).not.toContain(cookie.split('=')[1])
  })
})
