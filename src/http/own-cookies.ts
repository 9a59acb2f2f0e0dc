/** The cookies beside the session's: refresh, device, form. Strict: no other site's link or form brings them along. */
import { readCookie } from '../cookies/parse.ts'
import { serializeCookie } from '../cookies/serialize.ts'
import { deviceCookieLife, deviceCookieName } from '../accounts/device.ts'
import type { RequestView, Seconds } from '../contracts.ts'
import type { Core } from '../core/core.ts'

export const refreshCookieName = '__Host-latchkey-refresh'
export const formCookieName = '__Host-latchkey-form'
const formCookieLife = 3600
/** On another host, while a person is away to log in. */
export const enterCookieName = '__Host-latchkey-enter'
const enterCookieLife = 3600

const strict = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const

/** The value, or null; twice is nobody's (cookie tossing, B-19). */
export function ownCookie(view: RequestView, name: string): string | null {
  const values = readCookie(view.header('cookie'), name)
  return values.length === 1 ? values[0] ?? null : null
}

/** Every refresh token that came, and from where. More than one, anywhere, is never a choice (B-19, B-25). */
export function refreshTokensShown(view: RequestView, inBody: string | null) {
  const values = readCookie(view.header('cookie'), refreshCookieName)
  const cookies = values.map((token) => ({ token, from: 'cookie' } as const))
  return inBody === null ? cookies : [...cookies, { token: inBody, from: 'body' } as const]
}

export function hasOwnCookie(core: Core, view: RequestView): boolean {
  const names = [refreshCookieName, formCookieName, deviceCookieName]
  if (names.some((name) => readCookie(view.header('cookie'), name).length > 0)) return true
  return jarTransports(core).some((transport) => transport.read(view).length > 0)
}

export function jarTransports(core: Core) {
  return core.carriers.flatMap((carrier) => carrier.transports).filter((transport) => transport.jar !== undefined)
}

/** Without a life the browser forgets it when it closes. */
export function setRefreshCookie(value: string, expiresIn: Seconds | null): string {
  return serializeCookie(refreshCookieName, value, { ...strict, ...(expiresIn !== null && { maxAge: expiresIn }) })
}

export function setDeviceCookie(value: string): string {
  return serializeCookie(deviceCookieName, value, { ...strict, maxAge: deviceCookieLife })
}

export function setFormCookie(value: string): string {
  return serializeCookie(formCookieName, value, { ...strict, maxAge: formCookieLife })
}

/** Lax: it has to come along when the instance's own origin leads back. */
export function setEnterCookie(value: string): string {
  return serializeCookie(enterCookieName, value, { ...strict, sameSite: 'Lax', maxAge: enterCookieLife })
}

/** What a logout takes away: every login cookie. The device cookie stays, since it proves nothing. */
export function clearedCookies(core: Core): string[] {
  return [...clearedSessionCookies(core), serializeCookie(refreshCookieName, '', { ...strict, maxAge: 0 })]
}

export function clearedSessionCookies(core: Core): string[] {
  return [...new Map(jarTransports(core).map(({ name, jar }) => [name, jar?.clear() ?? ''])).values()]
}
