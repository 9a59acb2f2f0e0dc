/**
 * The claims of an access token (RFC 9068 §2.2; `epoch` and `ver` are ours), and what they state. Judges their types,
 * never their values. There is no `client_id`: whoever logs in here is no registered client.
 */
import type { Grant, Seconds, Statement, StatusReference } from '../../contracts.ts'
import { type JsonObject, readJsonObject } from './strict-json.ts'

/** Throws for a grant that would not be read again as it is. */
export function writeClaims(grant: Grant): JsonObject {
  const { roles, scope, status } = grant
  const claims = {
    ...customClaims(grant),
    iss: grant.issuer,
    sub: grant.subject,
    aud: grant.audience,
    exp: grant.expiresAt,
    iat: grant.issuedAt,
    jti: grant.credential,
    sid: grant.session,
    auth_time: grant.authTime,
    epoch: grant.epoch,
    ver: grant.version,
    ...roles.length > 0 && { roles },
    ...scope !== null && { scope: scope.join(' ') },
    ...status !== undefined && { status: { status_list: { idx: status.index, uri: status.uri } } },
  }
  if (readClaims(claims) === null || scope?.every(isScopeToken) === false) {
    throw new TypeError('grant holds a number, a name or a scope that claims cannot hold')
  }
  return claims
}

/** Of the standards that any reader may know (RFC 7519 §4.1, 7800, 8693, 9068), and ours. */
const taken = new Set([
  'iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sid', 'auth_time', 'acr', 'amr', 'epoch', 'ver', 'roles', 'groups',
  'entitlements', 'scope', 'client_id', 'cnf', 'act', 'may_act', 'status', '__proto__',
])

function customClaims({ claims }: Grant): JsonObject | null {
  if (claims === undefined) return null
  const odd = Object.keys(claims).find((name) => taken.has(name))
  if (odd !== undefined) throw new TypeError(`the claim "${odd}" has a meaning already; expected a name of your own`)
  // What our own reader refuses, such as a nesting without end, nobody is given.
  const written = readJsonObject(Buffer.from(JSON.stringify(claims)))
  if (written === null) throw new TypeError('the custom claims are no JSON that every reader reads alike')
  return written
}

/** Null where a claim is missing or of another type. One audience, as text: a list could hold somebody else's too. */
export function readClaims(claims: JsonObject): Statement | null {
  const { iss, sub, aud, exp, iat, jti, sid, auth_time: authTime, epoch, ver, roles = [] } = claims
  if (!isText(iss) || !isText(sub) || !isText(aud) || !isText(jti) || !isText(sid)) return null
  if (!isCount(exp) || !isCount(iat) || !isCount(authTime) || !isCount(epoch) || !isCount(ver)) return null
  const scope = readScope(claims['scope'])
  const status = readStatus(claims['status'])
  if (status === null || scope === undefined || !isTextList(roles) || !startsWhenIssued(claims['nbf'], iat)) return null
  return {
    purpose: 'access', issuer: iss, audience: aud, subject: sub, session: sid, credential: jti,
    issuedAt: iat, expiresAt: exp, authTime, epoch, version: ver, scope, roles, ...status !== undefined && { status },
  }
}

/** Undefined: none in a status list. Null: one that cannot be read, which might say that the token is over. */
function readStatus(status: unknown): StatusReference | undefined | null {
  if (status === undefined) return undefined
  if (!isObject(status)) return null
  const { status_list: list } = status
  if (list === undefined) return undefined
  if (!isObject(list) || !isCount(list['idx']) || !isText(list['uri'])) return null
  return { uri: list['uri'], index: list['idx'] }
}

/** We issue no `nbf`. One no later than `iat` says nothing that `iat` does not; a later one nobody would judge. */
function startsWhenIssued(nbf: unknown, iat: Seconds): boolean {
  return nbf === undefined || isCount(nbf) && nbf <= iat
}

/** No claim is null, everything the subject may do; the empty text is nothing. Undefined: no scope at all. */
function readScope(scope: unknown): readonly string[] | null | undefined {
  if (scope === undefined) return null
  if (scope === '') return []
  if (typeof scope !== 'string') return undefined
  const tokens = scope.split(' ')
  return tokens.every(isScopeToken) ? tokens : undefined
}

/** RFC 6749 §3.3: printable ASCII without blank, quote and backslash. */
function isScopeToken(text: string): boolean {
  return /^[!#-[\]-~]+$/.test(text)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

/** Whole and not negative: times in seconds, and versions. 1e308 is none, nor is what JSON overflows to infinity. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
