/** GET /.well-known/jwks.json: the public keys that verify our JWTs (RFC 7517 §5). */
import { cachedFor } from '../../core/key-ring/turnover.ts'
import { jwks } from '../../core/keys.ts'
import { json } from '../answer.ts'
import type { Exchange } from '../http.ts'

/** A ring that has grown old is read first: a new key must be seen here before it signs. */
export async function getJwks({ http }: Exchange): Promise<Response> {
  await http.core.ring.fresh()
  const response = json({ keys: jwks(http.core.keys()) })
  response.headers.set('content-type', 'application/jwk-set+json')
  response.headers.set('cache-control', `public, max-age=${cachedFor}`)
  return response
}
