/** What a page holds of a login: who it is, the access token in memory, and the refresh token where it was chosen to be. */
import type { Settings } from './options.ts'
import type { Tabs } from './tabs.ts'
import { isLogin } from './shapes.ts'
import type { Wire } from './wire.ts'
import type { Issued, Login } from './words.ts'

/** `until`: when it is to be renewed, in seconds by the server's clock. `session`: whose it is, since what was begun by one login is not sent by another. */
export interface Access { readonly token: string, readonly session: string, readonly until: number }

/** What pages tell each other. There is a refresh token in it only where every script of the page can read that anyway. */
export interface News {
  readonly login: Login | null
  /** The session that goes on, or the one that is over. */
  readonly session: string
  readonly access: Access | null
  readonly refreshToken: string | undefined
  /** Seconds by this machine's clock, which all its pages share: what is older than what is known counts for nothing. */
  readonly at: number
  readonly skew: number
}

export interface Holding {
  readonly settings: Settings
  readonly wire: Wire
  /** Undefined: not asked yet. */
  login: Login | null | undefined
  access: Access | null
  /** When this page last heard or learned who is logged in. */
  at: number
  readonly refreshToken: { read(): string | null, write(value: string | null): void }
  readonly listeners: Set<(login: Login | null) => void>
}

/** An access token is renewed this many seconds before its end, or a fifth of its life before. */
const earliest = 30

export function createHolding(settings: Settings, wire: Wire): Holding {
  const { shelf } = settings
  let kept: string | null = null
  const place = placeOf(settings)
  return {
    settings, wire, login: undefined, access: null, at: 0, listeners: new Set(),
    refreshToken: {
      read: () => shelf ? shelf.getItem(place) : kept,
      write(value) {
        kept = value
        if (value === null) shelf?.removeItem(place)
        else shelf?.setItem(place, value)
      },
    },
  }
}

/** Clients of one page that keep their login in the same place have the same login. */
export function placeOf({ base, carrier, storage }: Settings): string {
  return `latchkey ${base} ${carrier === 'cookie' ? 'session' : storage}`
}

/** The access token, where it will be good for a while yet. `failed`: one that was refused, which is not it. */
export function goodAccess({ access, wire }: Holding, failed?: string): Access | null {
  const isGood = access !== null && access.token !== failed && wire.now() < access.until
  return isGood ? access : null
}

/** Tells who listens, where it is another person, another session or another right. A renewal is no news to anybody. */
export function note(holding: Holding, login: Login | null): void {
  const before = keyOf(holding.login)
  holding.login = login
  if (login === null) holding.access = null
  if (keyOf(login) === before) return
  for (const listener of holding.listeners) {
    try {
      listener(login)
    } catch (error) {
      // Told as any fault that nobody caught: it harms neither the other listeners nor the verb that had news.
      queueMicrotask(() => { throw error })
    }
  }
}

function keyOf(login: Login | null | undefined): string {
  return login ? JSON.stringify([login.session.id, login.user]) : String(login)
}

/** Takes over what an answer issued, or that the login is over, and tells the other pages. `sentAt`: by this machine's clock. */
export async function take(holding: Holding, tabs: Tabs<News>, { issued, sentAt }: { issued: Issued | null, sentAt: number }): Promise<void> {
  const { settings: { clock, storage }, wire: { skew }, refreshToken } = holding
  const session = (issued ?? holding.login)?.session.id
  holding.at = Math.max(holding.at, clock())
  holding.access = accessIn(issued, sentAt + skew.seconds)
  const next = issued?.refreshToken
  if (issued === null) refreshToken.write(null)
  else if (next !== undefined) refreshToken.write(next)
  const login = issued && loginIn(issued)
  note(holding, login)
  if (session === undefined) return
  const { access, at } = holding
  await tabs.tell({ login, session, access, at, skew: skew.seconds, refreshToken: storage === 'sessionStorage' ? next : undefined })
}

/** What was taken over, without what shows it. */
export function loginIn({ carrier, user, session }: Login): Login {
  return { carrier, user, session }
}

function accessIn(issued: Issued | null, since: number): Access | null {
  const { accessToken: token, expiresIn = 0 } = issued ?? {}
  return !issued || token === undefined ? null : { token, session: issued.session.id, until: since + expiresIn - Math.min(earliest, expiresIn / 5) }
}

/** Another page's; one of another version may tell what is none. That a login is over holds for that login alone: a page that lost a race ends nobody else's. */
export function takeNews(holding: Holding, news: News): void {
  const { settings: { storage }, refreshToken, wire } = holding
  if (!isNews(news)) return
  const isOwn = news.session === holding.login?.session.id
  const isCopied = storage === 'sessionStorage'
  if (news.at < holding.at || !isOwn && (isCopied || news.login === null)) return
  holding.at = news.at
  holding.access = news.access
  wire.skew.seconds = news.skew
  // A tab that was doubled has a copy of the refresh token, which is used up when the other one renews.
  if (isCopied && (news.login === null || news.refreshToken !== undefined)) refreshToken.write(news.refreshToken ?? null)
  note(holding, news.login)
}

function isNews({ login, access, at }: Partial<News>): boolean {
  return (login === null || isLogin(login)) && (access === null || access?.session !== undefined) && typeof at === 'number'
}
