/** The algorithms of `latchkey/jose`, and which keys are of which (RFC 7518, RFC 8037, RFC 9864). Knows no tokens. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JwsAlgorithm } from '../jwt/algorithms.ts'
import { JoseError } from './error.ts'
import { faultOfRsa } from './rsa.ts'
import { weaknessOf } from './weak-secret.ts'

/**
 * How a key encrypts: `A256GCM` is the content key itself (`dir`), `A256GCMKW` wraps one, `ECDH-ES` agrees on one. The
 * content is always A256GCM. No RSA1_5, no PBES2 (RFC 8725 §3.2, CVE-2023-51774).
 */
export type JweAlgorithm = 'A256GCM' | 'A256GCMKW' | 'ECDH-ES'
/** Every algorithm that is offered (RFC 7518, RFC 8037, RFC 9864). */
export type JoseAlgorithm = JwsAlgorithm | JweAlgorithm

type Kind = 'oct' | 'RSA' | 'P-256' | 'P-384' | 'Ed25519' | 'X25519'

interface Rule {
  readonly use: 'sig' | 'enc'
  readonly kinds: readonly Kind[]
  /** Of a symmetric key: at least as many as the hash has (RFC 7518 §3.2), and exactly as many as AES takes. */
  readonly bytes?: { readonly least: number, readonly most: number }
}

const MOST_SECRET = 1024
const sha = (bytes: number): Rule => ({ use: 'sig', kinds: ['oct'], bytes: { least: bytes, most: MOST_SECRET } })
const aes256: Rule = { use: 'enc', kinds: ['oct'], bytes: { least: 32, most: 32 } }

const rules: Readonly<Record<JoseAlgorithm, Rule>> = {
  HS256: sha(32),
  HS384: sha(48),
  HS512: sha(64),
  RS256: { use: 'sig', kinds: ['RSA'] },
  PS256: { use: 'sig', kinds: ['RSA'] },
  ES256: { use: 'sig', kinds: ['P-256'] },
  ES384: { use: 'sig', kinds: ['P-384'] },
  EdDSA: { use: 'sig', kinds: ['Ed25519'] },
  Ed25519: { use: 'sig', kinds: ['Ed25519'] },
  A256GCM: aes256,
  A256GCMKW: aes256,
  'ECDH-ES': { use: 'enc', kinds: ['P-256', 'P-384', 'X25519'] },
}

/** What a key without an algorithm is for. Secrets and RSA keys fit more than one, and must say which. */
const algorithmOfKind: Readonly<Record<'sig' | 'enc', Partial<Record<Kind, JoseAlgorithm>>>> = {
  sig: { 'P-256': 'ES256', 'P-384': 'ES384', Ed25519: 'EdDSA', X25519: 'ECDH-ES' },
  enc: { 'P-256': 'ECDH-ES', 'P-384': 'ECDH-ES', X25519: 'ECDH-ES' },
}

export function isJoseAlgorithm(name: unknown): name is JoseAlgorithm {
  return typeof name === 'string' && Object.hasOwn(rules, name)
}

/** `dir` is how a content key is used, not what it is for; some write it all the same. */
export function algorithmNamed(name: unknown): unknown {
  return name === 'dir' ? 'A256GCM' : name
}

export function useOf(algorithm: JoseAlgorithm): 'sig' | 'enc' {
  return rules[algorithm].use
}

/** The one algorithm of a key (RFC 8725 §3.1, C-01), by what is declared, else by its curve. Throws where neither says. */
export function algorithmOf(key: KeyObject, declared: unknown, use: unknown): JoseAlgorithm {
  const kind = kindOf(key)
  const algorithm = algorithmNamed(declared) ?? (kind === null ? undefined : algorithmOfKind[use === 'enc' ? 'enc' : 'sig'][kind])
  if (kind === null) throw refused('is of a kind or curve that is not offered')
  if (algorithm === undefined) throw refused('does not say its algorithm; expected alg')
  if (!isJoseAlgorithm(algorithm)) throw refused('is for an algorithm that is not offered')
  if (!rules[algorithm].kinds.includes(kind)) throw refused(`is not of ${algorithm}`)
  return algorithm
}

/** Throws for a key that is too short or badly made. */
export function checkStrength(key: KeyObject, algorithm: JoseAlgorithm): void {
  const { bytes } = rules[algorithm]
  if (bytes === undefined) {
    const fault = key.asymmetricKeyType === 'rsa' ? faultOfRsa(publicPart(key)) : null
    if (fault !== null) throw refused(fault)
    return
  }
  const size = key.symmetricKeySize ?? 0
  if (size < bytes.least || size > bytes.most) {
    throw refused(`has ${size} bytes; ${algorithm} takes ${bytes.least}${bytes.most > bytes.least ? ' or more' : ''}`)
  }
}

/** Throws for a secret that can be guessed. */
export function checkSecret(key: KeyObject): void {
  const secret = key.export()
  const weakness = weaknessOf(secret)
  secret.fill(0)
  if (weakness !== null) throw refused(`${weakness}; expected random bytes`)
}

export function publicPart(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}

export function refused(fault: string): JoseError {
  return new JoseError('key_refused', `key ${fault}`)
}

function kindOf(key: KeyObject): Kind | null {
  if (key.type === 'secret') return 'oct'
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === 'rsa') return 'RSA'
  if (type === 'ed25519') return 'Ed25519'
  if (type === 'x25519') return 'X25519'
  if (type !== 'ec') return null
  if (details?.namedCurve === 'prime256v1') return 'P-256'
  return details?.namedCurve === 'secp384r1' ? 'P-384' : null
}
