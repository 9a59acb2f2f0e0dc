/** Canaries: secrets that can be recognised anywhere, sent and issued on every route. Then everything is searched. */
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuth, type Auth } from '../../src/create-auth.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { ask, asForm, asJson } from '../http/ask.ts'
import { formTo, openBrowser } from '../http/browser.ts'
import { watchedStore } from '../http/watched-store.ts'
import { createClient, loginOf, ownPage, type Answer, type Client, type Sent } from '../support/client.ts'
import { countingHasher, origin, start, type CountingHasher } from '../support/instance.ts'

const deployment = 'c4naryDeploymentKey-zX9wQ2rT7yUvB4'
const password = 'c4nary harbour quilt seven'
const nextPassword = 'c4nary lantern orbit cobalt'

/** All that leaves the instance, by what it left through. */
interface Output { readonly where: string, readonly text: string }
/** `issuedBy`: the answers that may hold it. A device cookie is issued anew, and is the same, at each login. */
interface Secret { readonly name: string, readonly value: string, readonly issuedBy: readonly string[] }

let outputs: Output[]
let secrets: Secret[]
let auth: Auth
let hasher: CountingHasher
let mood: 'well' | 'broken'
const store = memoryStore()
const channels = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

beforeEach(() => {
  outputs = []
  secrets = [{ name: 'deployment secret', value: deployment, issuedBy: [] }]
  mood = 'well'
  hasher = countingHasher()
  for (const channel of channels) {
    vi.spyOn(console, channel).mockImplementation((...said: unknown[]) => { note(`console.${channel}`, said) })
  }
  const told = ({ verb, given }: { verb: string, given: readonly unknown[] }) => {
    note(`store.${verb}`, given)
    if (mood === 'broken') throw new Error(`a fault in ${verb}`)
  }
  // Without `onFault`, so that faults go where an application that sets nothing finds them.
  auth = createAuth({
    origin, secret: deployment, store: watchedStore(told, store), clock: () => start, passwordHasher: hasher,
  })
})
afterEach(() => { vi.restoreAllMocks() })

/** An error with its stack and all its causes, a row with all its columns. */
function note(where: string, what: unknown): void {
  outputs.push({
    where,
    text: inspect(what, {
      depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity,
    }),
  })
}

function noteAnswer(where: string, { status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>): void {
  outputs.push({ where, text: [String(status), ...[...headers].map((pair) => pair.join(': ')), text].join('\n') })
}

/** Each answer has a name of its own, so that a secret may stand in the one that issues it. */
async function send(client: Client, line: string, sent: Sent = {}): Promise<Answer & { readonly where: string }> {
  const [method = '', path = ''] = line.split(' ')
  const answer = await client.send(method, path, sent)
  const where = `answer ${outputs.length}: ${line}`
  noteAnswer(where, answer)
  return { ...answer, where }
}

/** Takes what an answer issues for a secret. */
function keep(name: string, answer: Answer & { readonly where: string }): ReturnType<typeof loginOf> {
  const login = loginOf(answer)
  const issued = [
    ...answer.headers.getSetCookie().map((line) => line.split(';', 1).join('').replace(/^[^=]*=/, '')),
    login.credential, login.refreshToken,
  ]
  for (const value of new Set(issued)) {
    if (value === '') continue
    const known = secrets.find((secret) => secret.value === value)
    if (known !== undefined) secrets.splice(secrets.indexOf(known), 1)
    secrets.push({ name, value, issuedBy: [...known?.issuedBy ?? [], answer.where] })
  }
  return login
}

/** In which outputs a secret stands: as it is, encoded for an address, in base64 or hexadecimal, or its random part. */
function leaks({ value, issuedBy }: Secret): string[] {
  const random = /^lk_[a-z]+_(.{30,})$/.exec(value)?.[1]
  const spellings = [
    value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('hex'), random,
  ]
  return outputs.filter(
    ({ where, text }) => !issuedBy.includes(where) && spellings.some((one) => one !== undefined && text.includes(one)),
  ).map(({ where }) => where)
}

const allLeaks = () => secrets.map(
  (secret) => [secret.name, leaks(secret)] as const,
).filter(([, where]) => where.length > 0)

/** Every row of the store, by its reads. */
async function noteRows(username: string): Promise<void> {
  const user = await store.findUserByName(username)
  const sessions = await store.listSessions(user?.id ?? '', 0, { limit: 100 })
  note('rows of users and sessions', [user, sessions])
  note('rows of secrets', await Promise.all(sessions.map(({ id }) => store.listSecrets(id))))
  note('rows of keys', await store.listKeys())
  note('the log', await store.readRevocations(0))
  note('events', await store.listEvents({}, { limit: 500 }))
}

/** Everything that one carrier can do, from sign-up to the end; whatever it is given is kept as a canary. */
async function live(username: string, carrier: string): Promise<void> {
  const client = createClient(auth, { browser: true })
  const json = { username, password, carrier }
  keep('sign-up', await send(client, 'POST /auth/signup', { json }))
  const login = keep('login', await send(client, 'POST /auth/login', { json }))
  const headers = login.shown
  await send(client, 'GET /auth/me', { headers })
  await send(client, 'GET /auth/sessions', { headers })
  await send(client, 'GET /auth/account', { headers })
  await send(client, 'POST /auth/reauthenticate', { headers, json: { password: 'c4nary wrong one' } })
  const fresh = keep(
    're-authentication', await send(client, 'POST /auth/reauthenticate', { headers, json: { password } }),
  )
  await send(client, 'GET /auth/me', { headers })
  if (fresh.refreshToken !== '') {
    keep('refresh', await send(client, 'POST /auth/refresh', { json: { refresh_token: fresh.refreshToken } }))
    await send(client, 'POST /auth/refresh', { json: { refresh_token: login.refreshToken } })
  }
  const again = keep('login again', await send(client, 'POST /auth/login', { json }))
  await send(client, 'POST /auth/password', {
    headers: again.shown, json: { current_password: password, new_password: 'c4nary' },
  })
  const changed = await send(client, 'POST /auth/password', {
    headers: again.shown, json: { current_password: password, new_password: nextPassword },
  })
  const last = carrier === 'cookie' ? again : keep('password', changed)
  await send(client, 'DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA', { headers: last.shown })
  await send(client, 'POST /auth/logout', { headers: last.shown })
  await send(client, 'GET /auth/me', { headers: last.shown })
}

const passwords = [password, nextPassword, 'c4nary wrong one'].map(
  (value) => ({ name: 'password', value, issuedBy: [] }),
)

describe('F-09: no secret leaves by any way but the answer that issues it', () => {
  it.each(['cookie', 'jwt', 'token'])('over a whole life by %s', async (carrier) => {
    const username = `anna-${carrier}`
    secrets.push(...passwords)
    await live(username, carrier)
    await auth.close()
    await store.open()
    await noteRows(username)
    expect(secrets.length).toBeGreaterThan(7)
    expect(allLeaks()).toEqual([])
  })

  it('by forms, whose pages hold tokens and no credential', async () => {
    secrets.push(...passwords)
    const browser = openBrowser(auth)
    const fill = async (on: string, to: string, fields: Record<string, string>) => {
      const page = await send(browser, `GET ${on}`)
      return send(browser, `POST ${to}`, { form: { ...formTo(page, to), ...fields } })
    }
    keep('sign-up', await fill('/auth/signup', '/auth/signup', { username: 'anna-form', password }))
    await fill('/auth/account', '/auth/password', { current_password: 'c4nary wrong one', new_password: nextPassword })
    await fill('/auth/account', '/auth/password', { current_password: password, new_password: nextPassword })
    await fill('/auth/account', '/auth/logout', {})
    await fill('/auth/login', '/auth/login', { username: 'anna-form', password: 'c4nary wrong one' })
    keep('login', await fill('/auth/login', '/auth/login', { username: 'anna-form', password: nextPassword }))
    await auth.close()
    await store.open()
    await noteRows('anna-form')
    expect(allLeaks()).toEqual([])
  })

  it('when everything breaks: a store that fails tells of itself and of no secret', async () => {
    secrets.push(...passwords)
    await auth.ready()
    const logins = await Promise.all(['cookie', 'jwt', 'token'].map(async (carrier) => {
      const username = `broken-${carrier}`
      return keep(
        'sign-up', await send(createClient(auth), 'POST /auth/signup', { json: { username, password, carrier } }),
      )
    }))
    mood = 'broken'
    for (const { shown, refreshToken } of logins) {
      const client = createClient(auth)
      const headers = { ...shown, ...ownPage }
      for (const line of [
        'GET /auth/me', 'GET /auth/account', 'GET /auth/sessions', 'DELETE /auth/sessions', 'POST /auth/logout',
      ]) await send(client, line, { headers })
      await send(client, 'POST /auth/refresh', { json: { refresh_token: refreshToken } })
      await send(client, 'POST /auth/reauthenticate', { headers, json: { password } })
      await send(client, 'POST /auth/login', { json: { username: 'broken-jwt', password } })
      await send(client, 'POST /auth/signup', {
        json: { username: 'broken-more', password, setup: `lk_su_${'c4nary'.repeat(8)}` },
      })
    }
    expect(outputs.filter(({ where }) => where === 'console.error').length).toBeGreaterThan(20)
    expect(allLeaks()).toEqual([])
  })

  it('when hashing breaks', async () => {
    secrets.push(...passwords)
    vi.spyOn(hasher, 'verify').mockRejectedValue(new Error('out of memory'))
    vi.spyOn(hasher, 'hash').mockRejectedValue(new Error('out of memory'))
    await send(createClient(auth), 'POST /auth/login', { json: { username: 'anna-jwt', password } })
    await send(createClient(auth), 'POST /auth/signup', { json: { username: 'someone-else', password } })
    expect(outputs.filter(({ where }) => where === 'console.error')).toHaveLength(2)
    expect(allLeaks()).toEqual([])
  })

  it('the setup code stands in the page that was opened with it, and nowhere else', async () => {
    const code = await auth.createSetup() ?? ''
    const browser = openBrowser(auth)
    const page = await send(browser, `GET /auth/signup?setup=${code}`)
    secrets.push({ name: 'setup code', value: code, issuedBy: [page.where] }, ...passwords)
    await send(createClient(auth), 'POST /auth/signup', { json: { username: 'a b', password, setup: code } })
    await send(createClient(auth), 'POST /auth/signup', { json: { username: 'root', password, setup: code } })
    await send(createClient(auth), 'POST /auth/signup', { json: { username: 'root2', password, setup: code } })
    await auth.close()
    await store.open()
    await noteRows('root')
    expect(code).toMatch(/^lk_su_/)
    expect(allLeaks()).toEqual([])
  })
})

describe('F-09: what was sent in a wrong place', () => {
  const canary = 'c4naryc4naryc4naryc4nary'

  it.each([
    ['a password for a name', asJson, `{"username":"${canary}","password":"x"}`],
    ['a member of that name', asJson, `{"username":"a","password":"x","${canary}":1}`],
    ['a carrier', asJson, `{"username":"a","password":"x","carrier":"${canary}"}`],
    ['broken JSON', asJson, `{"username":"a","password":"${canary}`],
    ['a type', { 'content-type': canary }, 'x'],
    ['an Authorization', { ...asJson, authorization: `Bearer ${canary}` }, '{"username":"a","password":"x"}'],
    ['a Basic one', { ...asJson, authorization: `Basic ${canary}` }, '{"username":"a","password":"x"}'],
    [
      'a cookie',
      { ...asJson, ...ownPage, cookie: `__Host-latchkey=${canary}; __Host-latchkey-device=${canary}; other=${canary}` },
      '{"username":"a","password":"x"}',
    ],
    ['an origin', { ...asJson, origin: `https://${canary}.example` }, '{"username":"a","password":"x"}'],
    ['a token of a form', asForm, `csrf=${canary}&username=a&password=x`],
    ['a way back', asForm, `csrf=x&username=a&password=x&return_to=//${canary}`],
  ])('%s is told to nobody and kept nowhere', async (_, headers, body) => {
    noteAnswer('login', await ask(auth, `POST /auth/login?x=${canary}`, { headers, body }))
    noteAnswer('logout', await ask(auth, `POST /auth/logout?x=${canary}`, { headers, body }))
    noteAnswer('nowhere', await ask(auth, `POST /auth/${canary}`, { headers, body }))
    await auth.close()
    await store.open()
    await noteRows(canary)
    const asked = /^store\.find(UserByName|ByDigest)$/
    const found = outputs.filter(
      ({ where, text }) => !asked.test(where) && text.includes(canary),
    ).map(({ where }) => where)
    expect(found).toEqual([])
  })
})
