/** JWTs signed and verified, by algorithm, with nothing remembered of them. */
import { createSigner, createVerifier, type Algorithm } from 'fast-jwt'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import type { Block } from '../block.ts'
import { claimsOf, newGrant, origin } from '../fixtures.ts'
import { importKey, jwt, type Key, type Keys, signJwt, verifyJwt } from '../latchkey.ts'
import { compare, type Group } from '../measure/compare.ts'
import type { Run } from '../measure/run.ts'
import { inTurns, several, timed, timedAsync } from '../measure/timed.ts'
import { type Alg, bareSign, bareVerify, type SigningKeys, signingKeys } from './signing.ts'

const algorithms: readonly Alg[] = ['HS256', 'ES256', 'EdDSA', 'RS256']

export const jws: Block = {
  name: 'jws',
  title: 'JWS: sign and verify, nothing remembered',
  note: 'Full claims. Issuer, audience and times are checked by everybody but the limit: of HS256 the MAC, its comparison and the JSON, of the others the one call to OpenSSL.',
  async measure(run) {
    const groups: Group[] = []
    for (const alg of algorithms) {
      const keys = signingKeys(alg)
      groups.push(await verifying(keys, run), await signing(keys, run))
    }
    return groups
  },
}

function verifying(keys: SigningKeys, run: Run): Promise<Group> {
  const { alg } = keys
  const held = importKey(keys.secret, { alg })
  const next = inTurns(several(64, () => signJwt(claimsOf(newGrant()), held)))
  const key = importKey(keys.public, { alg })
  const rules = { issuer: origin, audience: origin }
  const fast = createVerifier({ key: keys.pem.public, algorithms: [alg as Algorithm], allowedIss: origin, allowedAud: origin })
  return compare({
    name: `${alg} verify`, unit: 'µs',
    contenders: [
      timed({ name: 'latchkey/jose', by: 'latchkey' }, run, () => verifyJwt(next(), key, rules)),
      ...accessTokens(keys, run),
      timed({ name: 'node:crypto', by: 'limit' }, run, bareVerify(keys, next())),
      timed({ name: 'fast-jwt', by: 'peer' }, run, () => fast(next())),
      // It knows no EdDSA.
      ...alg === 'EdDSA' ? [] : [timed({ name: 'jsonwebtoken (KeyObject)', by: 'peer' }, run, () => jsonwebtoken.verify(next(), keys.public, { algorithms: [alg], ...rules }))],
      timedAsync({ name: 'jose', by: 'peer' }, run, () => jwtVerify(next(), keys.public, { algorithms: [alg], ...rules })),
    ],
  }, run)
}

/** The access tokens of an instance: the same signature; the claims are read into a statement, whose times core judges. */
function accessTokens({ alg, secret, public: publicKey }: SigningKeys, run: Run) {
  if (alg === 'RS256') return [] // none of ours is signed so
  const format = jwt({ algorithm: alg })
  const ring = ringOf({ kid: 'bench', use: 'jwt', algorithm: alg, secret, ...alg !== 'HS256' && { public: publicKey } })
  const issue = () => format.issue(newGrant(), ring) as { credential: string } // synchronous, as all of ours are
  const next = inTurns(several(64, () => issue().credential))
  return [timed({ name: 'the format jwt', by: 'latchkey' }, run, () => format.verify(next(), ring))]
}

function ringOf(key: Key): Keys {
  const keys = [key]
  return { all: () => keys, find: () => key, current: () => key }
}

function signing(keys: SigningKeys, run: Run): Promise<Group> {
  const { alg } = keys
  const claims = claimsOf(newGrant())
  const key = importKey(keys.secret, { alg })
  const fast = createSigner({ key: keys.pem.secret, algorithm: alg as Algorithm, noTimestamp: true })
  return compare({
    name: `${alg} sign`, unit: 'µs',
    contenders: [
      timed({ name: 'latchkey/jose', by: 'latchkey' }, run, () => signJwt(claims, key)),
      timed({ name: 'node:crypto', by: 'limit' }, run, bareSign(keys, claims)),
      timed({ name: 'fast-jwt', by: 'peer' }, run, () => fast(claims)),
      ...alg === 'EdDSA' ? [] : [timed({ name: 'jsonwebtoken (KeyObject)', by: 'peer' }, run, () => jsonwebtoken.sign(claims, keys.secret, { algorithm: alg, noTimestamp: true }))],
      timedAsync({ name: 'jose', by: 'peer' }, run, () => new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(keys.secret)),
    ],
  }, run)
}
