/**
 * GET /auth/enter: how a login is carried to another host. That host leads to the instance's own origin (with a nonce in a
 * cookie of its own); there, once there is a login, an entry is made and leads back; the host swaps it for a cookie of its own.
 * Nothing a person can open leads anywhere but to a guarded origin (E-03).
 */
import { type EntryFor, makeEntry, redeemEntry } from '../../core/session/enter.ts'
import { check } from '../../core/authenticate.ts'
import { sessionInJar } from '../../core/credentials.ts'
import { sha256 } from '../../crypto/hash.ts'
import { randomSecret } from '../../crypto/random.ts'
import { seeOther } from '../answer.ts'
import { tell } from '../forms.ts'
import type { Call } from '../call.ts'
import { enterCookieName, ownCookie, setEnterCookie } from '../own-cookies.ts'
import { toLogin, viewerOf } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'

export async function getEnter(call: Call): Promise<Response> {
  const { origin } = call.view
  if (origin === undefined) return leave(call)
  const ticket = call.url.searchParams.get('ticket')
  return ticket === null ? begin(call, origin) : arrive(call, { origin, ticket })
}

/** On the other host, before: off to the login, and the browser keeps what it will be known by. */
async function begin(call: Call, origin: string): Promise<Response> {
  const { http, url, view } = call
  const returnTo = shortPath(url.searchParams.get('return_to'), origin)
  const checked = await check(http.core, view, { freshness: 'authoritative' })
  if (checked.status === 'authenticated' && checked.acting.secret !== undefined) return seeOther(returnTo)
  // Of two pages that are opened at once both come back.
  const nonce = nonceIn(call) ?? randomSecret()
  const asked = new URLSearchParams({ origin, return_to: returnTo, state: sha256(nonce) })
  return seeOther(`${http.core.origin}${http.base}/enter?${asked.toString()}`, [setEnterCookie(nonce)])
}

/** On the instance's own origin: by way of the login page, where nobody is logged in by cookie. */
async function leave(call: Call): Promise<Response> {
  const { http } = call
  const entry = entryAsked(call)
  if (entry === null) return tell(call, nowhere)
  const held = await viewerOf(call)
  if (held?.acting.secret === undefined) return toLogin(call)
  const ticket = await makeEntry(http.core, held, entry)
  if (ticket === null) return toLogin(call)
  const back = new URLSearchParams({ ticket, return_to: shortPath(call.url.searchParams.get('return_to'), entry.origin) })
  return seeOther(`${entry.origin}${http.base}/enter?${back.toString()}`)
}

const nowhere: Problem = { code: 'malformed_request', detail: 'origin is none of LATCHKEY_GUARDED_ORIGINS, or state is missing.' }

/** Compared as it stands with the configured origins: whatever a browser would read otherwise is none of them. */
function entryAsked({ http, url: { searchParams } }: Call): EntryFor | null {
  const [origin, state] = [searchParams.get('origin') ?? '', searchParams.get('state') ?? '']
  if (!http.guardedOrigins.includes(origin) || !/^[\w-]{43}$/.test(state)) return null
  return { origin, state }
}

/** On the other host, after. */
async function arrive(call: Call, { origin, ticket: credential }: { origin: string, ticket: string }): Promise<Response> {
  const { http: { core }, url, view, from } = call
  const before = await sessionInJar(core, view)
  const entered = await redeemEntry(core, { credential, origin, nonce: nonceIn(call), before, from })
  if (entered === null) return tell(call, { code: 'credential_invalid' })
  const { carrier, expiresIn, session } = entered
  const jar = carrier.transports.find((transport) => transport.jar !== undefined)?.jar
  if (jar === undefined) throw new TypeError('a login by cookie is of a carrier with a jar')
  const cookie = jar.set(entered.credential, { expiresIn, persistent: session.remember })
  return seeOther(shortPath(url.searchParams.get('return_to'), origin), [cookie])
}

function nonceIn({ view }: Call): string | null {
  const value = ownCookie(view, enterCookieName)
  return value !== null && /^[\w-]{43}$/.test(value) ? value : null
}

/** A path of that origin. It is written into addresses twice over, and one that would not fit leads to the beginning. */
function shortPath(value: string | null, origin: string): string {
  const path = safeReturnTo(value, origin) ?? '/'
  return encodeURIComponent(path).length <= 1500 ? path : '/'
}
