/**
 * POST /auth/introspect (RFC 7662) and /auth/revoke (RFC 7009): for programs that speak OAuth, so form-encoded, and members
 * that we do not know are passed over (RFC 6749 §3.2).
 */
import { neverProved } from '../../core/acting.ts'
import { introspect, type LiveToken } from '../../core/judging/introspect.ts'
import { revokeToken } from '../../core/narrowed/revoke-token.ts'
import { bearerOf } from '../actor.ts'
import { json } from '../answer.ts'
import { readBody } from '../body.ts'
import type { Call } from '../call.ts'
import { type Problem, problemHeaders, problemResponse } from '../problem.ts'
import { tokenBody } from '../schemas.ts'

export async function postIntrospect(call: Call): Promise<Response> {
  const { core } = call.http
  const asker = await bearerOf(call, { scope: 'latchkey:introspect' })
  if (!asker.ok) return refuse(call, asker.problem)
  const body = await readBody(call.request, tokenBody)
  if (!body.ok) return refuse(call, body.problem)
  const live = await introspect(core, body.value.token)
  return json(live === null ? { active: false } : onWire(live, core.origin))
}

function onWire({ kind, audience, user, principal }: LiveToken, issuer: string) {
  const { session, credential, scope, authTime, expiresAt } = principal
  return {
    active: true, iss: issuer, aud: audience, sub: user.id, username: user.username, sid: session, exp: expiresAt,
    ...(authTime !== neverProved && { auth_time: authTime }),
    ...(kind === 'access' && { token_type: 'Bearer' }),
    ...(credential !== null && { jti: credential }),
    ...(scope !== null && { scope: scope.join(' ') }),
    ...(user.roles.length > 0 && { roles: user.roles }),
  }
}

/** Needs no login: to have the token is to be allowed to end it. Unknown ones are ended already, so 200 (§2.2). */
export async function postRevoke(call: Call): Promise<Response> {
  const body = await readBody(call.request, tokenBody)
  if (!body.ok) return refuse(call, body.problem)
  await revokeToken(call.http.core, body.value.token, call.from)
  return new Response(null, { status: 200 })
}

/** With the member that OAuth clients look for (RFC 6749 §5.2). */
async function refuse({ view }: Call, problem: Problem): Promise<Response> {
  const told = problemResponse(problem, view.requestId)
  const error = told.status === 401 ? 'invalid_client' : told.status === 403 ? 'insufficient_scope' : 'invalid_request'
  const body: unknown = await told.json()
  return new Response(JSON.stringify({ error, ...body as object }), { // a problem is an object
    status: told.status, headers: { 'content-type': 'application/json', ...problemHeaders(problem) },
  })
}
