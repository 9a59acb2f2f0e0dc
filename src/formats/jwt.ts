/** The `jwt` format: access tokens as JWS (RFC 9068). Knows tokens, knows nothing about HTTP, stores or clocks. */
import type { Grant, Key, Keys, Proof, SigningAlgorithm, TokenFormat } from '../contracts.ts'
import { areOfOneKind, signerOf } from './jwt/algorithms.ts'
import { readClaims, writeClaims } from './jwt/claims.ts'
import { encodeHeader, MAX_TOKEN, readHeader, readPayload, signCompact, splitCompact } from './jwt/jws.ts'
import { readJsonObject } from './jwt/strict-json.ts'

export interface JwtOptions {
  /** What it issues with. Keys of before, of another algorithm, still verify, but never HS256 beside the other two. */
  readonly algorithm?: SigningAlgorithm
}

/** Exactly this (RFC 9068 §2.1): an ID token or a token for another use is no access token (cross-JWT confusion). */
const TYPE = 'at+jwt'

const kidShape = /^[A-Za-z0-9_-]{1,64}$/

export function jwt({ algorithm = 'EdDSA' }: JwtOptions = {}): TokenFormat {
  const headerOf = createHeaders()

  /** A header as we write it is compared; one of another spelling is read. */
  function keyOf(header: string, keys: Keys): Key | undefined {
    const key = keys.all('jwt').find((one) => headerOf(one) === header) ?? findByHeader(header, keys)
    return key !== undefined && areOfOneKind(key.algorithm, algorithm) ? key : undefined
  }

  return {
    name: 'jwt',
    kind: 'statement',
    accepts: (credential) => splitCompact(credential) !== null,
    issue(grant, keys) {
      const key = keys.current('jwt')
      checkIssue(grant, key, algorithm)
      const credential = signCompact(signerOf(key), headerOf(key), Buffer.from(JSON.stringify(writeClaims(grant))))
      if (credential.length > MAX_TOKEN) throw new RangeError(`${credential.length} characters are too many for a JWT`)
      return { credential }
    },
    verify(credential, keys): Proof | null {
      const jws = splitCompact(credential)
      const key = jws === null ? undefined : keyOf(jws.header, keys)
      if (jws === null || key === undefined) return null
      // Only our own signatures count here, and ours have one spelling.
      if (!signerOf(key).isCanonical(jws.signature)) return null
      const payload = readPayload(jws, signerOf(key))
      const claims = payload === null ? null : readJsonObject(payload)
      const statement = claims === null ? null : readClaims(claims)
      return statement === null ? null : { kind: 'statement', statement }
    },
  }
}

function checkIssue({ purpose }: Grant, { kid, algorithm }: Key, expected: SigningAlgorithm): void {
  if (purpose !== 'access') throw new TypeError(`grant is for ${purpose}; a JWT is for access`)
  if (algorithm !== expected) throw new TypeError(`key "${kid}" is for ${algorithm}; expected ${expected}`)
}

/** Writes the header of a key once. */
function createHeaders(): (key: Key) => string {
  const headers = new WeakMap<Key, string>()
  return (key) => {
    const known = headers.get(key)
    if (known !== undefined) return known
    const header = encodeHeader(key.algorithm, { typ: TYPE, kid: key.kid })
    headers.set(key, header)
    return header
  }
}

/** The key by its exact name. The algorithm must be the key's: the token does not choose (RFC 8725 §3.1). */
function findByHeader(encoded: string, keys: Keys): Key | undefined {
  const header = readHeader(encoded)
  if (header === null || header['typ'] !== TYPE) return undefined
  const { kid, alg } = header
  if (typeof kid !== 'string' || !kidShape.test(kid)) return undefined
  const key = keys.find('jwt', kid)
  return key?.algorithm === alg ? key : undefined
}
