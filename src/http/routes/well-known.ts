/** GET /.well-known/jwks.json, the public keys that verify our JWTs (RFC 7517 §5), and what this issuer offers (RFC 8414). */
import { cachedFor } from '../../core/key-ring/turnover.ts'
import { jwks } from '../../core/key-ring/turn-keys.ts'
import { json } from '../answer.ts'
import type { Call } from '../call.ts'

/** A ring that has grown old is read first: a new key must be seen here before it signs. */
export async function getJwks({ http }: Call): Promise<Response> {
  await http.core.ring.fresh()
  const response = json({ keys: jwks(http.core.keys()) })
  response.headers.set('content-type', 'application/jwk-set+json')
  response.headers.set('cache-control', `public, max-age=${cachedFor}`)
  return response
}

/** RFC 8414. There is no authorization endpoint and no client to register: a login is ours alone, its tokens are checked by anyone. */
export function getMetadata({ http }: Call): Response {
  const { core: { origin }, base } = http
  const at = (path: string) => `${origin}${base}/${path}`
  const response = json({
    issuer: origin,
    jwks_uri: `${origin}/.well-known/jwks.json`,
    introspection_endpoint: at('introspect'),
    introspection_endpoint_auth_methods_supported: ['Bearer'],
    revocation_endpoint: at('revoke'),
    revocation_endpoint_auth_methods_supported: ['none'],
    response_types_supported: [],
    grant_types_supported: [],
  })
  response.headers.set('cache-control', 'public, max-age=3600')
  return response
}
