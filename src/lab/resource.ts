/** What a login in the lab opens. It takes a credential from all four places: cookie, Bearer, `X-Auth-Token`, `?token=`. */
import type { Freshness } from '../contracts.ts'
import { problemResponse } from '../http/problem.ts'
import { query } from '../transports/query.ts'
import type { LabInstance } from './instance.ts'

/** In the address only here, where a credential is worth nothing: addresses are kept in logs and histories (D-07). */
const parameters = query({ dangerouslyAllowToken: true })
const freshnesses: readonly Freshness[] = ['stateless', 'revocable', 'authoritative']

export async function answerResource({ auth }: LabInstance, request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams.get('freshness') ?? 'revocable'
  const freshness = freshnesses.find((one) => one === asked)
  if (freshness === undefined) return problemResponse({ code: 'malformed_request', detail: `Freshness is one of ${freshnesses.join(', ')}.` })
  const outcome = await auth.authenticate(request, { freshness, parameters })
  if (outcome.status !== 'authenticated') return auth.challenge(outcome) ?? problemResponse({ code: 'credential_missing' })
  const { carrier, session, expiresAt } = outcome.principal
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store', ...outcome.headers })
  for (const line of outcome.cookies ?? []) headers.append('set-cookie', line)
  return new Response(JSON.stringify({ resource: 'lab', carrier, session, expires_at: expiresAt }), { headers })
}
