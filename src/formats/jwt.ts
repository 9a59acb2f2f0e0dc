/**
 * The `jwt` format: access tokens as JWS (RFC 9068), or as JWS inside JWE (RFC 7519 §5.2). Knows tokens, knows nothing
 * about HTTP, stores or clocks.
 */
import type { Grant, Key, Keys, SigningAlgorithm, Statement, TokenFormat } from '../contracts.ts'
import { areOfOneKind, signerOf } from './jwt/algorithms.ts'
import { readClaims, writeClaims } from './jwt/claims.ts'
import { encodeJweHeader, openDirect, sealDirect, splitDirect } from './jwt/jwe.ts'
import { encodeHeader, MAX_TOKEN, readClaimSet, readHeader, signCompact, splitCompact } from './jwt/jws.ts'

export interface JwtOptions {
  /** What it issues with. Keys of before, of another algorithm, still verify, but never HS256 beside the other two. */
  readonly algorithm?: SigningAlgorithm
  /** Signed inside encrypted: whoever holds one cannot read it. One that is only signed is then refused, and the reverse. */
  readonly encrypt?: boolean
}

/** Exactly this (RFC 9068 §2.1): an ID token or a token for another use is no access token (cross-JWT confusion). */
const TYPE = 'at+jwt'

const kidShape = /^[A-Za-z0-9_-]{1,64}$/

/** Access tokens as JWTs (RFC 9068, RFC 8725): signed, and encrypted round the signature if asked for. */
export function jwt({ algorithm = 'EdDSA', encrypt = false }: JwtOptions = {}): TokenFormat {
  const signed = createSignedForm(algorithm)
  const { accepts, write, read } = encrypt ? createEncryptedForm(signed) : signed
  return {
    name: 'jwt',
    kind: 'statement',
    accepts,
    issue(grant, keys) {
      if (grant.purpose !== 'access') throw new TypeError(`grant is for ${grant.purpose}; a JWT is for access`)
      const credential = write(grant, keys)
      if (credential.length > MAX_TOKEN) throw new RangeError(`${credential.length} characters are too many for a JWT`)
      return { credential }
    },
    verify(credential, keys) {
      const statement = read(credential, keys)
      return statement === null ? null : { kind: 'statement', statement }
    },
  }
}

/** How the same statement is written. */
interface Form {
  accepts(credential: string): boolean
  write(grant: Grant, keys: Keys): string
  /** Null: not written so, or not by us. */
  read(credential: string, keys: Keys): Statement | null
}

function createSignedForm(algorithm: SigningAlgorithm): Form {
  const headerOf = createHeaders((key) => encodeHeader(key.algorithm, { typ: TYPE, kid: key.kid }))

  /** A header as we write it is compared; one of another spelling is read. */
  function keyOf(header: string, keys: Keys): Key | undefined {
    const key = keys.all('jwt').find((one) => headerOf(one) === header) ?? findByHeader(header, keys)
    return key !== undefined && areOfOneKind(key.algorithm, algorithm) ? key : undefined
  }

  return {
    accepts: (credential) => splitCompact(credential) !== null,
    write(grant, keys) {
      const key = keys.current('jwt')
      if (key.algorithm !== algorithm) throw new TypeError(`key "${key.kid}" is for ${key.algorithm}; expected ${algorithm}`)
      return signCompact(signerOf(key), headerOf(key), Buffer.from(JSON.stringify(writeClaims(grant))))
    },
    read(credential, keys) {
      const jws = splitCompact(credential)
      const key = jws === null ? undefined : keyOf(jws.header, keys)
      if (jws === null || key === undefined) return null
      const signer = signerOf(key)
      // Only our own signatures count here, and ours have one spelling.
      if (!signer.isCanonical(jws.signature)) return null
      const claims = signer.verify(jws.input, jws.signature) ? readClaimSet(jws.payload) : null
      return claims === null ? null : readClaims(claims)
    },
  }
}

/** A good decryption is not a good signature (RFC 8725 §3.3): what is inside is read as strictly as if it stood alone. */
function createEncryptedForm(signed: Form): Form {
  const headerOf = createHeaders(encodeJweHeader)
  return {
    accepts: (credential) => splitDirect(credential) !== null,
    write(grant, keys) {
      const key = keys.current('jwe')
      return sealDirect(key, headerOf(key), signed.write(grant, keys))
    },
    read(credential, keys) {
      const jwe = splitDirect(credential)
      const key = jwe === null ? undefined : keys.all('jwe').find((one) => headerOf(one) === jwe.header)
      const inner = jwe === null || key === undefined ? null : openDirect(key, jwe)
      return inner === null ? null : signed.read(inner, keys)
    },
  }
}

/** Writes the header of a key once. */
function createHeaders(write: (key: Key) => string): (key: Key) => string {
  const headers = new WeakMap<Key, string>()
  return (key) => {
    const known = headers.get(key)
    if (known !== undefined) return known
    const header = write(key)
    headers.set(key, header)
    return header
  }
}

/** The key by its exact name. The algorithm must be the key's: the token does not choose (RFC 8725 §3.1). */
function findByHeader(encoded: string, keys: Keys): Key | undefined {
  const named = readName(encoded)
  const key = named === null ? undefined : keys.find('jwt', named.kid)
  return key?.algorithm === named?.alg ? key : undefined
}

/** What a header says of the key. Proves nothing: it is what the sender likes. */
interface KeyNamed {
  readonly kid: string
  readonly alg: unknown
}

/** The key that a JWT of this format names, whether there is one or not; null for what this format refuses unseen. */
export function namedKey(credential: string): KeyNamed | null {
  const jws = splitCompact(credential)
  return jws === null ? null : readName(jws.header)
}

function readName(encoded: string): KeyNamed | null {
  const header = readHeader(encoded)
  if (header === null || header['typ'] !== TYPE) return null
  const { kid, alg } = header
  return isKid(kid) ? { kid, alg } : null
}

/** What is looked up is short and plain (C-02). */
export function isKid(kid: unknown): kid is string {
  return typeof kid === 'string' && kidShape.test(kid)
}
