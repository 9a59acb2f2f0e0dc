/** Every route once, with a request that succeeds: for what must hold on all of them. */
import type { FormAction, Pages } from '../../src/contracts.ts'
import { createPages } from '../../src/pages/pages.ts'
import { logIn, type Answer, type Client, type Sent } from '../support/client.ts'
import { password, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { formTo, openBrowser } from './browser.ts'
import { addUser } from './people.ts'

/** Mira, logged in by cookie in one browser, and by JWT somewhere else. */
export interface Stage {
  readonly instance: Instance
  readonly browser: Client
  /** Her other session. */
  readonly other: string
  readonly refreshToken: string
  /** The tokens of her pages' forms. */
  readonly csrf: Readonly<Partial<Record<FormAction, string>>>
}

export interface Route {
  /** Method and path; `{other}` is the id of another session. */
  readonly line: string
  readonly success: number
  sent(stage: Stage): Sent
}

const route = (line: string, success: number, sent: Route['sent'] = () => ({})): Route => ({ line, success, sent })
const form = (action: FormAction, fields: Record<string, string> = {}) =>
  ({ csrf }: Stage): Sent => ({ form: { csrf: csrf[action] ?? '', ...fields } })
const changed = { current_password: password, new_password: 'lantern orbit cobalt' }
const newcomer = { username: 'newcomer', password: 'velvet anchor mosaic' }

export const reads: readonly Route[] = [
  route('GET /auth', 200),
  route('GET /auth/login', 303),
  route('GET /auth/signup', 200),
  route('GET /auth/account', 200),
  route('GET /auth/me', 200),
  route('GET /auth/sessions', 200),
  route('GET /auth/keys', 200),
  route('GET /auth/reauthenticate', 200),
  route('GET /auth/preferences', 200),
  route('GET /auth/consent', 200),
]

/** They need neither a login nor the store. */
export const files: readonly Route[] = [
  route('GET /auth/assets/latchkey.css', 200),
  route('GET /auth/assets/favicon.svg', 200),
  route('GET /.well-known/jwks.json', 200),
]

export const changes: readonly Route[] = [
  route('POST /auth/signup', 201, () => ({ json: newcomer })),
  route('POST /auth/login', 200, () => ({ json: { username: 'mira', password } })),
  route('POST /auth/reauthenticate', 200, () => ({ json: { password } })),
  route('POST /auth/logout', 204),
  route('POST /auth/refresh', 200, ({ refreshToken }) => ({ json: { refresh_token: refreshToken } })),
  route('POST /auth/password', 204, () => ({ json: changed })),
  route('POST /auth/keys', 201, () => ({ json: { name: 'export' } })),
  route('POST /auth/exchange', 200, () => ({ json: { carrier: 'token' } })),
  route('DELETE /auth/sessions/{other}', 204),
  route('DELETE /auth/sessions', 204),
  route('DELETE /auth/sessions?all=true', 204),
  route('PUT /auth/preferences', 200, () => ({ json: { theme: 'dark' } })),
  route('PUT /auth/consent', 200, () => ({ json: { preferences: true, analytics: true, marketing: false } })),
]

export const forms: readonly Route[] = [
  route('POST /auth/signup', 303, form('signup', newcomer)),
  route('POST /auth/login', 303, form('login', { username: 'mira', password })),
  route('POST /auth/reauthenticate', 303, form('reauthenticate', { password })),
  route('POST /auth/logout', 303, form('logout')),
  route('POST /auth/password', 303, form('password', changed)),
  route('POST /auth/sessions/end', 303, form('sessions/end')),
  route('POST /auth/sessions/{other}/end', 303, form('sessions/end')),
  route('POST /auth/preferences', 303, form('preferences', { theme: 'dark' })),
  route('POST /auth/consent', 303, form('consent', { choice: 'all' })),
]

export const routes = [...reads, ...files, ...changes, ...forms]

/** A name for a test of a route. */
export const titled = (all: readonly Route[]) =>
  all.map((one) => [forms.includes(one) ? `${one.line}, by a form` : one.line, one] as const)

const standard = createPages()
/** No page of 01 holds the form of a re-authentication, which an application's own pages may. */
const pages: Pages = {
  ...standard,
  async account(view) {
    const field = `<input name="csrf" value="${view.csrf('reauthenticate')}">`
    return (await standard.account(view)).replace(
      '</main>', `<form action="/auth/reauthenticate">${field}</form></main>`,
    )
  },
}

/** An instance with one user, mira. */
export async function openStage(options: InstanceOptions = {}): Promise<Instance> {
  const instance = await startInstance({ pages, ...options })
  await addUser(instance)
  return instance
}

/** Tokens come from the pages, as a person's browser gets them. */
export async function setStage(instance: Instance): Promise<Stage> {
  const browser = openBrowser(instance.auth)
  const login = await browser.send('GET', '/auth/login')
  const signup = await browser.send('GET', '/auth/signup')
  await browser.send('POST', '/auth/login', { form: { ...formTo(login, '/auth/login'), username: 'mira', password } })
  const account = await browser.send('GET', '/auth/account')
  const token = (page: Answer, action: FormAction) => [action, formTo(page, `/auth/${action}`)['csrf']]
  const inside = ([
    'logout', 'password', 'reauthenticate', 'sessions/end', 'preferences', 'consent',
  ] as const).map((action) => token(account, action))
  const csrf = Object.fromEntries([
    token(login, 'login'), token(signup, 'signup'), ...inside,
  ]) as Stage['csrf'] // by their names
  const { session: other, refreshToken } = await logIn(instance.auth, 'jwt')
  return { instance, browser, other, refreshToken, csrf }
}

export function play(stage: Stage, { line, sent }: Route, more: Sent = {}): Promise<Answer> {
  const [method = '', path = ''] = line.replace('{other}', stage.other).split(' ')
  return stage.browser.send(method, path, { ...sent(stage), ...more })
}
