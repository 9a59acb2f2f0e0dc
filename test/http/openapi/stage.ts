/** An administrator, a person and a browser of each, on a store that fails when it is told to. */
import type { User } from '../../../src/contracts.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { createClient, logIn, ownPage, type Answer, type Client, type Login, type Sent } from '../../support/client.ts'
import { password, startInstance, type Instance, type InstanceOptions } from '../../support/instance.ts'
import { formTo, loggedIn } from '../browser.ts'
import { guardedOrigins } from '../guarded.ts'
import { addUser } from '../people.ts'
import { watchedStore } from '../watched-store.ts'

export interface Stage {
  readonly instance: Instance
  readonly ada: User
  readonly mira: User
  /** Ada's login by JWT, made a moment ago. */
  readonly login: Login
  /** The last request of a provocation: only this one meets what is wrong with the store. */
  ask(line: string, sent?: Sent): Promise<Answer>
  /** As Ada. */
  asAda(line: string, sent?: Sent): Promise<Answer>
  /** A form of one of Ada's pages. */
  form(on: string, to: string, fields?: Readonly<Record<string, string>>): Promise<Answer>
  /** The same, ten minutes after the page was opened. */
  formLater(on: string, to: string): Promise<Answer>
  page(path: string): Promise<Answer>
  /** An API key that may do nothing. */
  key(): Promise<Json>
  /** From now on the store fails, if it is one that does. */
  fail(): void
  readonly html: { readonly accept: string }
}
export type Json = Readonly<Record<string, unknown>>

export const options = { guardedOrigins, statusList: true, sessionData: { clientKeys: ['cart'] } } as const

/** `fault`: what the store throws once the last request is under way. */
export async function openStage(more: InstanceOptions & { readonly fault?: () => Error } = {}): Promise<Stage> {
  const { fault, ...rest } = more
  let isFailing = false
  const store = more.store ?? (fault === undefined ? memoryStore() : watchedStore(() => { if (isFailing) throw fault() }))
  const instance = await startInstance({ ...options, store, ...rest })
  const ada = await found(instance, 'ada') ?? await addUser(instance, 'ada', { roles: ['admin'] })
  const mira = await found(instance, 'mira') ?? await addUser(instance)
  const login = await logIn(instance.auth, 'jwt', { username: 'ada', password })
  const headers = { ...login.shown, ...ownPage }
  const send = (client: Client, line: string, sent: Sent = {}) => {
    const [method = '', path = ''] = line.split(' ')
    isFailing = true
    return client.send(method, path, sent)
  }
  const html = { accept: 'text/html' }
  async function post({ on, to, fields, after }: { on: string, to: string, fields: Readonly<Record<string, string>>, after: number }): Promise<Answer> {
    const browser = await loggedIn(instance.auth, 'ada')
    const page = await browser.send('GET', on, { headers: html })
    instance.pass(after)
    return send(browser, `POST ${to}`, { form: { ...formTo(page, to), ...fields } })
  }
  return {
    instance, ada, mira, login, html,
    fail() { isFailing = true },
    ask: (line, sent) => send(createClient(instance.auth), line, sent),
    asAda: (line, sent = {}) => send(createClient(instance.auth), line, { ...sent, headers: { ...headers, ...sent.headers } }),
    form: (on, to, fields = {}) => post({ on, to, fields, after: 0 }),
    formLater: (on, to) => post({ on, to, fields: {}, after: 600 }),
    async page(path) { return send(await loggedIn(instance.auth, 'ada'), `GET ${path}`, { headers: html }) },
    async key() {
      return (await createClient(instance.auth).send('POST', '/auth/keys', { headers, json: { name: 'export', scope: '' } })).body
    },
  }
}

/** Where another instance stands on the store. */
const found = ({ store }: Instance, name: string) => store.findUserByName(name)

/** Mira's session elsewhere. */
export async function sessionOf({ instance }: Stage, username: string): Promise<string> {
  return (await logIn(instance.auth, 'jwt', { username, password })).session
}
