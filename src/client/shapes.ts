/**
 * What an answer must be to be Latchkey's. Whatever stands between, such as the page of a network where one logs in first, answers
 * 200 as well, and a login that is read out of that would break the page until it is loaded again.
 */
import type { Issued } from './words.ts'

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isLogin(body: unknown): boolean {
  const { carrier, user, session } = Object(body) as Partial<Issued> // every member that is gone by is looked at here
  return [carrier, user?.id, user?.username, session?.id].every(isText)
}

/** By a session cookie there are no tokens in it. */
export function isIssued(body: unknown): boolean {
  const { carrier, accessToken, refreshToken = '', expiresIn } = Object(body) as Partial<Issued> // as above
  return isLogin(body) && (carrier === 'cookie' || isText(accessToken) && isText(refreshToken) && Number.isFinite(expiresIn))
}

/** By a member that it must have; without one it is to be nothing, which is answered with 204. */
export function has(member: string | undefined): (body: unknown) => boolean {
  return (body) => member === undefined ? body === null : member in Object(body)
}
