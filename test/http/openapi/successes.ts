/** For every operation and each of its statuses of success a request that gets it. */
import { createClient } from '../../support/client.ts'
import { password, origin } from '../../support/instance.ts'
import { formTo, loggedIn, openBrowser } from '../browser.ts'
import { wiki } from '../guarded.ts'
import { ask as askProxy, enteredBrowser } from '../guarded.ts'
import { sessionOf, type Stage } from './stage.ts'
import type { Answer } from '../../support/client.ts'

export type Provoke = (stage: Stage) => Promise<Answer>

const newcomer = { username: 'newcomer', password: 'velvet anchor mosaic' }
const changed = { current_password: password, new_password: 'lantern orbit cobalt' }
const account = '/auth/account'
const admin = '/auth/admin'
const consent = { preferences: true, analytics: true, marketing: false }

const asAda = (line: string, json?: unknown): Provoke => (stage) => stage.asAda(line, json === undefined ? {} : { json })
const page = (path: string): Provoke => (stage) => stage.page(path)
const form = (on: string, to: string, fields?: Readonly<Record<string, string>>): Provoke => (stage) => stage.form(on, to, fields)
/** By a browser that nobody is logged in to. */
const outside = (path: string, to: string, fields: Readonly<Record<string, string>>): Provoke => async (stage) => {
  const browser = openBrowser(stage.instance.auth)
  const shown = await browser.send('GET', path)
  return stage.ask(`POST ${to}`, { form: { ...formTo(shown, to), ...fields }, headers: { cookie: cookiesOf(browser.cookies), origin } })
}
const toLogin = (path: string): Provoke => (stage) => stage.ask(`GET ${path}`, { headers: stage.html })
/** Whose login ended while the page stood open. */
const byStranger = (to: string): Provoke => (stage) => stage.ask(`POST ${to}`, { form: { csrf: 'x' }, headers: { origin } })
const cookiesOf = (jar: ReadonlyMap<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

const onMira = (to: string, fields?: Readonly<Record<string, string>>, on = ''): Provoke => (stage) => {
  const person = `${admin}/users/${stage.mira.id}`
  return stage.form(person + on, person + to, fields)
}
const miraAs = (method: string, to: string, json?: unknown): Provoke => (stage) => stage.asAda(`${method} ${admin}/users/${stage.mira.id}${to}`, json === undefined ? {} : { json })
export const currentKey = async ({ instance }: Stage) => (await instance.auth.keys.list()).find(({ use, state }) => use === 'jwt' && state === 'current')?.kid ?? ''
/** A form that stands on no page of Mira as she is: she is changed first. */
const afterwards = (first: (stage: Stage) => Promise<unknown>, then: Provoke): Provoke => async (stage) => {
  await first(stage)
  return then(stage)
}
const failures = (stage: Stage) => Promise.all(Array.from({ length: 3 }, () => createClient(stage.instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password: 'wrong wrong wrong' } })))

const forwarded = (method: string): Readonly<Record<number, Provoke>> => ({
  200: async ({ instance, login }) => toAnswer(await askProxy(instance, `${method} /orders`, { headers: login.shown, asked: '?carriers=jwt' })),
  302: async ({ instance }) => toAnswer(await askProxy(instance, 'GET /orders', { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } })),
})
export const toAnswer = (told: { status: number, headers: Headers, text: string }): Answer => ({
  ...told, body: told.headers.get('content-type')?.includes('json') === true ? JSON.parse(told.text) as Answer['body'] : {}, // our JSON answers are objects
})

export const successes: Readonly<Record<string, Readonly<Record<number, Provoke>>>> = {
  'POST /auth/signup': { 201: (stage) => stage.ask('POST /auth/signup', { json: newcomer }), 303: outside('/auth/signup', '/auth/signup', newcomer) },
  'POST /auth/login': { 200: (stage) => stage.ask('POST /auth/login', { json: { username: 'ada', password, carrier: 'token' } }), 303: outside('/auth/login', '/auth/login', { username: 'ada', password }) },
  'POST /auth/reauthenticate': { 200: asAda('POST /auth/reauthenticate', { password }), 303: form('/auth/reauthenticate', '/auth/reauthenticate', { password }) },
  'POST /auth/refresh': { 200: (stage) => stage.ask('POST /auth/refresh', { json: { refresh_token: stage.login.refreshToken } }) },
  'POST /auth/logout': { 204: asAda('POST /auth/logout'), 303: form(account, '/auth/logout') },
  'GET /auth/me': { 200: asAda('GET /auth/me') },
  'POST /auth/password': {
    200: asAda('POST /auth/password', changed), 303: form(account, '/auth/password', changed),
    204: async (stage) => (await loggedIn(stage.instance.auth, 'ada')).send('POST', '/auth/password', { json: changed }),
  },
  'GET /auth/sessions': { 200: asAda('GET /auth/sessions') },
  'DELETE /auth/sessions': { 200: asAda('DELETE /auth/sessions'), 204: asAda('DELETE /auth/sessions?all=true') },
  'POST /auth/sessions/end': { 303: form(account, '/auth/sessions/end') },
  'DELETE /auth/sessions/{id}': { 204: async (stage) => stage.asAda(`DELETE /auth/sessions/${await sessionOf(stage, 'ada')}`) },
  'POST /auth/sessions/{id}/end': { 303: async (stage) => stage.form(account, `/auth/sessions/${await sessionOf(stage, 'ada')}/end`) },
  'GET /auth/session/data': { 200: asAda('GET /auth/session/data') },
  'PATCH /auth/session/data': { 200: (stage) => stage.asAda('PATCH /auth/session/data', { json: { cart: 1 }, headers: { 'if-match': '"0"' } }) },
  'GET /auth/keys': { 200: afterwards((stage) => stage.key(), asAda('GET /auth/keys')) },
  'POST /auth/keys': { 303: byStranger('/auth/keys'), 201: asAda('POST /auth/keys', { name: 'export' }), 200: form(account, '/auth/keys', { name: 'export' }) },
  'DELETE /auth/keys/{id}': { 204: async (stage) => stage.asAda(`DELETE /auth/keys/${String((await stage.key())['id'])}`) },
  'POST /auth/keys/{id}/end': { 303: async (stage) => stage.form(account, `/auth/keys/${String((await stage.key())['id'])}/end`) },
  'POST /auth/exchange': { 200: asAda('POST /auth/exchange', { carrier: 'ticket', path: '/auth/me' }) },
  'POST /auth/inspect': { 303: byStranger('/auth/inspect'), 200: form(account, '/auth/inspect', { credential: 'x' }) },
  'GET /auth/preferences': { 200: asAda('GET /auth/preferences') },
  'PUT /auth/preferences': { 200: asAda('PUT /auth/preferences', { theme: 'dark' }) },
  'POST /auth/preferences': { 200: asAda('POST /auth/preferences', { theme: 'dark' }), 303: form(account, '/auth/preferences') },
  'GET /auth/consent': { 200: page('/auth/consent') },
  'PUT /auth/consent': { 200: asAda('PUT /auth/consent', consent) },
  'POST /auth/consent': { 200: asAda('POST /auth/consent', consent), 303: form(account, '/auth/consent') },
  'POST /auth/introspect': { 200: (stage) => stage.asAda('POST /auth/introspect', { form: { token: stage.login.credential } }) },
  'POST /auth/revoke': { 200: (stage) => stage.ask('POST /auth/revoke', { form: { token: stage.login.credential } }) },
  'GET /auth/status/{n}': { 200: (stage) => stage.ask('GET /auth/status/0') },
  'GET /auth/revocations': { 200: asAda('HEAD /auth/revocations') },
  'GET /auth/openapi.json': { 200: (stage) => stage.ask('GET /auth/openapi.json') },
  'GET /.well-known/jwks.json': { 200: (stage) => stage.ask('GET /.well-known/jwks.json') },
  'GET /.well-known/oauth-authorization-server': { 200: (stage) => stage.ask('GET /.well-known/oauth-authorization-server') },
  'GET /auth/forward': forwarded('GET'), 'POST /auth/forward': forwarded('POST'), 'PUT /auth/forward': forwarded('PUT'),
  'PATCH /auth/forward': forwarded('PATCH'), 'DELETE /auth/forward': forwarded('DELETE'),
  'GET /auth/enter': {
    303: async (stage) => {
      await enteredBrowser(stage.instance)
      return stage.page(`/auth/enter?origin=${encodeURIComponent(wiki)}&return_to=%2F&state=${'x'.repeat(43)}`)
    },
  },
  'GET /auth': { 200: page('/auth') },
  'GET /auth/login': { 200: toLogin('/auth/login'), 303: page('/auth/login') },
  'GET /auth/signup': { 200: page('/auth/signup') },
  'GET /auth/account': { 200: page('/auth/account'), 303: toLogin('/auth/account') },
  'GET /auth/reauthenticate': { 200: page('/auth/reauthenticate'), 303: toLogin('/auth/reauthenticate') },
  'GET /auth/docs': { 200: page('/auth/docs') },
  'GET /auth/assets/{name}': { 200: (stage) => stage.ask('GET /auth/assets/latchkey.css') },
  'GET /auth/admin': { 200: asAda('GET /auth/admin'), 303: toLogin('/auth/admin') },
  'GET /auth/admin/users': { 200: asAda('GET /auth/admin/users'), 303: toLogin('/auth/admin/users') },
  'POST /auth/admin/users': {
    201: asAda(`POST ${admin}/users`, { username: 'newcomer' }), 200: form(`${admin}/users`, `${admin}/users`, { username: 'newcomer', email: '', roles: '', password: '' }),
    303: (stage) => stage.formLater(`${admin}/users`, `${admin}/users`),
  },
  'GET /auth/admin/users/{id}': { 200: miraAs('GET', ''), 303: (stage) => toLogin(`${admin}/users/${stage.mira.id}`)(stage) },
  'DELETE /auth/admin/users/{id}': { 204: miraAs('DELETE', '') },
  'POST /auth/admin/users/{id}/delete': { 204: miraAs('POST', '/delete', {}), 303: onMira('/delete', {}, '/delete') },
  'GET /auth/admin/users/{id}/delete': { 200: (stage) => stage.page(`${admin}/users/${stage.mira.id}/delete`), 303: (stage) => toLogin(`${admin}/users/${stage.mira.id}/delete`)(stage) },
  'POST /auth/admin/users/{id}/disable': { 204: miraAs('POST', '/disable', {}), 303: onMira('/disable') },
  'POST /auth/admin/users/{id}/enable': { 204: miraAs('POST', '/enable', {}), 303: afterwards(({ instance, mira }) => instance.auth.users.disable(mira.id), onMira('/enable')) },
  'POST /auth/admin/users/{id}/unlock': { 204: miraAs('POST', '/unlock', {}), 303: afterwards(failures, onMira('/unlock')) },
  'POST /auth/admin/users/{id}/roles': { 204: miraAs('POST', '/roles', { add: 'editor' }), 303: onMira('/roles', { add: 'editor' }) },
  'POST /auth/admin/users/{id}/sessions/end': { 204: miraAs('POST', '/sessions/end', {}), 303: afterwards((stage) => sessionOf(stage, 'mira'), onMira('/sessions/end')) },
  'GET /auth/admin/users/{id}/password': { 200: (stage) => stage.page(`${admin}/users/${stage.mira.id}/password`), 303: (stage) => toLogin(`${admin}/users/${stage.mira.id}/password`)(stage) },
  'POST /auth/admin/users/{id}/password': { 200: miraAs('POST', '/password', {}), 303: (stage) => stage.formLater(`${admin}/users/${stage.mira.id}/password`, `${admin}/users/${stage.mira.id}/password`) },
  'GET /auth/admin/sessions': { 200: asAda(`GET ${admin}/sessions`), 303: toLogin(`${admin}/sessions`) },
  'DELETE /auth/admin/sessions/{id}': { 204: async (stage) => stage.asAda(`DELETE ${admin}/sessions/${await sessionOf(stage, 'mira')}`) },
  'POST /auth/admin/sessions/{id}/end': {
    204: async (stage) => stage.asAda(`POST ${admin}/sessions/${await sessionOf(stage, 'mira')}/end`, { json: {} }),
    303: async (stage) => stage.form(`${admin}/sessions`, `${admin}/sessions/${await sessionOf(stage, 'mira')}/end`),
  },
  'GET /auth/admin/keys': { 200: asAda(`GET ${admin}/keys`), 303: toLogin(`${admin}/keys`) },
  'GET /auth/admin/keys/rotate': { 200: page(`${admin}/keys/rotate?use=jwt`), 303: toLogin(`${admin}/keys/rotate?use=jwt`) },
  'POST /auth/admin/keys/rotate': { 200: asAda(`POST ${admin}/keys/rotate`, { use: 'jwt' }), 303: form(`${admin}/keys/rotate?use=jwt`, `${admin}/keys/rotate`) },
  'GET /auth/admin/keys/{id}/drop': { 200: async (stage) => stage.page(`${admin}/keys/${await currentKey(stage)}/drop`), 303: toLogin(`${admin}/keys/x/drop`) },
  'POST /auth/admin/keys/{id}/drop': {
    204: async (stage) => stage.asAda(`POST ${admin}/keys/${await currentKey(stage)}/drop`, { json: {} }),
    303: async (stage) => stage.form(`${admin}/keys/${await currentKey(stage)}/drop`, `${admin}/keys/${await currentKey(stage)}/drop`),
  },
  'GET /auth/admin/events': { 200: asAda(`GET ${admin}/events`), 303: toLogin(`${admin}/events`) },
  'GET /auth/admin/visits': { 200: asAda(`GET ${admin}/visits`), 303: toLogin(`${admin}/visits`) },
}
