/**
 * Why a request is anonymous or refused: the questions of the listener and of `authenticate`, in their order. Nothing is used up,
 * and nothing is recorded: a ticket is still good afterwards.
 */
import type { Config } from '../config.ts'
import type { RequestView, Transport } from '../../contracts.ts'
import { isSameOriginRequest, needsOwnPage } from '../../core/csrf.ts'
import { parseAllowedOrigins } from '../../http/allowed-origins.ts'
import { printable } from '../command-line/output.ts'
import { judgeHost } from '../hosts.ts'
import type { Instance } from '../instance.ts'
import { areNone } from '../proxies.ts'
import { anonymous, judgeCredential, type Judged } from './credential.ts'
import { fine, note, trouble, type Finding } from './finding.ts'
import { absenceFindings } from './absence.ts'
import { linesOf, viewOf, type WrittenRequest } from './read-request.ts'

export async function judgeRequest(instance: Instance, config: Config, request: WrittenRequest): Promise<Judged> {
  const host = hostFinding(config, request)
  const before = [lineFinding(request), host, ...proxyFindings(config, request), ...doubledFindings(request)]
  if (host.state === 'trouble') return { findings: before, verdict: { status: 'refused', reason: 'unknown_host', user: null } }
  const judged = await judgeShown(instance, config, request)
  return { ...judged, findings: [...before, ...judged.findings, ...answeredFinding(request, judged)] }
}

function lineFinding({ method, target, headers }: WrittenRequest): Finding {
  // A query may hold a ticket.
  return fine('request', `${method} ${printable(target.split('?', 1).join(''))}, with ${headers.length} header lines.`)
}

function hostFinding({ origin, guardedOrigins }: Config, request: WrittenRequest): Finding {
  const { method, target: url } = request
  const hosts = linesOf(request, 'host')
  const guarded = new Set(guardedOrigins.map((one) => new URL(one).host))
  const verdict = judgeHost({ method, url, headersDistinct: { host: [...hosts] } }, { origin: new URL(origin), guarded, base: '/auth' })
  const named = printable(hosts.join(', ') || 'none')
  if (verdict.is === 'ours') return fine('host', `Host ${named} is one that this service answers for.`)
  if (verdict.is === 'alias') return trouble('host', `Host ${named} is the other name of this machine: the answer is a redirect to ${origin}, and cookies of one name are not sent to the other.`)
  const why = hosts.length === 1 ? `it answers for ${new URL(origin).host} alone. Behind a proxy, let it hand the Host on (nginx: proxy_set_header Host $host), or set LATCHKEY_ORIGIN` : `there must be exactly one Host line, and there are ${hosts.length}`
  return trouble('host', `The server itself answers 421 unknown_host to Host ${named}: ${why}. (An adapter in your own application does not ask.)`)
}

function proxyFindings({ trustedProxies, origin }: Config, request: WrittenRequest): readonly Finding[] {
  const forwarded = request.headers.filter(([name]) => name.startsWith('x-forwarded-') || name === 'forwarded')
  if (forwarded.length === 0) return []
  const names = [...new Set(forwarded.map(([name]) => name))].join(', ')
  const scheme = linesOf(request, 'x-forwarded-proto')[0]
  const isPlain = scheme === 'http' && origin.startsWith('https:')
  return [
    areNone(trustedProxies) ? note('proxies', `It carries ${names}, which nobody is trusted to say: LATCHKEY_TRUSTED_PROXIES is empty, so the client's address is the proxy's.`)
      : fine('proxies', `It carries ${names}; believed if it came from a proxy in LATCHKEY_TRUSTED_PROXIES.`),
    ...isPlain ? [trouble('proxies', `The proxy says that the browser asked by http, and the origin is ${origin}: a browser sends no Secure cookie there. Redirect http to https at the proxy.`)] : [],
  ]
}

function doubledFindings(request: WrittenRequest): readonly Finding[] {
  const lines = linesOf(request, 'authorization').length
  return lines > 1 ? [note('header', `Authorization came ${lines} times; Node hands on the first alone.`)] : []
}

interface Value { readonly credential: string, readonly transport: Transport }

async function judgeShown(instance: Instance, config: Config, request: WrittenRequest): Promise<Judged> {
  const view = viewOf(request)
  const values = valuesIn(instance, view)
  const [shown, ...more] = values
  if (shown === undefined) return { findings: absenceFindings(config, request), verdict: anonymous }
  if (more.length > 0) return judgeSeveral(instance, values)
  const csrf = csrfFinding(config, view, shown)
  const place = fine('place', `One credential, ${placeOf(shown.transport)}.`)
  if (csrf?.state === 'trouble') return { findings: [place, csrf], verdict: { status: 'refused', reason: 'csrf_rejected', user: null } }
  const judged = await judgeCredential(instance, shown.credential)
  return { ...judged, findings: [place, ...csrf === null ? [] : [csrf], ...judged.findings] }
}

/** Each transport once, as `authenticate` reads them. Tickets are not asked for: only some routes take them. */
function valuesIn({ auth }: Instance, view: RequestView): readonly Value[] {
  const transports = new Map(auth.carriers.flatMap((carrier) => carrier.transports.map((one) => [one.name, one] as const)))
  return [...transports.values()].flatMap((transport) => transport.read(view).map((credential) => ({ credential, transport })))
}

/** Two are never a choice; but the cookie of a visitor beside one of a header is nobody's. */
async function judgeSeveral(instance: Instance, values: readonly Value[]): Promise<Judged> {
  const added = values.filter(({ transport }) => transport.jar !== undefined)
  const meant = values.filter(({ transport }) => transport.jar === undefined)
  const [cookie] = added
  if (added.length === 1 && meant.length === 1 && cookie !== undefined && meant[0] !== undefined) {
    const inspected = await instance.auth.inspect(cookie.credential)
    if (inspected.isOurs && inspected.kind === 'visitor') return judgeCredential(instance, meant[0].credential)
  }
  const places = values.map(({ transport }) => placeOf(transport)).join(' and ')
  const cookies = added.length > 1 ? ' Two cookies of one name mean that another host of this domain set one: delete both.' : ''
  return {
    findings: [trouble('rule', `ambiguous_credentials: there are ${values.length}, ${places}, and two are never a choice. Send one.${cookies}`)],
    verdict: { status: 'refused', reason: 'ambiguous_credentials', user: null },
  }
}

function placeOf({ name }: Transport): string {
  const [kind = '', which = ''] = name.split(':')
  if (kind === 'bearer') return 'in Authorization: Bearer'
  return kind === 'cookie' ? `in the cookie ${which}` : `in the header ${which}`
}

function csrfFinding({ origin, allowedOrigins }: Config, view: RequestView, { transport }: Value): Finding | null {
  if (transport.jar === undefined) return null
  const said = `Sec-Fetch-Site: ${printable(view.header('sec-fetch-site') ?? 'absent')}, Origin: ${printable(view.header('origin') ?? 'absent')}`
  if (!needsOwnPage(view)) return fine('csrf', `A ${view.method} changes nothing, so it may come from anywhere (${said}).`)
  const isOwn = isSameOriginRequest(view, { origin, allowedOrigins: parseAllowedOrigins(allowedOrigins) }, { hasCookie: true })
  if (isOwn) return fine('csrf', `It comes from a page of ${origin} (${said}).`)
  const what = view.header('origin') === undefined && view.header('sec-fetch-site') === undefined
    ? `a program that sends a session cookie also has to send Origin: ${origin}` : `the page is not of ${origin}; name its origin in LATCHKEY_ALLOWED_ORIGINS with +cookies if it may, or use a JWT or token there`
  return trouble('rule', `csrf_rejected: ${said}; ${what}.`)
}

/** Where the printed answer and the verdict differ, something else stands between. */
function answeredFinding({ answered }: WrittenRequest, { verdict }: Judged): readonly Finding[] {
  if (answered === null) return []
  const isDenied = answered === 401 || answered === 403 || answered === 400 || answered === 421
  if (isDenied === (verdict.status !== 'authenticated')) return [fine('answer', `The answer was ${answered}, which fits.`)]
  return [note('answer', `The answer was ${answered}, which does not fit what is found now: another instance answered, something changed since, or the route asks for a role, a scope or a recent proof.`)]
}

