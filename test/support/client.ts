/** A client that speaks HTTP to an instance without a socket, and keeps cookies as a browser of one origin would. */
import type { Authenticator } from '../../src/contracts.ts'
import { origin, password } from './instance.ts'
import { expectToldOf } from './told-of.ts'

export interface Sent {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly bearer?: string
  readonly address?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; an empty object where it is none. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Client {
  send(method: string, path: string, sent?: Sent): Promise<Answer>
  /** The jar: name to value. */
  readonly cookies: Map<string, string>
}

/** `browser`: sends the jar and the headers that browsers add on a same-origin request. */
export function createClient(auth: Authenticator, { browser = false }: { browser?: boolean } = {}): Client {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async send(method, path, sent = {}) {
      const request = new Request(origin + path, { method, headers: headersOf(sent, cookies, browser), ...bodyOf(sent) })
      const response = await auth.handler(request, { address: sent.address ?? '198.51.100.7', requestId: 'test' })
      expectToldOf(method, path, response.status)
      for (const line of response.headers.getSetCookie()) keep(cookies, line)
      return answerOf(response)
    },
  }
}

function headersOf({ headers, bearer, json, form }: Sent, cookies: ReadonlyMap<string, string>, browser: boolean): Headers {
  const all = new Headers()
  if (json !== undefined) all.set('content-type', 'application/json')
  if (form !== undefined) all.set('content-type', 'application/x-www-form-urlencoded')
  if (bearer !== undefined) all.set('authorization', `Bearer ${bearer}`)
  if (browser) all.set('sec-fetch-site', 'same-origin')
  if (browser && cookies.size > 0) all.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value)
  return all
}

function bodyOf({ json, form }: Sent): { body?: string } {
  if (json !== undefined) return { body: typeof json === 'string' ? json : JSON.stringify(json) }
  return form === undefined ? {} : { body: new URLSearchParams(form).toString() }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, pair.slice(name.length + 1))
}

async function answerOf(response: Response): Promise<Answer> {
  const written = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body = isJson ? JSON.parse(written) as Answer['body'] : {} // every JSON answer of ours is an object
  return { status: response.status, headers: response.headers, text: written, body }
}

export async function signUp(auth: Authenticator, username = 'mira', sent: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  return createClient(auth).send('POST', '/auth/signup', { json: { username, password, ...sent } })
}

/** The credential of a login, wherever its carrier put it. */
export interface Login {
  readonly answer: Answer
  readonly credential: string
  readonly refreshToken: string
  readonly session: string
  /** The headers that show it. */
  readonly shown: Readonly<Record<string, string>>
}

export async function logIn(auth: Authenticator, carrier: string, sent: Readonly<Record<string, unknown>> = {}): Promise<Login> {
  const answer = await createClient(auth).send('POST', '/auth/login', { json: { username: 'mira', password, carrier, ...sent } })
  return loginOf(answer)
}

export function loginOf(answer: Answer): Login {
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-latchkey='))?.split(';')[0] ?? ''
  const token = text(answer.body['access_token'])
  const session = answer.body['session'] as { id?: string } | undefined // the shape is what the contract tests hold
  return {
    answer, credential: token === '' ? cookie.slice('__Host-latchkey='.length) : token,
    refreshToken: text(answer.body['refresh_token']), session: text(session?.id),
    shown: token === '' ? { cookie } : { authorization: `Bearer ${token}` },
  }
}

/** GET /auth/me with these headers. */
export function me(auth: Authenticator, shown: Readonly<Record<string, string>>): Promise<Answer> {
  return createClient(auth).send('GET', '/auth/me', { headers: shown })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Headers of an unsafe request from our own page: what a cookie needs beside itself. */
export const ownPage = { origin }
