/**
 * The credential that shows who is logged in, renewed when it is asked for and nearly over: by the clock and by no timer, since
 * browsers let those sleep, and a page that nobody uses is to keep no login alive. One renewal for all pages; a lost race and a
 * server in trouble log nobody out.
 */
import { problemIn } from './client-error.ts'
import { type Access, createHolding, goodAccess, type Holding, type News, note, placeOf, take, takeNews } from './holding.ts'
import type { Settings } from './options.ts'
import { isIssued } from './shapes.ts'
import { createTabs, type Tabs } from './tabs.ts'
import { read, sendTo, type Wire } from './wire.ts'
import type { Issued, Login } from './words.ts'

export interface Keeper {
  /**
   * An access token that is good for a while; null: nobody is logged in. `failed`: one that was refused, which is not it.
   * `anew`: that nobody was logged in before counts for nothing. `session`: the only one that is meant; null where another
   * login took its place.
   */
  access(asked?: { readonly failed?: string, readonly anew?: boolean, readonly session?: string | undefined }): Promise<Access | null>
  /** Undefined: not asked yet. */
  login(): Login | null | undefined
  /** Runs alone among all pages; takes over what the answer issues, where it does. */
  issue<T extends Issued | null>(ask: () => Promise<T>): Promise<T>
  /** The login is over; tells the other pages. */
  end(): Promise<void>
  /** Notes what was seen, and tells nobody. */
  note(login: Login | null): void
  onChange(listener: (login: Login | null) => void): () => void
  close(): void
}

export function createKeeper(settings: Settings, wire: Wire): Keeper {
  const holding = createHolding(settings, wire)
  const tabs: Tabs<News> = createTabs(placeOf(settings), settings.isShared, (news: News) => { takeNews(holding, news) })
  let renewing: Promise<Access | null> | undefined
  return {
    login: () => holding.login,
    note: (login) => { note(holding, login) },
    async access({ failed, anew, session } = {}) {
      let access = goodAccess(holding, failed)
      if (access === null && (holding.login !== null || anew)) {
        renewing ??= tabs.exclusively(() => renew(holding, tabs, failed)).finally(() => { renewing = undefined })
        access = await renewing
      }
      return session === undefined || access?.session === session ? access : null
    },
    issue: (ask) => tabs.exclusively(async () => {
      const sentAt = settings.clock()
      const issued = await ask()
      if (issued !== null) await take(holding, tabs, { issued, sentAt })
      return issued
    }),
    end: () => take(holding, tabs, { issued: null, sentAt: 0 }),
    onChange(listener) {
      holding.listeners.add(listener)
      return () => { holding.listeners.delete(listener) }
    },
    close: tabs.close,
  }
}

/** Milliseconds: how long a message of another page is waited for. */
const newsPatience = 500

async function renew(holding: Holding, tabs: Tabs<News>, failed: string | undefined): Promise<Access | null> {
  if (goodAccess(holding, failed) === null && await tabs.hasNews()) await tabs.hear(newsPatience)
  return goodAccess(holding, failed) ?? await refresh(holding, tabs, { failed, isFirst: true })
}

/** A 401 is looked at twice: another page may have renewed, or logged in anew, between our request and its answer. */
async function refresh(holding: Holding, tabs: Tabs<News>, { failed, isFirst }: { failed: string | undefined, isFirst: boolean }): Promise<Access | null> {
  const { settings, wire, refreshToken } = holding
  const isInCookie = settings.storage === 'cookie'
  const shown = refreshToken.read()
  if (!isInCookie && shown === null) return over(holding, tabs, failed)
  const sentAt = settings.clock()
  const response = await sendTo(settings, wire, {
    path: '/refresh', method: 'POST', ...(isInCookie ? { credentials: 'include' } : { credentials: 'omit', json: { refresh_token: shown } }),
  })
  if (response.ok) {
    await take(holding, tabs, { issued: await read<Issued>(response, isIssued), sentAt })
    return holding.access
  }
  const problem = await problemIn(response)
  if (problem.status !== 401) throw problem
  if (!isFirst || problem.code === 'credential_missing') return over(holding, tabs, failed)
  await tabs.hear(newsPatience)
  const isSame = !isInCookie && refreshToken.read() === shown
  if (isSame) return over(holding, tabs, failed)
  return goodAccess(holding, failed) ?? await refresh(holding, tabs, { failed, isFirst: false })
}

/** Unless another page has logged in meanwhile. */
async function over(holding: Holding, tabs: Tabs<News>, failed: string | undefined): Promise<Access | null> {
  const good = goodAccess(holding, failed)
  if (good !== null) return good
  await take(holding, tabs, { issued: null, sentAt: 0 })
  return null
}
