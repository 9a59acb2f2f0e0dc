/** POST /auth/exchange: any live credential for a JWT, a token or a ticket of the same login, never wider and never longer. */
import type { Carrier } from '../../contracts.ts'
import { type Exchanged, exchangeForTicket, exchangeForToken } from '../../core/narrowed/exchange.ts'
import { bearerOf } from '../actor.ts'
import { json } from '../answer.ts'
import { readBody } from '../body.ts'
import { refuse } from '../forms.ts'
import type { Call } from '../call.ts'
import type { Problem } from '../problem.ts'
import { exchangeBody } from '../schemas.ts'

export async function postExchange(call: Call): Promise<Response> {
  const found = await bearerOf(call)
  if (!found.ok) return refuse(call, found.problem)
  const body = await readBody(call.request, exchangeBody)
  if (!body.ok) return refuse(call, body.problem)
  const { carrier: name, scope, audience, expires_in: expiresIn, method, path } = body.value
  const asked = { scope, expiresIn, from: call.from }
  if (name === 'ticket') {
    if (path === null || audience !== null) return refuse(call, ticketIsForAPath)
    return answer(call, { ticketFor: { method, path } }, await exchangeForTicket(call.http.core, found.bearer.acting, { ...asked, method, path }))
  }
  const carrier = statingCarrier(call, name)
  const problem = carrier === null ? unknownCarrier(call) : misfit(call, { carrier, audience, path })
  if (problem !== null || carrier === null) return refuse(call, problem ?? unknownCarrier(call))
  return answer(call, { carrier }, await exchangeForToken(call.http.core, found.bearer.acting, { ...asked, carrier, audience }))
}

const ticketIsForAPath: Problem = { code: 'malformed_request', detail: 'A ticket has a path, and no audience.' }

/** What states itself; a cookie is only ever had by logging in. */
function statingCarrier({ http }: Call, name: string): Carrier | null {
  return http.core.carriers.find((one) => one.name === name && one.format.kind === 'statement') ?? null
}

function unknownCarrier({ http }: Call): Problem {
  const names = http.core.carriers.filter(({ format }) => format.kind === 'statement').map(({ name }) => name)
  return { code: 'malformed_request', detail: `carrier is one of: ${[...names, 'ticket'].join(', ')}.` }
}

interface Asked { readonly carrier: Carrier, readonly audience: string | null, readonly path: string | null }

/** Another audience only where the deployment names it, and only in a JWT: a sealed token is read by nobody else. */
function misfit({ http }: Call, { carrier, audience, path }: Asked): Problem | null {
  if (path !== null) return { code: 'malformed_request', detail: 'Only a ticket has a path.' }
  if (audience === null || carrier.format.name === 'jwt' && http.core.audiences.includes(audience)) return null
  return { code: 'malformed_request', detail: 'audience is none that this service issues for.' }
}

type Made = { readonly carrier: Carrier } | { readonly ticketFor: { readonly method: string, readonly path: string } }

function answer(call: Call, made: Made, exchanged: Exchanged): Response {
  if (!exchanged.ok) return refuse(call, { code: exchanged.reason })
  const { credential, expiresIn: expires_in, scope: list } = exchanged
  const scope = list?.join(' ') ?? null
  if ('ticketFor' in made) return json({ carrier: 'ticket', ticket: credential, expires_in, scope, ...made.ticketFor })
  return json({ carrier: made.carrier.name, access_token: credential, token_type: 'Bearer', expires_in, scope })
}
