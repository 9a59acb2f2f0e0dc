/** Cross-site request forgery: all that browsers say of a request, on every route that changes something. */
import { describe, expect, it } from 'vitest'
import { createClient, logIn, type Answer } from '../support/client.ts'
import { password, type Instance } from '../support/instance.ts'
import { ask, asForm } from '../http/ask.ts'
import { changes, forms, openStage, setStage, titled, type Route, type Stage } from '../http/routes.ts'

const origin = 'https://app.example.com'
const sites = ['same-origin', 'same-site', 'cross-site', 'none', null] as const
const origins = [
  origin, 'https://evil.app.example.com', 'https://evil.example', 'null', 'http://app.example.com', null,
] as const

type Site = (typeof sites)[number]
type Origin = (typeof origins)[number]

/** The table of the HTTP contract, written again. */
function passes(site: Site, from: Origin, hasCookie: boolean): boolean {
  switch (site) {
    case 'same-origin': return true
    case 'none': return from === null
    case null: return from === null ? !hasCookie : from === origin
    default: return false
  }
}

const cases = sites.flatMap(
  (site) => origins.flatMap((from) => [true, false].map((hasCookie) => ({ site, from, hasCookie }))),
)

/** Sent with exactly these headers; with a cookie, that is the whole jar of the browser. */
function forge(
  { instance, browser, other }: Stage, route: Route,
  sent: { site: Site, from: Origin, hasCookie: boolean, body?: string, type?: string },
) {
  const headers: Record<string, string> = {}
  if (sent.site !== null) headers['sec-fetch-site'] = sent.site
  if (sent.from !== null) headers['origin'] = sent.from
  if (sent.hasCookie) headers['cookie'] = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  if (sent.type !== undefined) headers['content-type'] = sent.type
  return ask(instance.auth, route.line.replace('{other}', other), {
    headers, ...(sent.body !== undefined && { body: sent.body }),
  })
}

function bodyOf(stage: Stage, { sent }: Route): { body?: string, type?: string } {
  const { json, form } = sent(stage)
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' }
  return form === undefined ? {} : { body: new URLSearchParams(form).toString(), type: asForm['content-type'] }
}

/** Whether anything at all was changed: rows of the users, their sessions and their secrets. */
async function stateOf({ store, auth }: Instance): Promise<string> {
  const user = await auth.users.findByName('mira')
  const sessions = await auth.sessions.list(user?.id ?? '')
  const secrets = await Promise.all(sessions.map(({ id }) => store.listSecrets(id)))
  return JSON.stringify([user, sessions, secrets, await auth.users.findByName('newcomer')])
}

const isRefused = (route: Route, { status, code }: { status: number, code: string | null }) => (
  status === 403 && (forms.includes(route) || code === 'csrf_rejected')
)
/** These read no jar and fill none where a refresh token or nothing was shown in it. */
const isJarless = (route: Route) => route.line === 'POST /auth/refresh'

describe('B-14: a change', () => {
  it.each(
    titled([...changes, ...forms]),
  )('%s is refused wherever the table says so, and then nothing has changed', async (_, route) => {
    const wrong: unknown[] = []
    for (const one of cases) {
      const stage = await setStage(await openStage({ origin }))
      const before = await stateOf(stage.instance)
      const answer = await forge(stage, route, { ...one, ...bodyOf(stage, route) })
      const expected = expectation(route, one)
      const isSame = await stateOf(stage.instance) === before
      const setsCookie = answer.headers.getSetCookie().some((line) => !line.startsWith('__Host-latchkey-form='))
      const wasRefused = isRefused(route, answer)
      if (expected === 'refused' && !(wasRefused && isSame && !setsCookie)) wrong.push([one, answer.status, isSame])
      if (expected === 'unauthenticated' && (!isSame || answer.status === 200)) wrong.push([one, answer.status])
      if (expected === 'passes' && (answer.status !== route.success || wasRefused)) wrong.push([one, answer.status])
    }
    expect(wrong).toEqual([])
  }, 60_000)

  function expectation(route: Route, { site, from, hasCookie }: { site: Site, from: Origin, hasCookie: boolean }) {
    if (isJarless(route)) return 'passes'
    const opens = /login|signup|logout|preferences|consent/.test(route.line)
    // Without a cookie there is nobody whom a forged request could act for, but a browser that could be given one.
    if (!hasCookie && !opens) return 'unauthenticated'
    if (!passes(site, from, hasCookie)) return 'refused'
    // The token of a form is bound to a cookie: without one none is good, except where nothing is left to end.
    const isBound = forms.includes(route) && !hasCookie && !route.line.includes('logout')
    return isBound ? 'refused' : 'passes'
  }
})

describe('B-14: a refresh by cookie', () => {
  it.each(cases)('from $site, $from, with the refresh cookie: $hasCookie', async ({ site, from, hasCookie }) => {
    const instance = await openStage({ origin })
    const login = await logIn(instance.auth, 'jwt', { refresh: 'cookie' })
    const cookie = login.answer.headers.getSetCookie().find(
      (line) => line.startsWith('__Host-latchkey-refresh='),
    )?.split(';')[0] ?? ''
    const headers = {
      ...(site !== null && { 'sec-fetch-site': site }), ...(from !== null && { origin: from }),
      ...(hasCookie && { cookie }),
    }
    const answer = await ask(instance.auth, 'POST /auth/refresh', { headers })
    const expected = hasCookie ? passes(site, from, true) ? 200 : 403 : 401
    expect(answer.status).toBe(expected)
  })
})

describe('B-14: a credential that a program put there', () => {
  it.each(cases.filter(({ hasCookie }) => !hasCookie))('needs no Origin: $site, $from', async ({ site, from }) => {
    const instance = await openStage({ origin })
    const { shown } = await logIn(instance.auth, 'jwt')
    const headers = {
      ...shown, ...(site !== null && { 'sec-fetch-site': site }), ...(from !== null && { origin: from }),
    }
    expect((await ask(instance.auth, 'DELETE /auth/sessions', { headers })).status).toBe(200)
  })
})

describe('an Origin that is almost ours', () => {
  it.each([
    'https://app.example.com:8443', 'https://app.example.com.evil.example', 'https://app.example.com/',
    'https://APP.example.com',
    'https://app.example.com, https://evil.example', 'app.example.com', 'https://user@app.example.com', '',
  ])('is another one: %j', async (from) => {
    const stage = await setStage(await openStage({ origin }))
    const cookie = [...stage.browser.cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await ask(stage.instance.auth, 'DELETE /auth/sessions', { headers: { cookie, origin: from } })
    expect([answer.status, answer.code]).toEqual([403, 'csrf_rejected'])
  })
})

describe('Fetch Metadata of another spelling', () => {
  it.each([
    'SAME-ORIGIN', 'same-origin, cross-site', 'cross-site, same-origin', '', 'same-origin;x', 'x',
  ])('is believed in nothing: %j', async (site) => {
    const stage = await setStage(await openStage({ origin }))
    const cookie = [...stage.browser.cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await ask(stage.instance.auth, 'DELETE /auth/sessions', {
      headers: { cookie, 'sec-fetch-site': site, origin },
    })
    expect([answer.status, answer.code]).toEqual([403, 'csrf_rejected'])
  })
})

it('is written to the audit log, with where it came from', async () => {
  const stage = await setStage(await openStage({ origin }))
  const send = (line: string, form?: Record<string, string>): Promise<Answer> => {
    const [method = '', path = ''] = line.split(' ')
    return stage.browser.send(method, path, {
      headers: { 'sec-fetch-site': 'cross-site', 'user-agent': 'evil' }, ...(form && { form }),
    })
  }
  // Told once a minute for each address, so that refusing fills no store.
  await send('DELETE /auth/sessions')
  await send('DELETE /auth/sessions')
  stage.instance.pass(60)
  await send('POST /auth/logout')
  stage.instance.pass(60)
  await send('POST /auth/login', { username: 'mira', password, csrf: 'x' })
  await stage.instance.close()
  await stage.instance.store.open()
  const events = (await stage.instance.store.listEvents({}, { limit: 100 })).filter(
    ({ type }) => type === 'malicious_csrf',
  )
  expect(events).toHaveLength(3)
  for (const event of events) expect(event).toMatchObject({
    outcome: 'failure', address: '198.51.100.7', agent: 'evil', request: 'test',
  })
})

it('GET and HEAD with a cookie pass from anywhere, since they change nothing', async () => {
  const stage = await setStage(await openStage({ origin }))
  const { cookies } = stage.browser
  const before = await stateOf(stage.instance)
  for (const path of ['/auth', '/auth/account', '/auth/me', '/auth/sessions']) {
    const client = createClient(stage.instance.auth)
    const headers = {
      cookie: `__Host-latchkey=${cookies.get('__Host-latchkey')}`, 'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    }
    expect((await client.send('GET', path, { headers })).status).toBe(200)
  }
  expect(await stateOf(stage.instance)).toBe(before)
})
