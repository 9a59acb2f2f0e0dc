import * as fc from 'fast-check'
import { exportJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Grant, Key, Keys, Statement } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { writeClaims } from '../../src/formats/jwt/claims.ts'
import { signerOf } from '../../src/formats/jwt/algorithms.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { readVectors } from '../crypto/vectors.ts'
import { grants, grantWith, now, origin, ring, ringOf, signingAlgorithms, statementOf } from './ring.ts'

const naughty = readVectors('blns/blns.json') as readonly string[] | null

async function issue(keys: Keys, grant: Grant = grantWith()): Promise<string> {
  const { algorithm } = keys.current('jwt')
  if (algorithm === 'HKDF' || algorithm === 'A256GCM') throw new Error('no signing key')
  return (await jwt({ algorithm }).issue(grant, keys)).credential
}

/** What jose makes of the claims; again and again, until ES256 gives one of the half of signatures that is ours. */
async function joseToken(key: Key, claims: JWTPayload, header: Record<string, string> = {}): Promise<string> {
  const signing = new SignJWT(claims).setProtectedHeader({ kid: key.kid, typ: 'at+jwt', ...header, alg: key.algorithm })
  for (;;) {
    const token = await signing.sign(key.secret)
    if (signerOf(key).isCanonical(token.slice(token.lastIndexOf('.') + 1))) return token
  }
}

function claimsOf(grant: Grant): JWTPayload {
  return { ...writeClaims(grant) }
}

const statement = (expected: Statement) => ({ kind: 'statement', statement: expected })

describe.each(signingAlgorithms)('a JWT of %s', (algorithm) => {
  const keys = ring('jwt', algorithm)
  const key = keys.current('jwt')
  const format = jwt({ algorithm })

  it('gives back the statement that it was issued with', async () => {
    await fc.assert(
      fc.asyncProperty(grants, async (grant) => {
        const credential = await issue(keys, grant)
        expect(format.accepts(credential)).toBe(true)
        expect(format.verify(credential, keys)).toEqual(statement(statementOf(grant)))
      }),
      { numRuns: 50 },
    )
  })

  it.skipIf(naughty === null)('carries every naughty string as a role and as a subject', async () => {
    for (const subject of naughty?.filter((text) => text !== '' && text.length < 1000) ?? []) {
      const grant = grantWith({ subject, roles: [subject] })
      expect(format.verify(await issue(keys, grant), keys)).toEqual(statement(statementOf(grant)))
    }
  })

  it('C-03: has the header of RFC 9068 and nothing else', async () => {
    const [header] = (await issue(keys)).split('.')
    expect(Buffer.from(header ?? '', 'base64url').toString()).toBe(
      `{"alg":"${algorithm}","typ":"at+jwt","kid":"${key.kid}"}`,
    )
  })

  it('is verified by jose, with the public JWK where there is one', async () => {
    const grant = grantWith({ roles: ['admin'], scope: ['a', 'b'] })
    const trusted = key.public === undefined ? key.secret : await exportJWK(key.public)
    const answer = await jwtVerify(await issue(keys, grant), trusted, {
      algorithms: [algorithm],
      typ: 'at+jwt',
      issuer: origin,
      audience: origin,
      currentDate: new Date(now * 1000),
    })
    expect(answer.payload).toEqual(claimsOf(grant))
  })

  it('is accepted as jose makes it with our key, whatever the order in its header', async () => {
    const grant = grantWith({ roles: ['admin'], scope: ['a'] })
    const token = await joseToken(key, claimsOf(grant))
    expect(format.verify(token, keys)).toEqual(statement(statementOf(grant)))
  })

  it.each(['JWT', 'AT+JWT', 'application/at+jwt', 'at+JWT', 'logout+jwt', ''])(
    'C-03: is refused with the type %j',
    async (typ) => {
      expect(format.verify(await joseToken(key, claimsOf(grantWith()), { typ }), keys)).toBeNull()
    },
  )

  it('C-03: is refused without a type or a claim, and with a claim of another type', async () => {
    const { sid: _, ...rest } = claimsOf(grantWith())
    expect(format.verify(await joseToken(key, rest), keys)).toBeNull()
    expect(format.verify(await joseToken(key, { ...rest, sid: 'x', aud: [origin] }), keys)).toBeNull()
    const untyped = await new SignJWT(claimsOf(grantWith()))
      .setProtectedHeader({ alg: algorithm, kid: key.kid })
      .sign(key.secret)
    expect(format.verify(untyped, keys)).toBeNull()
  })

  it('C-01: is refused by a ring without its key', async () => {
    expect(format.verify(await issue(keys), ring('jwt', algorithm))).toBeNull()
    expect(format.verify(await issue(keys), ringOf())).toBeNull()
  })

  it('C-01: is refused by a key of its name that has another use', async () => {
    expect(format.verify(await issue(keys), ringOf({ ...key, use: 'token' }))).toBeNull()
  })

  it('verifies by a key that issues no longer', async () => {
    const rotated = ringOf(generateKey('jwt', algorithm), key)
    expect(format.verify(await issue(keys), rotated)).not.toBeNull()
    expect(format.verify(await issue(rotated), rotated)).not.toBeNull()
  })

  it("says nothing of times: that is core's", async () => {
    const old = grantWith({ issuedAt: 0, authTime: 0, expiresAt: 1 })
    expect(format.verify(await issue(keys, old), keys)).toEqual(statement(statementOf(old)))
  })

  it('has nothing to say of what is no JWT, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (a, b, c) => {
        expect(format.verify(`${a}.${b}.${c}`, keys)).toBeNull()
      }),
    )
  })
})

describe('the jwt format', () => {
  it('signs with Ed25519 unless told otherwise', async () => {
    const keys = ring('jwt', 'EdDSA')
    const { credential } = await jwt().issue(grantWith(), keys)
    expect(jwt({ algorithm: 'EdDSA' }).verify(credential, keys)).not.toBeNull()
    expect(() => jwt().issue(grantWith(), ring('jwt', 'ES256'))).toThrow('is for ES256; expected EdDSA')
  })

  it.each(['session', 'refresh', 'setup'] as const)(
    'throws for a grant for %s: that is a fault of the caller',
    (purpose) => {
      expect(() => jwt().issue(grantWith({ purpose }), ring('jwt', 'EdDSA'))).toThrow(`grant is for ${purpose}`)
    },
  )

  it('throws for a grant too large to verify, where it is issued', () => {
    const roles = Array.from({ length: 400 }, (_, n) => `role number ${n}`)
    expect(() => jwt().issue(grantWith({ roles }), ring('jwt', 'EdDSA'))).toThrow(RangeError)
  })

  it('C-05: does not accept what another format issues', () => {
    for (const text of ['', 'lk_se_abc', 'lk_at_abc', 'a.b', 'a.b.c.d.e']) expect(jwt().accepts(text)).toBe(false)
  })
})
