/** A clock or a limit that is no number switches nothing off: with NaN every comparison is false. */
import { expect, it } from 'vitest'
import { signJwt, verifyJwt } from '../../src/jose.ts'
import { openToken, sealToken } from '../../src/token.ts'
import { createVerifier } from '../../src/verify.ts'
import { logIn } from '../support/client.ts'
import { origin, startInstance } from '../support/instance.ts'
import { addUser } from '../http/people.ts'

const key = { kty: 'oct', alg: 'HS256', k: Buffer.from('kZ0f3vQ8mX2pL7tR9wB4yN6cJ1hD5gSa').toString('base64url') }

it.each([NaN, undefined, '5', Infinity])('a JWT is not verified by a clock that answers %s', (now) => {
  const jwt = signJwt({ aud: 'a', exp: 1, iat: 0 }, key)
  expect(() => verifyJwt(jwt, key, { audience: 'a', clock: () => now as number })).toThrow(TypeError)
})

it.each([NaN, '5m', -1])('nor with a maximum age of %s', (maxAge) => {
  const jwt = signJwt({ aud: 'a', exp: 2000, iat: 0 }, key)
  expect(() => verifyJwt(jwt, key, { audience: 'a', clock: () => 1000, maxAge: maxAge as number })).toThrow(TypeError)
})

it.each([NaN, '30', 86_400, -1])('a sealed token is not opened with a leeway of %s', (leeway) => {
  const options = { keys: { kid: 'k', secret: Buffer.alloc(32, 7) }, issuer: 'i', audience: 'a', now: 1_767_225_600 }
  const token = sealToken({ subject: 's', session: 'x', expiresIn: 60 }, options)
  expect(() => openToken(token, { ...options, now: options.now + 3000, leeway: leeway as number })).toThrow(TypeError)
})

it('a verifier without a clock says so, and believes nobody', async () => {
  const instance = await startInstance()
  await addUser(instance)
  const { credential } = await logIn(instance.auth, 'jwt')
  const keys = JSON.parse(JSON.stringify(await instance.auth.keys.jwks())) as Parameters<typeof createVerifier>[0]['keys']
  const verifier = createVerifier({ issuer: origin, audience: origin, keys, clock: () => NaN })
  await expect(verifier.verify(credential)).rejects.toThrow(TypeError)
})
