/** Answers of success: the records in the wire's names, and credentials to the jar or into the body. */
import type { Issued, Session, User } from '../contracts.ts'
import { expiresAt } from '../core/session/sessions.ts'
import { setRefreshCookie } from './own-cookies.ts'

export function json(body: unknown, status = 200, headers?: Headers): Response {
  const all = new Headers(headers)
  all.set('content-type', 'application/json')
  return new Response(JSON.stringify(body), { status, headers: all })
}

export function noContent(cookies: readonly string[] = []): Response {
  return new Response(null, { status: 204, headers: withCookies(cookies) })
}

/** After a form: 303, so that the browser goes on with GET whatever it posted (RFC 9700 §4.12). */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = withCookies(cookies)
  headers.set('location', location)
  return new Response(null, { status: 303, headers })
}

export function withCookies(cookies: readonly string[]): Headers {
  const headers = new Headers()
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return headers
}

export function userOnWire({ id, username, roles }: User) {
  return { id, username, roles }
}

export function sessionOnWire(session: Session) {
  return { id: session.id, created_at: session.created, auth_time: session.authTime, expires_at: expiresAt(session) }
}

/** Where the credential goes: to the browser's jar where its carrier has one, else into the body (RFC 6749 §5.1). */
export function issuedOnWire(issued: Issued) {
  const { carrier, user, session, credential, expiresIn, refresh } = issued
  const jar = carrier.transports.find((transport) => transport.jar !== undefined)?.jar
  const persistent = session.remember
  const cookies: string[] = []
  const body: Record<string, unknown> = { carrier: carrier.name, user: userOnWire(user), session: sessionOnWire(session) }
  if (jar !== undefined) cookies.push(jar.set(credential, { expiresIn, persistent }))
  else Object.assign(body, { access_token: credential, token_type: 'Bearer', expires_in: expiresIn })
  if (refresh !== undefined && refresh.keptIn === 'cookie') cookies.push(setRefreshCookie(refresh.credential, persistent ? refresh.expiresIn : null))
  if (refresh !== undefined && refresh.keptIn === 'body') body['refresh_token'] = refresh.credential
  return { body, cookies }
}
