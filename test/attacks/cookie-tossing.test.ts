/** Cookie tossing: a sibling host or an old path puts a second cookie of our name beside ours (6265bis §8.6). */
import { describe, expect, it } from 'vitest'
import { ask, asJson } from '../http/ask.ts'
import { addUser } from '../http/people.ts'
import { setCookies } from '../http/set-cookies.ts'
import { logIn, ownPage } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

const session = '__Host-latchkey'
const refresh = '__Host-latchkey-refresh'

async function open() {
  const instance = await startInstance()
  await addUser(instance)
  await addUser(instance, 'mallory')
  const victim = (await logIn(instance.auth, 'cookie')).credential
  const planted = (await logIn(instance.auth, 'cookie', { username: 'mallory' })).credential
  return { instance, victim, planted }
}

const meWith = ({ auth }: Instance, headers: Record<string, string> | [string, string][]) => ask(
  auth, 'GET /auth/me', { headers },
)

describe('B-19: a session cookie that comes twice', () => {
  it.each([
    ['before ours', (ours: string, theirs: string) => `${session}=${theirs}; ${session}=${ours}`],
    ['after ours', (ours: string, theirs: string) => `${session}=${ours}; ${session}=${theirs}`],
    ['the same twice', (ours: string) => `${session}=${ours}; ${session}=${ours}`],
    ['an empty one', (ours: string) => `${session}=; ${session}=${ours}`],
    ['without a space', (ours: string, theirs: string) => `${session}=${ours};${session}=${theirs}`],
    ['with others between', (ours: string, theirs: string) => `${session}=${ours}; a=b; ${session}=${theirs}`],
  ])('authenticates nobody: %s', async (_, write) => {
    const { instance, victim, planted } = await open()
    const answer = await meWith(instance, { cookie: write(victim, planted) })
    expect([answer.status, answer.code]).toEqual([400, 'ambiguous_credentials'])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('authenticates nobody in two header lines either', async () => {
    const { instance, victim, planted } = await open()
    expect((await meWith(instance, [['cookie', `${session}=${victim}`], ['cookie', `${session}=${planted}`]])).status)
      .toBe(400)
  })

  it.each([
    'POST /auth/logout', 'DELETE /auth/sessions', 'DELETE /auth/sessions?all=true', 'POST /auth/reauthenticate',
    'POST /auth/password',
  ])(
    '%s ends and changes nothing', async (line) => {
      const { instance, victim, planted } = await open()
      const headers = { cookie: `${session}=${victim}; ${session}=${planted}`, ...ownPage, ...asJson }
      const answer = await ask(instance.auth, line, { headers, body: '{}' })
      expect([answer.status, answer.code]).toEqual([400, 'ambiguous_credentials'])
      for (const cookie of [
        victim, planted,
      ]) expect((await meWith(instance, { cookie: `${session}=${cookie}` })).status).toBe(200)
    },
  )

  it('can be mended by a login, which is told to nobody else and ends neither', async () => {
    const { instance, victim, planted } = await open()
    const answer = await ask(instance.auth, 'POST /auth/login', {
      headers: { cookie: `${session}=${victim}; ${session}=${planted}`, ...ownPage, ...asJson },
      body: JSON.stringify({ username: 'mira', password }),
    })
    expect(answer.status).toBe(200)
    for (const cookie of [
      victim, planted,
    ]) expect((await meWith(instance, { cookie: `${session}=${cookie}` })).status).toBe(200)
  })

  it('is written to the audit log', async () => {
    const { instance, victim, planted } = await open()
    await meWith(instance, { cookie: `${session}=${victim}; ${session}=${planted}` })
    await instance.close()
    await instance.store.open()
    const events = await instance.store.listEvents({}, { limit: 50 })
    expect(events.filter(({ outcome }) => outcome === 'failure')).toHaveLength(1)
  })
})

describe('B-19: a refresh cookie that comes twice', () => {
  it.each(['POST /auth/refresh', 'POST /auth/logout'])('%s is 400, uses none and ends nothing', async (line) => {
    const { instance } = await open()
    const [ours, theirs] = [
      await logIn(instance.auth, 'jwt'), await logIn(instance.auth, 'jwt', { username: 'mallory' }),
    ]
    for (const value of [
      `${refresh}=${ours.refreshToken}; ${refresh}=${theirs.refreshToken}`,
      `${refresh}=${theirs.refreshToken}; ${refresh}=${ours.refreshToken}`,
    ]) {
      const answer = await ask(instance.auth, line, { headers: { cookie: value, ...ownPage } })
      expect([answer.status, answer.code, answer.headers.getSetCookie()]).toEqual([400, 'ambiguous_credentials', []])
    }
    for (const { refreshToken } of [ours, theirs]) {
      expect(
        (await ask(instance.auth, 'POST /auth/refresh', {
          headers: asJson, body: JSON.stringify({ refresh_token: refreshToken }),
        })).status,
      ).toBe(200)
    }
  })
})

describe('B-19: a cookie that is almost ours', () => {
  it.each([
    ['another case', '__host-latchkey'], ['a Unicode space before', '\u00a0__Host-latchkey'],
    ['no prefix', 'latchkey'], ['another prefix', '__Secure-latchkey'], ['quotes', '"__Host-latchkey"'],
    ['a nameless cookie', '=__Host-latchkey'],
    ['a percent code', '__Host%2Dlatchkey'], ['a longer name', '__Host-latchkey2'], ['a null', '__Host-latchkey%00'],
  ])('is not ours, and does not stand beside ours: %s', async (_, name) => {
    const { instance, victim, planted } = await open()
    expect((await meWith(instance, { cookie: `${name}=${planted}` })).code).toBe('credential_missing')
    const beside = await meWith(instance, { cookie: `${name}=${planted}; ${session}=${victim}` })
    expect(JSON.parse(beside.text)).toMatchObject({ user: { username: 'mira' } })
  })

  it.each([
    ['quotes', (value: string) => `"${value}"`], ['a percent code', (value: string) => value.replace('_', '%5F')],
    ['something behind', (value: string) => `${value}x`], ['a comma', (value: string) => `${value},${value}`],
  ])('has one spelling of its value: not with %s', async (_, respell) => {
    const { instance, victim } = await open()
    expect((await meWith(instance, { cookie: `${session}=${respell(victim)}` })).code).toBe('credential_invalid')
  })
})

it('fixation: a login never takes over a session that was there before, live or made up', async () => {
  const { instance, planted } = await open()
  for (const before of [planted, `lk_se_${'A'.repeat(43)}`]) {
    const answer = await ask(instance.auth, 'POST /auth/login', {
      headers: { cookie: `${session}=${before}`, ...ownPage, ...asJson },
      body: JSON.stringify({ username: 'mira', password }),
    })
    expect(setCookies(answer.headers).get(session)?.value).not.toBe(before)
    expect((await meWith(instance, { cookie: `${session}=${before}` })).status).toBe(401)
  }
})
