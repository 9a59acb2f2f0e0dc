/**
 * /auth/forward: a proxy asks who sent the request that it holds back. 200 with the identity in headers, or the status of the
 * refusal; nginx understands 200, 401 and 403 alone, and is told the status in a header (`?mode=nginx`).
 */
import type { Acting } from '../../core/acting.ts'
import { check } from '../../core/authenticate.ts'
import { allCarriers, isOverInJar } from '../../core/credentials.ts'
import type { Core } from '../../core/core.ts'
import { query } from '../../transports/query.ts'
import { problemOfFault } from '../faults.ts'
import { type Original, originalOf } from '../forwarded.ts'
import { refuse, tell } from '../forms.ts'
import type { Call } from '../call.ts'
import { type Problem, statusOf } from '../problem.ts'
import { safeReturnTo } from '../return-to.ts'

const parameters = query()

export async function forward(call: Call): Promise<Response> {
  const asked = askedOf(call)
  if ('code' in asked) return refuse(call, asked)
  const original = originalOf(call)
  if (original === null) return asked.turnAway(call, fromNoProxy)
  if (!asked.isNginx) return judge(call, original, asked)
  try {
    return await judge(call, original, asked)
  } catch (error) {
    return answerNginx(call, problemOfFault(call, error))
  }
}

const fromNoProxy: Problem = {
  code: 'forbidden',
  detail: 'Only a proxy of LATCHKEY_TRUSTED_PROXIES asks this, with X-Forwarded-Method, -Proto, -Host and -Uri, about LATCHKEY_ORIGIN or one of LATCHKEY_GUARDED_ORIGINS.',
}

interface Asked {
  readonly isNginx: boolean
  /** How a refusal is said. */
  readonly turnAway: (call: Call, problem: Problem) => Response | Promise<Response>
  /** Names of carriers; tickets are none of them, and only a query brings one. */
  readonly carriers: readonly string[]
  readonly takesTickets: boolean
}

/** What the proxy is configured to ask. A word that is misspelt would silently look at less, or at nothing. */
function askedOf({ http, url }: Call): Asked | Problem {
  const mode = url.searchParams.get('mode')
  const names = (url.searchParams.get('carriers') ?? 'cookie').split(',')
  const known = [...allCarriers(http.core).map(({ name }) => name), 'ticket']
  if (mode !== null && mode !== 'nginx') return { code: 'malformed_request', detail: 'mode is nginx, or is not sent.' }
  if (!names.every((name) => known.includes(name))) return { code: 'malformed_request', detail: `carriers is a list of: ${known.join(', ')}.` }
  const isNginx = mode === 'nginx'
  return { isNginx, turnAway: isNginx ? answerNginx : tell, carriers: names.filter((name) => name !== 'ticket'), takesTickets: names.includes('ticket') }
}

async function judge(call: Call, original: Original, asked: Asked): Promise<Response> {
  const { http: { core } } = call
  const { view } = original
  // A ticket names a path of the instance's own origin, and not the same path of any other host.
  const takesTickets = asked.takesTickets && view.origin === core.origin
  const checked = await check(core, view, { carriers: asked.carriers, freshness: 'revocable', ...(takesTickets && { parameters }) })
  if (checked.status === 'authenticated') return await admit(call, checked.acting) ?? asked.turnAway(call, { code: 'session_revoked' })
  const isNobody = checked.status === 'anonymous' || isOverInJar(core, view, checked.reason)
  const problem: Problem = { code: checked.status === 'anonymous' ? 'credential_missing' : checked.reason }
  const login = isNobody && original.isPage && asked.carriers.some((name) => isByJar(core, name)) ? loginFor(call, original) : null
  if (asked.isNginx) return answerNginx(call, problem, login)
  return login === null ? tell(call, problem) : new Response(null, { status: 302, headers: { location: login } })
}

/** Who would come back from a login with what the proxy does not look at would be sent round in circles. */
function isByJar(core: Core, name: string): boolean {
  return core.carriers.some((carrier) => carrier.name === name && carrier.transports.some(({ jar }) => jar !== undefined))
}

/** On another host by way of that host, which has to know its browser again. */
function loginFor({ http: { core, base } }: Call, { view: { origin }, target }: Original): string {
  const page = origin === core.origin ? 'login' : 'enter'
  return `${origin}${base}/${page}?return_to=${encodeURIComponent(safeReturnTo(target, origin) ?? '/')}`
}

/** Null: the account was deleted, a moment ago. */
async function admit(call: Call, { principal, record, cookies }: Acting): Promise<Response | null> {
  const name = record?.user.username ?? await call.http.core.names.find(principal.subject)
  if (name === null) return null
  if (cookies !== undefined) call.cookies.push(cookies)
  const { subject, roles, scope, carrier } = principal
  return new Response(null, {
    headers: {
      'x-latchkey-subject': written(subject), 'x-latchkey-user': written(name), 'x-latchkey-carrier': written(carrier),
      'x-latchkey-roles': roles.map(written).join(','),
      // Everything is said, and not left out: what a proxy forgets to hand on allows nothing.
      'x-latchkey-scope': scope === null ? '*' : scope.map(written).join(','),
      // The login, which is the same on every host.
      'x-latchkey-session': written(record?.session?.root ?? principal.session),
    },
  })
}

/** Percent-encoded UTF-8: no value ends a header or a list (E-14). The star alone stands for everything. */
function written(value: string): string {
  return encodeURIComponent(value).replaceAll('*', '%2A')
}

/** Any other status nginx makes a 500 of, and an outage is no 401. */
function answerNginx(call: Call, problem: Problem, login: string | null = null): Response {
  const refusal = refuse(call, problem)
  const status = statusOf(problem)
  const headers = new Headers(refusal.headers)
  headers.set('x-latchkey-status', String(status))
  if (login !== null) headers.set('x-latchkey-login', login)
  return new Response(refusal.body, { status: status === 401 ? 401 : 403, headers })
}
