/** The verbs of the client, the same for all carriers. */
import { createAuthorizedFetch, type AuthorizedFetch } from './authorized.ts'
import { createKeeper } from './keeper.ts'
import { settle, type ClientOptions } from './options.ts'
import { ask, change, enter, leave, type Parts, whoIs } from './verbs.ts'
import { createWire } from './wire.ts'
import type { AccessToken, Credentials, ExchangeRequest, Login, Me, NewAccount, SessionPage, Ticket } from './words.ts'

/** Every verb rejects with a `ClientError`: a refusal, or trouble that is `retryable` and changes nothing of the login. */
export interface Client {
  signup(account: NewAccount): Promise<Login>
  login(credentials: Credentials): Promise<Login>
  /** Ends the login, here and on the server, and tells the other pages. Where it cannot be recorded it rejects, and the login goes on. */
  logout(): Promise<void>
  /** Who is logged in, by the server, now; null: nobody. */
  me(): Promise<Me | null>
  /** A fresh proof of the password, for what asks for one. */
  reauthenticate(password: string): Promise<void>
  /** Ends every other login of the user. */
  changePassword(change: { readonly current: string, readonly next: string }): Promise<void>
  readonly sessions: Sessions
  /** A JWT, a token or a ticket of this login, for another program or an address. */
  exchange<Asked extends ExchangeRequest>(asked: Asked): Promise<Asked extends { carrier: 'ticket' } ? Ticket : AccessToken>
  /**
   * As the global one, with the credential where the address is of Latchkey's origin or of one that was named. Renews what is
   * nearly over first; where it is refused renews once and asks once more, unless the body is a stream.
   */
  fetch: AuthorizedFetch
  /** Called when it becomes known who is logged in, and whenever that changes, here or in another page. Answers how to stop it. */
  onChange(listener: (login: Login | null) => void): () => void
  /** Stops hearing of other pages. Ends no login. */
  close(): void
}

/** The devices of this account. Each rejects with a `ClientError`. */
export interface Sessions {
  list(page?: { readonly limit?: number, readonly cursor?: string }): Promise<SessionPage>
  /** One login, of whatever device; its own is a logout. */
  end(id: string): Promise<void>
  endOthers(): Promise<void>
  /** This one too. */
  endAll(): Promise<void>
}

/** Asks nobody yet. Throws a `TypeError` for wrong options. */
export function createClient(options: ClientOptions = {}): Client {
  const settings = settle(options)
  const wire = createWire(settings)
  const keeper = createKeeper(settings, wire)
  const me = (): Promise<Me | null> => whoIs(parts)
  const parts: Parts = { settings, wire, keeper, fetch: createAuthorizedFetch(settings, { wire, keeper, check: () => me() }) }
  return {
    signup: (account) => enter(parts, '/signup', account),
    login: (who) => enter(parts, '/login', who),
    logout: () => leave(parts),
    me,
    reauthenticate: (password) => change(parts, '/reauthenticate', { json: { password }, effect: 'renews' }),
    changePassword: ({ current, next }) => change(parts, '/password', { json: { current_password: current, new_password: next } }),
    sessions: sessionsOf(parts),
    exchange: ({ expiresIn: expires_in, ...asked }) => ask(parts, { path: '/exchange', method: 'POST', json: { ...asked, expires_in } }, 'expiresIn'),
    fetch: parts.fetch,
    onChange: keeper.onChange,
    close: keeper.close,
  }
}

function sessionsOf(parts: Parts): Sessions {
  return {
    list({ limit, cursor } = {}) {
      const query = new URLSearchParams({ ...(limit !== undefined && { limit: String(limit) }), ...(cursor !== undefined && { cursor }) })
      return ask(parts, { path: `/sessions?${query.toString()}`, method: 'GET' }, 'sessions')
    },
    end: (id) => id === parts.keeper.login()?.session.id ? leave(parts)
      : ask(parts, { path: `/sessions/${encodeURIComponent(id)}`, method: 'DELETE' }),
    endOthers: () => change(parts, '/sessions', { method: 'DELETE' }),
    endAll: () => change(parts, '/sessions?all=true', { method: 'DELETE', effect: 'ends' }),
  }
}
