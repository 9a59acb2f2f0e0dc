/** Verbs about single credentials: renewed, exchanged, ended, asked about; and API keys. */
import type { Accounts } from '../../accounts/accounts.ts'
import type { RefusalCode, RequestView } from '../../contracts.ts'
import { type ApiKey, createKey, planEndKey, listKeys, longestKeyLife } from '../../core/narrowed/api-keys.ts'
import { check } from '../../core/authenticate.ts'
import { commit } from '../../core/commit.ts'
import { carriersNamed } from '../../core/credentials.ts'
import { nowhere, type Origin, originOf } from '../../core/audit/events.ts'
import { type Exchanged, exchangeForTicket, exchangeForToken } from '../../core/narrowed/exchange.ts'
import { inspect, type Inspected } from '../../core/judging/inspect.ts'
import { introspect, type LiveToken } from '../../core/judging/introspect.ts'
import { refresh, type Refreshed } from '../../core/session/refresh.ts'
import { revokeToken } from '../../core/narrowed/revoke-token.ts'
import { viewOf } from '../../core/request-view.ts'

export type ExchangeOptions = {
  /** Each within what the credential allows; as much as it does by default. */
  readonly scope?: readonly string[]
  /** Seconds; never longer than the credential that is exchanged. */
  readonly expiresIn?: number
} & (
  | { readonly carrier: 'ticket', readonly path: string }
  /** `jwt`, `token`, or another that states itself. */
  | { readonly carrier: string, readonly path?: undefined, readonly audience?: string }
)

export interface NewKeyOptions {
  readonly name: string
  /** Everything its user may do by default. */
  readonly scope?: readonly string[]
  /** Seconds; 90 days by default, a year at most. */
  readonly expiresIn?: number
}

export interface TokenVerbs {
  refresh(refreshToken: string, from?: Partial<Origin>): Promise<Refreshed>
  /** Another credential of the same login: never wider, never longer, and dead with it. */
  exchange(request: Request | RequestView, options: ExchangeOptions): Promise<Exchanged | { ok: false, reason: RefusalCode | 'credential_missing' }>
  /** Ends what this token is: an access token alone, a refresh token with its login. Whoever has it may; unknown ones are over. */
  revoke(token: string): Promise<void>
  /** What a token is, asked of the store; null for whatever is not live. */
  introspect(token: string): Promise<LiveToken | null>
  /** What a credential is to whoever holds it: live or not, and why not. Nothing is used up. */
  inspect(credential: string): Promise<Inspected>
  readonly apiKeys: {
    /** The key itself is answered this once. Null: no such user who may log in, or as many keys as anybody may have. */
    create(subject: string, options: NewKeyOptions): Promise<{ readonly key: string, readonly about: ApiKey } | null>
    list(subject: string): Promise<readonly ApiKey[]>
    /** False: this subject has no such key. */
    end(subject: string, id: string): Promise<boolean>
  }
}

export function tokenVerbs(ready: () => Promise<Accounts>): TokenVerbs {
  const core = async () => (await ready()).core
  return {
    refresh: async (token, from) => refresh(await core(), token, { ...nowhere, ...from }),
    revoke: async (token) => revokeToken(await core(), token, nowhere),
    introspect: async (token) => introspect(await core(), token),
    inspect: async (credential) => inspect(await core(), credential),
    exchange: async (request, options) => exchangeWith(await ready(), request instanceof Request ? viewOf(request) : request, options),
    apiKeys: apiKeyVerbs(ready),
  }
}

async function exchangeWith({ core }: Accounts, view: RequestView, options: ExchangeOptions) {
  const checked = await check(core, view, { freshness: 'authoritative' })
  if (checked.status === 'refused') return { ok: false, reason: checked.reason } as const
  if (checked.status === 'anonymous') return { ok: false, reason: 'credential_missing' } as const
  const asked = { scope: options.scope ?? null, expiresIn: options.expiresIn ?? null, from: originOf(view) }
  const { acting } = checked
  requireSeconds(options.expiresIn)
  if (options.path !== undefined) return exchangeForTicket(core, acting, { ...asked, method: 'GET', path: options.path })
  const carrier = carriersNamed(core, [options.carrier]).find(({ format }) => format.kind === 'statement')
  if (carrier === undefined) throw new TypeError(`carrier is "${options.carrier}"; expected one that states itself, or a ticket with its path`)
  return exchangeForToken(core, acting, { ...asked, carrier, audience: options.audience ?? null })
}

function requireSeconds(expiresIn: number | undefined, most = Number.MAX_SAFE_INTEGER): void {
  if (expiresIn === undefined || Number.isSafeInteger(expiresIn) && expiresIn >= 1 && expiresIn <= most) return
  throw new TypeError(`expiresIn is ${expiresIn}; expected whole seconds, from 1 to ${most}`)
}

function apiKeyVerbs(ready: () => Promise<Accounts>): TokenVerbs['apiKeys'] {
  const found = async (subject: string) => {
    const { core } = await ready()
    return { core, user: await core.store.findUser(subject) }
  }
  return {
    async create(subject, { name, scope = null, expiresIn = 90 * 86_400 }) {
      requireSeconds(expiresIn, longestKeyLife)
      const { core } = await ready()
      const made = await createKey(core, { user: subject, session: null }, { name, scope, expiresIn, from: nowhere })
      return made.ok ? { key: made.key, about: made.about } : null
    },
    async list(subject) {
      const { core, user } = await found(subject)
      return user === null ? [] : listKeys(core, user)
    },
    async end(subject, id) {
      const { core, user } = await found(subject)
      return user !== null && await commit(core, () => planEndKey(core, user, { id, from: nowhere }))
    },
  }
}
