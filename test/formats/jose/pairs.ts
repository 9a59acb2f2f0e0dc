/** A key for each algorithm of `latchkey/jose`, as it signs and as others see it. */
import { constants, createHmac, createSecretKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { JwsAlgorithm } from '../../../src/formats/jwt/algorithms.ts'
import { importKey } from '../../../src/formats/jose/keys.ts'
import type { JoseKey } from '../../../src/formats/jose/key.ts'

export interface Pair {
  readonly alg: JwsAlgorithm
  readonly key: JoseKey
  /** For Node and for other libraries. */
  readonly secret: KeyObject
  readonly public: KeyObject
}

function symmetric(alg: JwsAlgorithm, bytes: number): Pair {
  const secret = createSecretKey(randomBytes(bytes))
  return { alg, key: importKey(secret, { alg }), secret, public: secret }
}

function asymmetric(alg: JwsAlgorithm, { privateKey, publicKey }: { privateKey: KeyObject, publicKey: KeyObject }): Pair {
  return { alg, key: importKey(privateKey, { alg }), secret: privateKey, public: publicKey }
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const pairs: readonly Pair[] = [
  symmetric('HS256', 32), symmetric('HS384', 48), symmetric('HS512', 64),
  asymmetric('RS256', rsa), asymmetric('PS256', rsa),
  asymmetric('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  asymmetric('ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  asymmetric('EdDSA', generateKeyPairSync('ed25519')), asymmetric('Ed25519', generateKeyPairSync('ed25519')),
]

/** By Node alone, so that no line of ours makes its own proof. */
export function signatureOf(key: KeyObject, alg: string, input: string): string {
  if (key.type === 'secret') return createHmac(`sha${alg.slice(2)}`, key).update(input).digest('base64url')
  const padding = alg === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}
  const hash = alg.startsWith('Ed') ? null : alg === 'ES384' ? 'sha384' : 'sha256'
  return sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363', ...padding }).toString('base64url')
}
