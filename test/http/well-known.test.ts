/** GET /.well-known/jwks.json: what others need to verify our JWTs, and nothing that signs them. */
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { createClient, logIn, signUp } from '../support/client.ts'
import { origin, start, startInstance, type Instance } from '../support/instance.ts'

async function readSet({ auth }: Instance): Promise<JSONWebKeySet> {
  const { body } = await createClient(auth).send('GET', '/.well-known/jwks.json')
  return body as unknown as JSONWebKeySet // jose refuses it below if it is none
}

describe.each([
  ['EdDSA', ['alg', 'crv', 'kid', 'kty', 'use', 'x']],
  ['ES256', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
] as const)('the JWK Set of %s', (jwtAlgorithm, members) => {
  it('C-13: has public members alone', async () => {
    const { keys } = await readSet(await startInstance({ jwtAlgorithm }))
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(members)
    expect(keys[0]).toMatchObject({ alg: jwtAlgorithm, use: 'sig' })
  })

  it('verifies a JWT of ours by jose', async () => {
    const instance = await startInstance({ jwtAlgorithm })
    await signUp(instance.auth)
    const login = await logIn(instance.auth, 'jwt')
    const { payload, protectedHeader } = await jwtVerify(login.credential, createLocalJWKSet(await readSet(instance)), {
      issuer: origin, audience: origin, typ: 'at+jwt', currentDate: new Date(start * 1000),
    })
    expect(protectedHeader.alg).toBe(jwtAlgorithm)
    expect(payload).toMatchObject({ sid: login.session, exp: start + 600, iat: start, auth_time: start })
  })
})

describe('the JWK Set', () => {
  it('is empty where the key is symmetric', async () => {
    expect(await readSet(await startInstance({ jwtAlgorithm: 'HS256' }))).toEqual({ keys: [] })
  })

  it('has the media type of RFC 7517 and may be kept for two minutes', async () => {
    const { auth } = await startInstance()
    const { status, headers } = await createClient(auth).send('GET', '/.well-known/jwks.json')
    expect([status, headers.get('content-type'), headers.get('cache-control')])
      .toEqual([200, 'application/jwk-set+json', 'public, max-age=120'])
    expect(headers.getSetCookie()).toEqual([])
  })

  it('is the same for the verb of the instance', async () => {
    const instance = await startInstance()
    expect(await instance.auth.keys.jwks()).toEqual(await readSet(instance))
  })
})
