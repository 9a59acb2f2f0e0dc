/** A key that was checked once and holds everything that its tokens need. Knows no tokens and no way to write a key. */
import type { KeyObject } from 'node:crypto'
import { createSigner, isJwsAlgorithm, type Signer } from '../jwt/algorithms.ts'
import type { JsonObject } from '../jwt/strict-json.ts'
import { algorithmOf, checkSecret, checkStrength, type JoseAlgorithm, publicPart, refused, useOf } from './algorithms.ts'
import { JoseError } from './error.ts'

/** What `importKey` gives: opaque, unchangeable, for one algorithm. */
export interface JoseKey {
  readonly alg: JoseAlgorithm
  readonly kid: string | undefined
}

export type Operation = 'sign' | 'verify' | 'encrypt' | 'decrypt'

/** What is behind a JoseKey. */
export interface HeldKey extends JoseKey {
  readonly may: ReadonlySet<Operation>
  /** Of an algorithm that signs. */
  readonly signer: Signer | null
  readonly secret: KeyObject | undefined
  readonly public: KeyObject | undefined
  /** The header that it signed or verified last, as it stands and as it reads: most tokens of a key have the same. */
  readonly last: { encoded: string | null, header: JsonObject | null }
  /** The header of a JWT for which the caller asks nothing of its own, once it was written. */
  readonly plain: { encoded: string | null }
}

/** What a key does not say itself. */
export interface ImportOptions {
  /** Required for a secret and for RSA; for the others their curve says it, except `ECDH-ES` on P-256 and P-384. */
  readonly alg?: string
  readonly kid?: string
  /** To verify what others signed with a secret that anybody may guess. Nothing that it verifies is proved. */
  readonly dangerouslyAllowWeakSecret?: boolean
}

interface KeyFacts {
  readonly alg?: string | undefined
  readonly kid?: string | undefined
  readonly use?: string | undefined
  /** RFC 7517 §4.3. */
  readonly keyOps?: readonly string[] | undefined
  /** The public half, where it was given beside a private one. */
  readonly public?: KeyObject
  readonly dangerouslyAllowWeakSecret?: boolean
}

/** Those made here. What merely looks like one, out of JSON, is no member. */
const held = new WeakSet<object>()

export function isHeld(key: object): key is HeldKey {
  return held.has(key)
}

export function holdKey(key: KeyObject, facts: KeyFacts): HeldKey {
  const alg = algorithmOf(key, facts.alg, facts.use)
  if (facts.use !== undefined && facts.use !== useOf(alg)) throw refused(`is for another use than ${alg}`)
  checkStrength(key, alg)
  if (key.type === 'secret' && facts.dangerouslyAllowWeakSecret !== true) checkSecret(key)
  const halves = halvesOf(key, facts.public)
  const signer = isJwsAlgorithm(alg) ? createSigner(alg, halves) : null
  if (signer !== null && facts.public !== undefined && key.type === 'private') checkPair(signer)
  const made: HeldKey = {
    alg, kid: facts.kid, signer, ...halves, last: { encoded: null, header: null }, plain: { encoded: null },
    may: operationsOf(alg, key, facts.keyOps),
  }
  held.add(made)
  return Object.freeze(made)
}

/** Throws where the key is not for that. */
export function requireOperation(key: HeldKey, operation: Operation): void {
  if (!key.may.has(operation)) throw new JoseError('key_refused', `key of ${key.alg} may not ${operation}`)
}

function halvesOf(key: KeyObject, publicHalf: KeyObject | undefined): Pick<HeldKey, 'secret' | 'public'> {
  if (key.type === 'secret') return { secret: key, public: undefined }
  return { secret: key.type === 'private' ? key : undefined, public: publicHalf ?? publicPart(key) }
}

/** The halves of a JWK stand beside each other and may be of two keys: then what it signs, nobody verifies. */
function checkPair(signer: Signer): void {
  if (!signer.verify('latchkey', signer.sign('latchkey'))) throw refused('has halves that do not belong together')
}

/** What a member of `key_ops` allows. ECDH and wrapping have names of their own. */
const opsFor: Readonly<Record<Operation, readonly string[]>> = {
  sign: ['sign'],
  verify: ['verify'],
  encrypt: ['encrypt', 'wrapKey', 'deriveKey', 'deriveBits'],
  decrypt: ['decrypt', 'unwrapKey', 'deriveKey', 'deriveBits'],
}

/** A public key verifies and encrypts; a private or symmetric one does both directions, as far as `key_ops` lets it. */
function operationsOf(alg: JoseAlgorithm, { type }: KeyObject, keyOps: readonly string[] | undefined): ReadonlySet<Operation> {
  const able: readonly Operation[] = useOf(alg) === 'sig' ? ['verify', 'sign'] : ['encrypt', 'decrypt']
  const possible = type === 'public' ? able.slice(0, 1) : able
  return new Set(possible.filter((one) => keyOps === undefined || opsFor[one].some((op) => keyOps.includes(op))))
}
