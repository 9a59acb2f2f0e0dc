/** GET /.well-known/jwks.json: the public keys that verify our JWTs (RFC 7517 §5). */
import { publicJwk } from '../../crypto/key-material.ts'
import { json } from '../answer.ts'
import type { Exchange } from '../http.ts'

/** Public members only; a symmetric key has none and is never listed (C-13). */
export function getJwks({ http }: Exchange): Response {
  const keys = http.core.keys().all('jwt').flatMap((key) => publicJwk(key) ?? [])
  const response = json({ keys })
  response.headers.set('content-type', 'application/jwk-set+json')
  response.headers.set('cache-control', 'public, max-age=120')
  return response
}
