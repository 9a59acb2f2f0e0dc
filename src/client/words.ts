/** What the routes take and answer, in the names of JavaScript. Times are whole seconds since 1970, of the server's clock. */
export type CarrierName = 'cookie' | 'jwt' | 'token'

export interface User {
  readonly id: string
  readonly username: string
  readonly roles: readonly string[]
}

export interface Session {
  readonly id: string
  readonly createdAt: number
  /** When the password was proved last. */
  readonly authTime: number
  readonly expiresAt: number
}

/** Who is logged in. There is no credential in it, so it may be shown and logged. */
export interface Login {
  /** The session's own: a login that began as `jwt` goes on as one, whatever the client is told to use from now on. */
  readonly carrier: string
  readonly user: User
  readonly session: Session
}

export interface Me extends Login {
  /** What the credential is narrowed to; null for a whole login. */
  readonly scope: readonly string[] | null
}

export interface Credentials {
  readonly username: string
  readonly password: string
  /** Keeps the login when the browser closes, and for longer; false by default. */
  readonly remember?: boolean
}

export interface NewAccount {
  readonly username: string
  readonly password: string
  readonly email?: string
  /** The code of the one-time link that makes the first administrator. */
  readonly setup?: string
}

export interface Device {
  readonly id: string
  readonly carrier: string
  /** This login. */
  readonly current: boolean
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly address: string | null
  readonly agent: string | null
}

export interface SessionPage {
  readonly sessions: readonly Device[]
  /** For the next page; null: this was the last. */
  readonly nextCursor: string | null
}

interface Narrowed {
  /** Scopes with blanks between them, an empty text for none; without it all that the login allows. */
  readonly scope?: string
  /** Seconds. */
  readonly expiresIn?: number
}

export type ExchangeRequest =
  | Narrowed & { readonly carrier: 'jwt' | 'token', readonly audience?: string }
  | Narrowed & { readonly carrier: 'ticket', readonly path: string, readonly method?: 'GET' }

export interface AccessToken {
  readonly carrier: string
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  readonly expiresIn: number
  readonly scope: string | null
}

/** Good once, for one path. */
export interface Ticket {
  readonly carrier: 'ticket'
  readonly ticket: string
  readonly expiresIn: number
  readonly scope: string | null
  readonly method: string
  readonly path: string
}

/** What a login, a sign-up and a renewal answer; the last three are not for a cookie. */
export interface Issued extends Login {
  readonly accessToken?: string
  readonly expiresIn?: number
  readonly refreshToken?: string
}

/** `expires_at` becomes `expiresAt`, all the way down. */
export function inOurNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurNames)
  if (typeof value !== 'object' || value === null) return value
  const ours = (name: string) => name.replaceAll(/_./g, (pair) => pair.charAt(1).toUpperCase())
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [ours(name), inOurNames(member)]))
}
