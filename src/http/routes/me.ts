/** GET /auth/me and POST /auth/refresh: who am I, and for how much longer. */
import { refresh } from '../../core/session/refresh.ts'
import { query } from '../../transports/query.ts'
import { bearerOf } from '../actor.ts'
import { issuedOnWire, json, sessionOnWire, userOnWire, withCookies } from '../answer.ts'
import { readBody } from '../body.ts'
import { crossSite, refuse } from '../forms.ts'
import type { Call } from '../call.ts'
import { refreshTokensShown } from '../own-cookies.ts'
import { refreshBody } from '../schemas.ts'

const parameters = query()

export async function getMe(call: Call): Promise<Response> {
  const found = await bearerOf(call, { parameters })
  if (!found.ok) return refuse(call, found.problem)
  const { acting: { principal: { carrier, scope } }, session, user } = found.bearer
  return json({ user: userOnWire(user), carrier, scope, session: session && sessionOnWire(session) })
}

/** Answers in the family's carrier; the refresh token goes where the login chose. A lost race clears nothing (C-17). */
export async function postRefresh(call: Call): Promise<Response> {
  const { http, view, from } = call
  const body = await readBody(call.request, refreshBody)
  if (!body.ok) return refuse(call, body.problem)
  const [shown, another] = refreshTokensShown(view, body.value.refresh_token)
  if (shown === undefined) return refuse(call, { code: 'credential_missing' })
  if (another !== undefined) return refuse(call, { code: 'ambiguous_credentials' })
  const cross = shown.from === 'cookie' ? crossSite(call) : null
  if (cross !== null) return refuse(call, cross)
  const outcome = await refresh(http.core, shown.token, from)
  if (!outcome.ok) return refuse(call, { code: outcome.reason })
  const { body: answer, cookies } = issuedOnWire(outcome.issued)
  return json(answer, 200, withCookies(cookies))
}
