/** Requests to a real server over a socket, and logins by them. The server knows the time and hashes for real. */
import { password } from './instance.ts'

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** `line` is method and path: `POST /auth/login`. */
export type Ask = (line: string, asked?: Asked) => Promise<Answer>

export function fetchFrom(origin: string): Ask {
  return async (line, { headers = {}, json } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    const sent = { method, headers: { ...type, ...headers }, ...(json !== undefined && { body: JSON.stringify(json) }) }
    const response = await fetch(origin + path, { ...sent, redirect: 'manual' })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

/** The body as JSON; an empty object where it is none. */
export function bodyOf({ headers, text }: Answer): Readonly<Record<string, unknown>> {
  const isJson = headers.get('content-type')?.includes('json') ?? false
  if (!isJson || text === '') return {}
  return JSON.parse(text) as Record<string, unknown> // every JSON answer of ours is an object
}

export const carriers = ['cookie', 'jwt', 'token'] as const
export type CarrierName = (typeof carriers)[number]

export interface Login {
  readonly carrier: CarrierName
  /** The value of the cookie, the JWT or the token. */
  readonly credential: string
  /** Empty for a cookie. */
  readonly refreshToken: string
  readonly session: string
  readonly user: string
  /** The headers that show it. */
  readonly shown: Readonly<Record<string, string>>
  readonly answer: Answer
}

export const mira = { username: 'mira', password }

/** A new user, who is not asked for again. */
export async function signUp(ask: Ask, who: object = mira): Promise<Answer> {
  const answer = await ask('POST /auth/signup', { json: who })
  if (answer.status !== 201) throw new Error(`sign-up was answered with ${answer.status} ${answer.text}`)
  return answer
}

export async function logIn(ask: Ask, carrier: CarrierName, who: object = mira): Promise<Login> {
  const answer = await ask('POST /auth/login', { json: { ...who, carrier } })
  if (answer.status !== 200) throw new Error(`login by ${carrier} was answered with ${answer.status} ${answer.text}`)
  const { access_token: token, refresh_token: refreshToken, session, user } = JSON.parse(answer.text) as LoginBody
  const credential = token ?? cookieOf(answer)
  return {
    carrier, answer, credential, refreshToken: refreshToken ?? '', session: session.id, user: user.id,
    shown: shownBy(carrier, credential),
  }
}

/** The headers that show it. */
export function shownBy(carrier: CarrierName, credential: string): Readonly<Record<string, string>> {
  return carrier === 'cookie' ? { cookie: `__Host-latchkey=${credential}` } : { authorization: `Bearer ${credential}` }
}

/** The contract tests hold the shape. */
interface LoginBody {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly session: { readonly id: string }
  readonly user: { readonly id: string }
}

/** The value of the session cookie that an answer sets. */
export function cookieOf({ headers }: Answer): string {
  const start = '__Host-latchkey='
  const line = headers.getSetCookie().find((one) => one.startsWith(start)) ?? ''
  return line.slice(start.length).split(';', 1).join('')
}

/** Who the server takes this for: the status of /auth/me. */
export async function meStatus(ask: Ask, shown: Readonly<Record<string, string>>): Promise<number> {
  return (await ask('GET /auth/me', { headers: shown })).status
}
