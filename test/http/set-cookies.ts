/** Reads Set-Cookie lines by an implementation that is not ours. */
import { Cookie } from 'tough-cookie'

export interface ReadCookie {
  readonly value: string
  /** Every attribute but the value, in one line that a test can compare. */
  readonly attributes: string
}

/** Name to cookie; a name that is set twice in one answer is an error. */
export function setCookies(headers: Headers): Map<string, ReadCookie> {
  const cookies = new Map<string, ReadCookie>()
  for (const line of headers.getSetCookie()) {
    const cookie = Cookie.parse(line)
    if (cookie === undefined) throw new Error('a Set-Cookie line that cannot be read')
    if (cookies.has(cookie.key)) throw new Error(`${cookie.key} is set twice`)
    cookies.set(cookie.key, { value: cookie.value, attributes: attributesOf(cookie) })
  }
  return cookies
}

function attributesOf({ path, domain, secure, httpOnly, sameSite, maxAge, expires, extensions }: Cookie): string {
  const flags = [secure && 'Secure', httpOnly && 'HttpOnly'].filter(Boolean)
  const life = [
    maxAge !== null && `Max-Age=${maxAge}`, expires !== null && expires !== 'Infinity' && 'Expires',
  ].filter(Boolean)
  const where = [`Path=${path}`, domain !== null && `Domain=${domain}`].filter(Boolean)
  return [...where, ...flags, `SameSite=${sameSite}`, ...life, ...extensions ?? []].join('; ')
}

const lax = 'Path=/; Secure; HttpOnly; SameSite=lax'
/** Those that a link from elsewhere should bring along. */
const laxCookies = new Set(['__Host-latchkey', '__Host-preferences', '__Host-consent', '__Host-visitor'])
const strict = 'Path=/; Secure; HttpOnly; SameSite=strict'

/** What each of our cookies must look like, for a given life; none: until the browser closes. */
export function expectedAttributes(name: string, maxAge?: number): string {
  const attributes = laxCookies.has(name) ? lax : strict
  return maxAge === undefined ? attributes : `${attributes}; Max-Age=${maxAge}`
}
