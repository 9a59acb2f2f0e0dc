/**
 * Finds the key for a token among what the caller trusts: a key, a JWK, a JWK Set or a KeyObject. The token may name one
 * of them and can bring none of its own (RFC 8725 §3.10). Each is read and checked once.
 */
import { KeyObject } from 'node:crypto'
import { thumbprint as thumbprintOf, thumbprintOfJwk } from '../../crypto/key-material.ts'
import { algorithmNamed, isJoseAlgorithm, refused } from './algorithms.ts'
import { JoseError } from './error.ts'
import { checkJwk, importJwk, type Jwk, jwkMembers } from './jwk.ts'
import { type HeldKey, holdKey, type ImportOptions, isHeld, type JoseKey, type Operation, requireOperation } from './key.ts'
import { keyFromDer, keyFromPem, secretFrom } from './raw-key.ts'

/** Keys as JSON (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly Jwk[]
}

/** Anything that `latchkey/jose` takes for a key. */
export type KeyInput = JoseKey | Jwk | JwkSet | KeyObject

/**
 * A key to keep: checked and set up once. Takes a JWK, a KeyObject, PEM (SPKI or PKCS#8), the same in DER, or the bytes
 * of a secret. Throws a `JoseError` with `key_refused`.
 */
export function importKey(input: Jwk | KeyObject | string | Uint8Array, options: ImportOptions = {}): JoseKey {
  return readKey(input, options)
}

function readKey(input: Jwk | KeyObject | string | Uint8Array, options: ImportOptions): HeldKey {
  if (input instanceof KeyObject) return holdKey(input, options)
  if (typeof input === 'string') return holdKey(keyFromPem(input), options)
  if (!(input instanceof Uint8Array)) return importJwk(input, options)
  const isSecret = /^(HS\d+|A256GCM|A256GCMKW|dir)$/.test(options.alg ?? '')
  return holdKey(isSecret ? secretFrom(input) : keyFromDer(input), options)
}

/** What a header says of the key. Whoever signs need not say the algorithm; a token always does. */
export interface Named {
  readonly alg?: unknown
  readonly kid?: unknown
}

interface Search {
  readonly named: Named
  readonly declared: string | undefined
}

/**
 * The one key that is trusted for this, or a `JoseError`. `declared` is the algorithm of a key that does not say it; never
 * take it from a token that is to be verified.
 */
export function findKey(input: KeyInput, operation: Operation, how: Search): HeldKey {
  const { named, declared } = how
  const key = resolve(input, operation, how)
  if (declared !== undefined && algorithmNamed(declared) !== key.alg) throw refused('is for another algorithm than declared')
  requireOperation(key, operation)
  if (!answersTo(key, named.alg)) throw new JoseError('algorithm_mismatch', `header names another algorithm than ${key.alg}`)
  return key
}

function resolve(input: KeyInput, operation: Operation, how: Search): HeldKey {
  if (!isObject(input)) throw refused('is none; expected a JWK, a JWK Set or a KeyObject')
  if (isHeld(input)) return input
  if (isSet(input)) return chooseFrom(input, operation, how)
  return readOnce(input as Jwk | KeyObject, how.declared) // a key that was not made here is judged as a JWK
}

/** RFC 9864: EdDSA on this curve has two names. */
function answersTo({ alg }: HeldKey, named: unknown): boolean {
  return named === undefined || named === alg || isEdDsa(alg) && isEdDsa(named)
}

function isEdDsa(name: unknown): boolean {
  return name === 'EdDSA' || name === 'Ed25519'
}

function isSet(input: KeyInput): input is JwkSet {
  return !(input instanceof KeyObject) && 'keys' in input && Array.isArray(input.keys)
}

/** Many keys make each refusal slow. */
const MOST_KEYS = 100

/** By the exact `kid`; without one, the only key of the set that could be meant. */
function chooseFrom({ keys }: JwkSet, operation: Operation, how: Search): HeldKey {
  checkSet(keys)
  const { named: { kid, alg }, declared } = how
  if (kid !== undefined) {
    const jwk = keys.find((one) => one.kid === kid)
    if (jwk === undefined) throw new JoseError('key_not_found', 'no key of the set has the kid of the header')
    return readOnce(jwk, declared)
  }
  const [key, ...others] = keys.flatMap((jwk) => readable(jwk, declared) ?? [])
    .filter((one) => one.may.has(operation) && answersTo(one, alg))
  if (key === undefined || others.length > 0) {
    throw new JoseError('key_not_found', 'the header has no kid, and not exactly one key of the set could be meant')
  }
  return key
}

/** Two keys of one name, and secrets beside public keys, are how one is taken for the other (C-01, C-02). */
function checkSet(keys: readonly Jwk[]): void {
  if (keys.length > MOST_KEYS) throw refused(`set has more than ${MOST_KEYS} keys`)
  if (!keys.every(isObject)) throw refused('set holds what is no key')
  const kids = keys.flatMap(({ kid }) => kid ?? [])
  if (new Set(kids).size < kids.length) throw refused('set has two keys of one kid')
  const secrets = keys.filter(({ kty }) => kty === 'oct').length
  if (secrets > 0 && secrets < keys.length) throw refused('set has secrets beside public keys')
}

/** Null: a set may hold keys that are not for us (RFC 7517 §5). Whoever names one of them by kid hears why. */
function readable(jwk: Jwk, declared: string | undefined): HeldKey | null {
  const result = attempt(() => readOnce(jwk, declared))
  return result instanceof JoseError ? null : result
}

function attempt(find: () => HeldKey): HeldKey | JoseError {
  try {
    return find()
  } catch (error) {
    if (error instanceof JoseError) return error
    throw error
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

interface Read {
  /** The members of a JWK as they were read: objects can change, and a key that was replaced must not live on. */
  readonly members: readonly unknown[]
  /** A refusal is kept too: a set may hold many keys that are not for us. */
  readonly result: HeldKey | JoseError
}

/** By what was declared of it: at most one for each algorithm. */
const reads = new WeakMap<object, Map<string | undefined, Read>>()

function readOnce(input: Jwk | KeyObject, declared: string | undefined): HeldKey {
  const known = reads.get(input)?.get(declared)
  const result = known !== undefined && isUnchanged(input, known.members) ? known.result : read(input, declared)
  if (result instanceof JoseError) throw result
  return result
}

function read(input: Jwk | KeyObject, declared: string | undefined): HeldKey | JoseError {
  const result = attempt(() => readKey(input, declared === undefined ? {} : { alg: declared }))
  // Names that are none would fill the map without end.
  if (declared !== undefined && !isJoseAlgorithm(declared)) return result
  const ofInput = reads.get(input) ?? new Map<string | undefined, Read>()
  reads.set(input, ofInput.set(declared, { members: membersOf(input), result }))
  return result
}

function isUnchanged(input: Jwk | KeyObject, members: readonly unknown[]): boolean {
  return input instanceof KeyObject || membersOf(input).every((member, n) => member === members[n])
}

function membersOf(input: Jwk | KeyObject): readonly unknown[] {
  return input instanceof KeyObject ? [] : jwkMembers.map((name) => input[name])
}

/** RFC 7638, of a JWK, a KeyObject or an imported key. Of a secret it is the hash of that secret: keep it to yourself. */
export function thumbprint(key: JoseKey | Jwk | KeyObject): string {
  if (key instanceof KeyObject) return thumbprintOf(key)
  const half = isHeld(key) ? key.public ?? key.secret : undefined
  if (half !== undefined) return thumbprintOf(half)
  const jwk = key as Jwk // a key that was not made here is judged as a JWK, whatever its type says
  checkJwk(jwk)
  return thumbprintOfJwk(jwk)
}
