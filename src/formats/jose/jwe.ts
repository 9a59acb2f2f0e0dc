/**
 * JWT inside JWE (RFC 7516, RFC 7519 §5.2), through the library `jose`, which is loaded at the first use. Signed inside
 * and encrypted outside, always: whoever has a public key can encrypt to it, so that a good decryption proves nothing
 * (RFC 8725 §3.3).
 */
import type { Clock } from '../../contracts.ts'
import { decodeBase64url } from '../../crypto/bytes.ts'
import { MAX_HEADER, MAX_TOKEN } from '../jwt/jws.ts'
import { type JsonObject, readJsonObject } from '../jwt/strict-json.ts'
import { JoseError } from './error.ts'
import type { HeldKey } from './key.ts'
import { findKey, type KeyInput } from './keys.ts'
import type { JoseHeader, Verified } from './jws.ts'
import { type Claims, signJwt, type VerifyJwtOptions, verifyJwtAt } from './jwt.ts'

/** Who signs a nested JWT, and for whom it is encrypted. */
export interface EncryptionKeys {
  readonly sign: KeyInput
  readonly encrypt: KeyInput
}

/** Whose key opens a nested JWT, and whose signature it must carry. */
export interface DecryptionKeys {
  readonly decrypt: KeyInput
  readonly verify: KeyInput
}

const CONTENT = 'A256GCM'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Besides what no header of ours may hold: compression, which tells of the content by its length and grows without end
 * (RFC 8725 §3.6), and what makes a password's hash as slow as the sender likes (CVE-2023-51774).
 */
const refusedMembers = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'p2s', 'p2c']

/** `header` is that of the signed token inside. */
export async function encryptJwt(claims: Claims, keys: EncryptionKeys, header: JoseHeader = {}): Promise<string> {
  const key = findKey(keys.encrypt, 'encrypt', { named: {}, declared: undefined })
  const jwe = await encryptCompact(Buffer.from(signJwt(claims, keys.sign, header)), key)
  if (jwe.length > MAX_TOKEN) throw new JoseError('malformed', `token would have ${jwe.length} characters; ${MAX_TOKEN} at most`)
  return jwe
}

/** Claims and header of the signed token inside. A token that is only signed, or only encrypted, is refused. */
export async function decryptJwtAt(
  jwe: string, keys: DecryptionKeys, options: VerifyJwtOptions & { clock: Clock },
): Promise<Verified<Claims>> {
  const { plaintext, header } = await decryptCompact(jwe, keys.decrypt)
  if (header['cty'] !== 'JWT') throw new JoseError('header_refused', 'header does not say that a JWT is inside')
  return verifyJwtAt(plaintext.toString('latin1'), keys.verify, options)
}

async function encryptCompact(plaintext: Uint8Array, key: HeldKey): Promise<string> {
  const { CompactEncrypt } = await import('jose')
  const header = { alg: nameOf(key), enc: CONTENT, cty: 'JWT', ...key.kid !== undefined && { kid: key.kid } }
  return new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(half(key, 'encrypt'))
}

/** Whoever could encrypt to the key may have written the plaintext. */
export async function decryptCompact(jwe: unknown, input: KeyInput): Promise<{ plaintext: Buffer, header: JsonObject }> {
  if (typeof jwe !== 'string' || !isCompactJwe(jwe)) throw new JoseError('malformed', 'token is no compact JWE')
  const header = readJweHeader(jwe.slice(0, jwe.indexOf('.')))
  const key = findKey(input, 'decrypt', { named: { kid: header['kid'] }, declared: undefined })
  if (header['alg'] !== nameOf(key) || header['enc'] !== CONTENT) {
    throw new JoseError('algorithm_mismatch', `header names another algorithm than ${nameOf(key)} with ${CONTENT}`)
  }
  const { compactDecrypt } = await import('jose')
  const limits = { keyManagementAlgorithms: [nameOf(key)], contentEncryptionAlgorithms: [CONTENT] }
  const opened = await compactDecrypt(jwe, half(key, 'decrypt'), limits).catch(() => null)
  // One answer for every reason: which check failed is nobody's business.
  if (opened === null) throw new JoseError('decryption_failed', 'token was not encrypted to this key')
  return { plaintext: Buffer.from(opened.plaintext), header }
}

/** Five parts, each in one spelling, nonce and tag of the one length that they have. */
function isCompactJwe(jwe: string): boolean {
  if (jwe.length > MAX_TOKEN) return false
  const [header = '', ...rest] = jwe.split('.', 6)
  if (rest.length !== 4 || header.length > MAX_HEADER) return false
  const [encryptedKey, nonce, ciphertext, tag] = rest.map(decodeBase64url)
  return encryptedKey !== null && ciphertext !== null && nonce?.length === NONCE_BYTES && tag?.length === TAG_BYTES
}

function readJweHeader(encoded: string): JsonObject {
  const bytes = decodeBase64url(encoded)
  const header = bytes === null ? null : readJsonObject(bytes)
  if (header === null || refusedMembers.some((name) => Object.hasOwn(header, name))) {
    throw new JoseError('header_refused', 'header is no strict JSON, or holds what is refused')
  }
  return header
}

/** How RFC 7518 §4.1 names what the key does. A content key is used directly. */
function nameOf({ alg }: HeldKey): string {
  return alg === CONTENT ? 'dir' : alg
}

function half(key: HeldKey, operation: 'encrypt' | 'decrypt'): NonNullable<HeldKey['secret']> {
  const found = operation === 'encrypt' ? key.public ?? key.secret : key.secret
  if (found === undefined) throw new JoseError('key_refused', `key of ${key.alg} may not ${operation}`)
  return found
}
