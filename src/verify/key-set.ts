/**
 * Reads keys that a verifier may trust, and says what is wrong with the others. Knows JWKs, knows no network: a set that was
 * written down must be right, and of one that was fetched the good keys are taken.
 */
import type { Key, Keys, SigningAlgorithm } from '../contracts.ts'
import { JoseError } from '../formats/jose/error.ts'
import { importJwk, type Jwk } from '../formats/jose/jwk.ts'
import { holdKey } from '../formats/jose/key.ts'
import { secretFrom } from '../formats/jose/raw-key.ts'
import { isKid } from '../formats/jwt.ts'

/** The key, or why there is none. */
type Judged = { readonly key: Key } | { readonly fault: string }

export interface ReadKeySet {
  readonly keys: readonly Key[]
  /** One sentence for each key that is not taken. None says anything of a private half. */
  readonly faults: readonly string[]
}

/** Many keys make each refusal slow. */
const MOST_KEYS = 100

/** What a private key has and a public one has not (RFC 7518 §6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Two keys of one name are how one is taken for the other: then neither is (C-02). */
export function readKeySet(jwks: readonly unknown[], algorithms: readonly SigningAlgorithm[]): ReadKeySet {
  if (jwks.length > MOST_KEYS) return { keys: [], faults: [`there are more than ${MOST_KEYS} keys`] }
  const byKid = Map.groupBy(jwks, kidOf)
  const judged = jwks.map((jwk, n): Judged => {
    const kid = kidOf(jwk)
    const name = isKid(kid) ? `key "${kid}"` : `key ${n + 1}`
    const isTwice = kid !== undefined && (byKid.get(kid)?.length ?? 0) > 1
    const read = isTwice ? { fault: 'is not the only one of its kid' } : readPublic(jwk, algorithms)
    return 'fault' in read ? { fault: `${name} ${read.fault}` } : read
  })
  return {
    keys: judged.flatMap((one) => 'key' in one ? [one.key] : []),
    faults: judged.flatMap((one) => 'fault' in one ? [one.fault] : []),
  }
}

function readPublic(jwk: unknown, algorithms: readonly SigningAlgorithm[]): Judged {
  if (!isJwk(jwk)) return { fault: 'is no JWK' }
  const { kid, alg } = jwk
  if (!isKid(kid)) return { fault: 'has no kid of 1 to 64 letters, digits, _ and -' }
  // Whoever has a secret signs whatever it verifies, and a private key that is published signs for everybody.
  if (jwk.kty === 'oct') return { fault: 'is a secret; expected public keys' }
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) return { fault: 'is private; expected its public members' }
  const algorithm = algorithms.find((one) => one === alg)
  if (algorithm === undefined) return { fault: `does not say alg as ${algorithms.join(' or ')}` }
  return attempt(() => {
    const held = importJwk(jwk, {})
    if (held.public === undefined || !held.may.has('verify')) return { fault: 'is not for verifying' }
    return { key: { kid, use: 'jwt', algorithm, secret: held.public, public: held.public } }
  })
}

/** A secret as its bytes, or as a JWK that names it. Throws a `TypeError` for one that can be guessed, or is no secret. */
export function sharedKeys(secret: Uint8Array | Jwk): Keys {
  const read = attempt(() => secret instanceof Uint8Array ? readBytes(secret) : readSecretJwk(secret))
  if ('fault' in read) throw new TypeError(`keys: the secret ${read.fault}`)
  const { key } = read
  const keys = verifyingKeys([key])
  // Bytes have no name, so none is compared: there is one key, and the token's name for it finds nothing else.
  return secret instanceof Uint8Array ? { ...keys, find: (use) => use === 'jwt' ? key : undefined } : keys
}

function readBytes(bytes: Uint8Array): Judged {
  return secretKey('secret', holdKey(secretFrom(bytes), { alg: 'HS256' }).secret)
}

function readSecretJwk(jwk: Jwk): Judged {
  if (jwk.kty !== 'oct') return { fault: 'is a public key; expected a set, { keys: [it] }' }
  if (!isKid(jwk.kid)) return { fault: 'has no kid of 1 to 64 letters, digits, _ and -' }
  if (jwk.alg !== 'HS256') return { fault: 'does not say alg as HS256' }
  return secretKey(jwk.kid, importJwk(jwk, {}).secret)
}

function secretKey(kid: string, secret: Key['secret'] | undefined): Judged {
  return secret === undefined ? { fault: 'is none' } : { key: { kid, use: 'jwt', algorithm: 'HS256', secret } }
}

/** Keys that verify and issue nothing. */
export function verifyingKeys(keys: readonly Key[]): Keys {
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  return {
    current: () => { throw new TypeError('a verifier has no key that issues') },
    find: (use, kid) => use === 'jwt' ? byKid.get(kid) : undefined,
    all: (use) => use === 'jwt' ? keys : [],
  }
}

/** What the import says of a key is a fault of that key; all else is one of ours. */
function attempt(read: () => Judged): Judged {
  try {
    return read()
  } catch (error) {
    if (error instanceof JoseError) return { fault: error.message.replace(/^key /, '') }
    throw error
  }
}

export function isJwk(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && 'kty' in value && typeof value.kty === 'string'
}

function kidOf(jwk: unknown): unknown {
  return typeof jwk === 'object' && jwk !== null && 'kid' in jwk ? jwk.kid : undefined
}
