/** Why a request that was meant to show a credential shows none. */
import { deviceCookieName } from '../../accounts/device.ts'
import { parseCookies } from '../../cookies/parse.ts'
import { formCookieName, refreshCookieName } from '../../http/own-cookies.ts'
import type { Config } from '../config.ts'
import { printable } from '../command-line/output.ts'
import { fine, trouble, type Finding } from './finding.ts'
import { linesOf, viewOf, type WrittenRequest } from './read-request.ts'

const sessionCookieName = '__Host-latchkey'

export function absenceFindings(config: Config, request: WrittenRequest): readonly Finding[] {
  const hints = [...schemeHints(request), ...cookieHints(config, request), ...siteHints(request), ...placeHints(request)]
  return [trouble('rule', 'No credential was shown where one is looked for: the cookie __Host-latchkey, Authorization: Bearer, X-Auth-Token. The request is anonymous.'), ...hints]
}

function schemeHints(request: WrittenRequest): readonly Finding[] {
  const [value] = linesOf(request, 'authorization')
  if (value === undefined) return []
  // Only a word that is known: another could be the beginning of a secret.
  const [scheme] = /^(Basic|Digest|Token|JWT|ApiKey|Api-Key|Key|Negotiate|NTLM|Bot|OAuth)(?= )/i.exec(value) ?? []
  return [trouble('header', scheme === undefined ? 'Authorization is there without the scheme Bearer: write "Authorization: Bearer", a blank, and the credential.'
    : `Authorization has the scheme ${scheme}, which is not ours: write Bearer.`)]
}

function cookieHints({ origin }: Config, request: WrittenRequest): readonly Finding[] {
  const names = [...parseCookies(viewOf(request).header('cookie')).keys()]
  if (names.length === 0) return plainHint(origin, request)
  const alike = names.find((name) => name !== sessionCookieName && /latchkey$/i.test(name))
  const others = names.filter((name) => [refreshCookieName, deviceCookieName, formCookieName].includes(name))
  if (alike !== undefined) return [trouble('cookie', `There is a cookie ${printable(alike)}; the session's is ${sessionCookieName}, letter for letter. A proxy or a client renamed it.`)]
  if (others.includes(refreshCookieName)) return [trouble('cookie', `Of ours only ${others.join(', ')} came: the client logged in by jwt or token, and has to send its access token; /auth/refresh gives a new one.`)]
  if (others.length > 0) return [trouble('cookie', `Of ours only ${others.join(', ')} came: the session's cookie ended with the browser, was cleared by a logout or a refusal, or was never kept.`)]
  return [trouble('cookie', `There are ${names.length} cookies, and none is ${sessionCookieName}: it was set for another host, or the login did not succeed.`), ...plainHint(origin, request)]
}

/** A browser keeps and sends a Secure cookie only where the connection is. */
function plainHint(origin: string, { isTls }: WrittenRequest): readonly Finding[] {
  return isTls === false && origin.startsWith('https:')
    ? [trouble('cookie', `The request went by plain HTTP, and the origin is ${origin}: Secure cookies are not sent there.`)] : []
}

function siteHints(request: WrittenRequest): readonly Finding[] {
  const view = viewOf(request)
  const site = view.header('sec-fetch-site')
  const mode = view.header('sec-fetch-mode')
  if (site === 'cross-site') return [trouble('cookie', 'The page is of another site (Sec-Fetch-Site: cross-site): SameSite=Lax cookies go along with no request of it but a plain link. Use a JWT or a token there.')]
  if (site === 'same-site' && mode === 'cors') return [trouble('cookie', 'The page is of another origin of this site: fetch sends cookies there only with credentials: "include", and LATCHKEY_ALLOWED_ORIGINS has to name that origin with +cookies.')]
  return []
}

const otherHeaders = ['x-api-key', 'x-access-token', 'x-session-token', 'token', 'x-token']

function placeHints(request: WrittenRequest): readonly Finding[] {
  const header = otherHeaders.find((name) => linesOf(request, name).length > 0)
  const [, query = ''] = request.target.split(/\?(.*)/s)
  const parameter = ['ticket', 'token', 'access_token', 'api_key'].find((name) => query.split('&').some((one) => one.startsWith(`${name}=`)))
  return [
    ...header === undefined ? [] : [trouble('header', `${header} is read by nobody: send it as Authorization: Bearer or X-Auth-Token.`)],
    ...parameter === undefined ? [] : [trouble('parameter', parameter === 'ticket' ? 'There is a ?ticket=, which only a GET route with query() takes, once, for its one path.'
      : `There is a ?${parameter}=, and credentials in addresses are not read: send a header, or a ticket.`)],
    ...header === undefined && parameter === undefined && request.headers.length === 0 ? [fine('request', 'No header line was found at all: is it the whole request?')] : [],
  ]
}
