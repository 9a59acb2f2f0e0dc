/**
 * What an answer must be to be Latchkey's. Whatever stands between, such as the page of a network where one logs in first, answers
 * 200 as well, and a login that is read out of that would break the page until it is loaded again.
 */
import type { AccessToken, Issued, SessionPage, Ticket } from './words.ts'

const isText = (value: unknown) => typeof value === 'string'

export function isLogin(body: unknown): boolean {
  const { carrier, user, session } = Object(body) as Partial<Issued> // every member that is gone by is looked at here
  return [carrier, user?.id, user?.username, session?.id].every(isText)
}

/** By a session cookie there are no tokens in it. */
export function isIssued(body: unknown): boolean {
  const { carrier, accessToken, refreshToken = '', expiresIn } = Object(body) as Partial<Issued> // as above
  return isLogin(body) && (carrier === 'cookie' || isText(accessToken) && isText(refreshToken) && Number.isFinite(expiresIn))
}

export function isExchanged(body: unknown): boolean {
  const { accessToken, ticket } = Object(body) as Partial<AccessToken & Ticket> // as above
  return isText(accessToken ?? ticket)
}

export function isSessionPage(body: unknown): boolean {
  return Array.isArray((Object(body) as Partial<SessionPage>).sessions) // as above
}

/** What has nothing to tell answers 204. */
export function isNothing(body: unknown): boolean {
  return body === null
}
