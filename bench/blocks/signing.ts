/** One algorithm of JWS: the key of each contender, and the bare calls that the machine cannot do without. */
import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, createSecretKey, sign, timingSafeEqual, verify } from 'node:crypto'

export type Alg = 'HS256' | 'ES256' | 'EdDSA' | 'RS256'

export interface SigningKeys {
  readonly alg: Alg
  readonly secret: KeyObject
  readonly public: KeyObject
  /** As text, where a contender takes no KeyObject. */
  readonly pem: { readonly secret: string | Buffer, readonly public: string | Buffer }
}

export function signingKeys(alg: Alg): SigningKeys {
  if (alg === 'HS256') {
    const bytes = randomBytes(32)
    const secret = createSecretKey(bytes)
    return { alg, secret, public: secret, pem: { secret: bytes, public: bytes } }
  }
  const { privateKey, publicKey } = pairOf(alg)
  const pem = {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }), public: publicKey.export({ type: 'spki', format: 'pem' }),
  }
  return { alg, secret: privateKey, public: publicKey, pem }
}

function pairOf(alg: Exclude<Alg, 'HS256'>): { privateKey: KeyObject, publicKey: KeyObject } {
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
}

/**
 * What nobody verifies without. For HMAC the whole of it, from the text of the token: MAC, comparison, the claims read as JSON. For
 * the others, where the signature is nearly all there is, the one call alone.
 */
export function bareVerify({ alg, secret, public: publicKey }: SigningKeys, token: string): () => unknown {
  const [input, claims, signature] = [token.slice(0, token.lastIndexOf('.')), token.split('.')[1] ?? '', token.split('.')[2] ?? '']
  if (alg === 'HS256') {
    return () => {
      const mac = createHmac('sha256', secret).update(input).digest()
      return timingSafeEqual(mac, Buffer.from(signature, 'base64url')) && JSON.parse(Buffer.from(claims, 'base64url').toString())
    }
  }
  const bytes = Buffer.from(input)
  const made = bareSignature(alg, secret, bytes)
  return () => verify(alg === 'EdDSA' ? null : 'sha256', bytes, publicKey, made)
}

/** What nobody signs without: the signature, of what is there already. */
export function bareSign({ alg, secret }: SigningKeys, claims: object): () => unknown {
  const [header, payload] = [{ alg, typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const input = `${header}.${payload}`
  if (alg === 'HS256') return () => createHmac('sha256', secret).update(input).digest('base64url')
  const bytes = Buffer.from(input)
  return () => bareSignature(alg, secret, bytes)
}

/** ES256 in DER, which Node writes in half the time of the form that JWS asks for. */
function bareSignature(alg: Alg, secret: KeyObject, input: Buffer): Buffer {
  return sign(alg === 'EdDSA' ? null : 'sha256', input, secret)
}
