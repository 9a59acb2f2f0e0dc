/** For every operation and each of its refusals a request that gets it, made of what the operation says of itself. */
import type { Store } from '../../../src/contracts.ts'
import { createAuth } from '../../../src/create-auth.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { StoreError } from '../../../src/stores/store-error.ts'
import { createClient, logIn, ownPage, type Answer, type Sent } from '../../support/client.ts'
import { origin, password, secret, type InstanceOptions } from '../../support/instance.ts'
import { formTo, loggedIn } from '../browser.ts'
import { ask as askProxy, wiki } from '../guarded.ts'
import { openStage, type Stage } from './stage.ts'
import { currentKey, successes, toAnswer, type Provoke } from './successes.ts'

export interface Refusal { readonly provoke: Provoke, readonly opened?: InstanceOptions & { readonly fault?: () => Error } }

const wrong = 'wrong wrong wrong'
const evil = { ...ownPage, cookie: '__Host-latchkey=x', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
const isForwarding = (line: string) => line.endsWith(' /auth/forward')
const at = (line: string) => line.replace(/\{(id|kid|name)\}/, 'nobody').replace('{n}', '0')
const shown = (line: string, sent: Sent): Provoke => (stage) => stage.asAda(at(line), sent)
const times = (most: number, provoke: (stage: Stage, n: number) => Promise<Answer>): Provoke => async (stage) => {
  for (let n = 0; n < most; n++) {
    const answer = await provoke(stage, n)
    if (answer.status === 429) return answer
  }
  throw new Error('it was never too often')
}

/** What only one operation does. */
const own: Readonly<Record<string, Refusal | Provoke>> = {
  'GET /auth/login 400': (stage) => stage.ask('GET /auth/login?password=x', { headers: stage.html }),
  'GET /auth/signup 400': (stage) => stage.ask('GET /auth/signup?password=x', { headers: stage.html }),
  'GET /auth/signup 403': { opened: { signup: 'closed' }, provoke: (stage) => stage.ask('GET /auth/signup', { headers: stage.html }) },
  'GET /auth/enter 400': (stage) => stage.ask('GET /auth/enter?origin=https://evil.example'),
  'GET /auth/enter 401': async ({ instance }) => handled(instance.auth.handler(new Request(`${wiki}/auth/enter?ticket=x&return_to=%2F`))),
  'DELETE /auth/sessions 400': shown('DELETE /auth/sessions?all=no', {}),
  'POST /auth/login 401': (stage) => stage.ask('POST /auth/login', { json: { username: 'ada', password: wrong } }),
  'POST /auth/login 429': times(30, (stage) => stage.ask('POST /auth/login', { json: { username: 'ada', password: wrong } })),
  'POST /auth/reauthenticate 429': times(30, (stage) => stage.asAda('POST /auth/reauthenticate', { json: { password: wrong } })),
  'POST /auth/password 429': times(30, (stage) => stage.asAda('POST /auth/password', { json: { current_password: wrong, new_password: 'lantern orbit cobalt' } })),
  'POST /auth/password 422': shown('POST /auth/password', { json: { current_password: password, new_password: 'short' } }),
  'POST /auth/refresh 401': (stage) => stage.ask('POST /auth/refresh', { json: { refresh_token: 'x' } }),
  'POST /auth/signup 409': (stage) => stage.ask('POST /auth/signup', { json: { username: 'mira', password: 'velvet anchor mosaic' } }),
  'POST /auth/signup 422': (stage) => stage.ask('POST /auth/signup', { json: { username: 'nova', password: 'short' } }),
  'POST /auth/signup 429': times(100, (stage, n) => stage.ask('POST /auth/signup', { json: { username: `person${n}`, password: 'velvet anchor mosaic' } })),
  'POST /auth/logout 403': async (stage) => stage.ask('POST /auth/logout', { bearer: String((await stage.key())['key']) }),
  'POST /auth/exchange 403': async (stage) => stage.ask('POST /auth/exchange', { bearer: String((await stage.key())['key']), json: { carrier: 'jwt', scope: 'latchkey:admin' } }),
  'PATCH /auth/session/data 400': shown('PATCH /auth/session/data', { json: '[]' }),
  'PATCH /auth/session/data 412': shown('PATCH /auth/session/data', { json: { cart: 1 }, headers: { 'if-match': '"7"' } }),
  'PATCH /auth/session/data 428': shown('PATCH /auth/session/data', { json: { cart: 1 } }),
  'PATCH /auth/session/data 429': times(2000, (stage) => stage.ask('PATCH /auth/session/data', { json: { cart: 1 }, headers: { 'if-match': '"0"', origin } })),
  'GET /auth/status/{n} 404': (stage) => stage.ask('GET /auth/status/99'),
  'GET /auth/assets/{name} 404': (stage) => stage.ask('GET /auth/assets/nothing.css'),
  'GET /auth/admin/keys/rotate 404': (stage) => stage.page('/auth/admin/keys/rotate?use=nothing'),
  'GET /auth/admin/sessions 404': shown('GET /auth/admin/sessions?subject=nobody', {}),
  'GET /auth/admin/events 400': shown('GET /auth/admin/events?from=yesterday', {}),
  'POST /auth/admin/users 409': shown('POST /auth/admin/users', { json: { username: 'mira' } }),
  'POST /auth/admin/users 422': shown('POST /auth/admin/users', { json: { username: 'x' } }),
  'POST /auth/admin/users/{id}/password 422': (stage) => stage.asAda(`POST /auth/admin/users/${stage.mira.id}/password`, { json: { password: 'short' } }),
  'POST /auth/admin/users/{id}/roles 404': shown('POST /auth/admin/users/{id}/roles', { json: { add: 'editor' } }),
  'POST /auth/admin/users/{id}/roles 409': (stage) => stage.asAda(`POST /auth/admin/users/${stage.ada.id}/roles`, { json: { remove: 'admin' } }),
}

/** How a refusal of this status is had of any operation; null: of this one it is not, in this way. */
export function refusalOf(line: string, status: number, operation: Described): Refusal | null {
  const one = own[`${line} ${status}`]
  if (one !== undefined) return typeof one === 'function' ? { provoke: one } : one
  if (isForwarding(line)) return forwardRefusal(line, status)
  if (status === 500) return failing(line, () => new Error('no such disk'))
  if (status === 503 && operation.isStoreless) return { provoke: () => closedInstance(at(line)) }
  if (status === 503) return failing(line, () => new StoreError('The store is away.'))
  if (status === 421) return { provoke: ({ instance }) => handled(instance.auth.handler(atGuarded(line))) }
  if (status === 406) return { opened: { pages: null }, provoke: (stage) => withoutPages(line, stage) }
  const provoke = byStatus[status]?.(line, operation)
  return provoke === undefined ? null : { provoke }
}

export interface Described {
  readonly types: readonly string[]
  readonly hasQuery: boolean
  readonly isForPersons: boolean
  /** It has no 500. */
  readonly isStoreless: boolean
}

const byStatus: Readonly<Record<number, (line: string, operation: Described) => Provoke>> = {
  400: (line, { types, hasQuery }) => {
    if (types.includes('application/json')) return shown(line, { json: { nonsense: 1 } })
    if (types.length > 0) return shown(line, { form: isOAuth(line) ? {} : { nonsense: '1' } })
    return hasQuery ? shown(`${line}?limit=0&days=0`, {}) : shown(line, { headers: { 'x-auth-token': 'another' } })
  },
  401: (line, { types }) => (stage) => stage.ask(at(line), { bearer: 'nonsense', ...(isOAuth(line) ? bodyFor(types) : programBody(types)), headers: ifMatch }),
  403: (line, { types, isForPersons }) => {
    if (isForPersons) return async ({ instance }) => (await loggedIn(instance.auth)).send('GET', line.replace('GET ', '').replace('{id}', 'x'), { headers: { accept: 'text/html' } })
    if (/login|signup|refresh/.test(line)) return async (stage) => stage.ask(at(line), { json: line.includes('refresh') ? {} : { username: 'ada', password }, headers: { ...evil, ...await refreshCookie(stage) } })
    return async (stage) => stage.ask(at(line), { bearer: String((await stage.key())['key']), ...(isOAuth(line) ? bodyFor(types) : programBody(types)), headers: ifMatch })
  },
  404: (line, { types, isForPersons }) => {
    if (isForPersons) return (stage) => stage.page(at(line).replace('GET ', ''))
    return line.endsWith('/end') && !line.includes('admin') ? formOnNothing(line) : shown(line, bodyFor(types))
  },
  409: (line) => (stage) => stage.asAda(line.replace('{id}', stage.ada.id), line.startsWith('DELETE') ? {} : { json: {} }),
  413: (line, { types }) => shown(line, types.includes('application/json') ? { json: { large: 'x'.repeat(20_000) } } : { form: { large: 'x'.repeat(20_000) } }),
  415: (line) => shown(line, { json: '<a/>', headers: { 'content-type': 'text/xml' } }),
}

const ifMatch = { 'if-match': '"0"' }
const isOAuth = (line: string) => line.includes('introspect') || line.includes('revoke')

/** A person whose form is refused like this is led to the login page. */
function programBody(types: readonly string[]): Sent {
  return types.length > 0 ? { json: {} } : {}
}

function bodyFor(types: readonly string[]): Sent {
  if (types.includes('application/json')) return { json: {} }
  return types.length > 0 ? { form: { token: 'x' } } : {}
}

async function refreshCookie({ instance }: Stage): Promise<{ cookie?: string }> {
  const { answer } = await logIn(instance.auth, 'jwt', { username: 'ada', password, refresh: 'cookie' })
  const line = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-latchkey-refresh=')) ?? ''
  return { cookie: line.split(';')[0] ?? '' }
}

/** The token of a form is for every session of its kind. */
function formOnNothing(line: string): Provoke {
  return async ({ instance, key }) => {
    await key()
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', '/auth/account')
    const to = line.includes('/keys/') ? /\/auth\/keys\/[^/"]+\/end/ : /\/auth\/sessions\/[^/"]+\/end/
    return browser.send('POST', at(line).replace('POST ', ''), { form: formTo(page, to.exec(page.text)?.[0] ?? '') })
  }
}

/** What succeeds, with a store that fails at the last request. */
function failing(line: string, fault: () => Error): Refusal | null {
  // Of two the one that somebody who is logged in asks.
  const { 200: done, 303: led, ...others } = successes[line] ?? {}
  const provoke = line === 'GET /auth/login' ? led : done ?? Object.values(others)[0] ?? led
  if (provoke === undefined) return null
  return {
    opened: { fault, ...(line === 'GET /auth/signup' && { visitorSessions: 'on-first-visit' as const }) },
    provoke,
  }
}

/** The form comes from an instance on the same store that has pages. */
async function withoutPages(line: string, stage: Stage): Promise<Answer> {
  if (line === 'GET /auth/login') return stage.ask(line, { headers: stage.html })
  if (line.endsWith('/drop')) return (await browserOf(stage)).send('GET', `/auth/admin/keys/${await currentKey(stage)}/drop`, { headers: stage.html })
  if (line.startsWith('GET')) return (await browserOf(stage)).send('GET', at(line).replace('GET ', '').replace('nobody', stage.mira.id) + (line.endsWith('rotate') ? '?use=jwt' : ''), { headers: stage.html })
  const path = line.replace('POST ', '').replace('{id}', stage.mira.id)
  const shownBy = await openStage({ store: stage.instance.store })
  const browser = await loggedIn(shownBy.instance.auth, 'ada')
  const on = path.endsWith('/password') ? path : path.includes('/admin/') ? '/auth/admin/users' : '/auth/account'
  const page = await browser.send('GET', on, { headers: stage.html })
  const form = { ...formTo(page, path), ...(path.endsWith('/keys') ? { name: 'export' } : {}), ...(path.endsWith('/inspect') ? { credential: 'x' } : {}), ...(path.endsWith('/users') ? { username: 'newcomer' } : {}) }
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return stage.ask(`POST ${path}`, { form, headers: { cookie, origin } })
}

/** One whose store cannot be opened. */
async function closedInstance(line: string): Promise<Answer> {
  const store: Store = { ...memoryStore(), open: () => Promise.reject(new StoreError('The store is away.')) }
  const auth = createAuth({ origin, secret, store, onFault: () => undefined })
  const [method = '', path = ''] = line.split(' ')
  return createClient(auth).send(method, path)
}

/** Without pages there is no form to log in by; a program has a jar too. */
async function browserOf({ instance }: Stage) {
  const browser = createClient(instance.auth, { browser: true })
  await browser.send('POST', '/auth/login', { json: { username: 'ada', password } })
  return browser
}

function atGuarded(line: string): Request {
  const [method = '', path = ''] = at(line).split(' ')
  return new Request(wiki + path, { method, headers: { accept: 'application/json' } })
}

async function handled(response: Promise<Response>): Promise<Answer> {
  const { status, headers, ...rest } = await response.then(async (told) => ({ status: told.status, headers: told.headers, text: await told.text() }))
  return toAnswer({ status, headers, ...rest })
}

/** The proxy asks about a request that is none, shows nobody, or is of somebody who is not asked about. */
function forwardRefusal(line: string, status: number): Refusal | null {
  const [method = ''] = line.split(' ')
  const asked: Readonly<Record<number, Provoke>> = {
    400: async ({ instance }) => toAnswer(await askProxy(instance, `${method} /orders`, { asked: '?mode=caddy' })),
    401: async ({ instance }) => toAnswer(await askProxy(instance, `${method} /orders`)),
    403: async ({ instance }) => toAnswer(await askProxy(instance, `${method} /orders`, { isFromProxy: false })),
  }
  const faults: Readonly<Record<number, () => Error>> = { 500: () => new Error('no such disk'), 503: () => new StoreError('The store is away.') }
  const fault = faults[status]
  const provoke = asked[status]
  if (provoke !== undefined) return { provoke }
  return fault === undefined ? null : { opened: { fault, recalledSessions: 0 }, provoke: (stage) => byCookie(stage, method) }
}

async function byCookie(stage: Stage, method: string): Promise<Answer> {
  const browser = await loggedIn(stage.instance.auth, 'ada')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  stage.fail()
  return toAnswer(await askProxy(stage.instance, `${method} /orders`, { headers: { cookie, origin } }))
}
