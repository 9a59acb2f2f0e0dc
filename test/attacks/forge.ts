/** Makes JWTs that no honest issuer makes: any text for a header, signed by anything. */
import { createHmac, type KeyObject, sign } from 'node:crypto'
import type { Grant, SigningAlgorithm } from '../../src/contracts.ts'
import { writeClaims } from '../../src/formats/jwt/claims.ts'

type Sign = (input: string) => Buffer

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

export function claimsText(grant: Grant): string {
  return JSON.stringify(writeClaims(grant))
}

/** Header and payload as they are given: objects as JSON, texts as they stand. */
export function forge(header: object | string, payload: string, signing: Sign = () => Buffer.alloc(0)): string {
  const input = `${base64url(typeof header === 'string' ? header : JSON.stringify(header))}.${base64url(payload)}`
  return `${input}.${signing(input).toString('base64url')}`
}

/** By Node alone, so that no line of ours makes its own proof. ES256 gives the lower s. */
export function signedBy(algorithm: SigningAlgorithm, secret: KeyObject): Sign {
  if (algorithm === 'HS256') return hmacWith(secret.export())
  if (algorithm === 'EdDSA') return (input) => sign(null, Buffer.from(input), secret)
  return (input) => {
    for (;;) {
      const signature = sign('sha256', Buffer.from(input), { key: secret, dsaEncoding: 'ieee-p1363' })
      if (isLow(signature)) return signature
    }
  }
}

export function hmacWith(secret: string | Uint8Array): Sign {
  return (input) => createHmac('sha256', secret).update(input).digest()
}

const half = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n

export function isLow(signature: Buffer): boolean {
  return BigInt(`0x${signature.toString('hex', 32)}`) <= half
}
