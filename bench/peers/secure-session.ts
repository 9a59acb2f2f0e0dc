/** The encrypted cookie of @fastify/secure-session, by itself: it has no way in but through Fastify. */
import { randomBytes } from 'node:crypto'
import fastifySecureSession, { type Session } from '@fastify/secure-session'
import fastify from 'fastify'

export async function secureSession(): Promise<{ encode(claims: object): string, decode(cookie: string): unknown }> {
  const app = fastify()
  await app.register(fastifySecureSession, { key: randomBytes(32), cookie: { path: '/' } })
  await app.ready()
  return {
    encode(claims) {
      const session = app.createSecureSession({ ...claims }) as Session // the one kind that it makes
      return app.encodeSecureSession(session)
    },
    decode: (cookie) => app.decodeSecureSession(cookie),
  }
}
