/** Reads keys that are text or bytes: PEM and DER of SPKI and PKCS#8, and the bytes of a secret. */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { refused } from './algorithms.ts'

/** Exactly these two: no certificate, no PKCS#1, nothing encrypted, and no second block after the first. */
const pem = /^\s*-----BEGIN (PUBLIC|PRIVATE) KEY-----[A-Za-z0-9+/=\s]+-----END \1 KEY-----\s*$/

export function keyFromPem(text: string): KeyObject {
  const label = pem.exec(text)?.[1]
  const key = label === undefined ? null : attempt(() => label === 'PUBLIC' ? createPublicKey(text) : createPrivateKey(text))
  if (key === null) throw refused('is no PEM of SPKI or PKCS#8')
  return key
}

export function keyFromDer(bytes: Uint8Array): KeyObject {
  const der = Buffer.from(bytes)
  const key = readSpki(der) ?? readPkcs8(der)
  if (key === null) throw refused('is no DER of SPKI or PKCS#8')
  return key
}

/**
 * What is public can never be an HMAC secret: whoever has it would sign (algorithm confusion; CVE-2015-9235,
 * CVE-2026-34950). So a key in PEM, DER, base64 or JSON is no secret, whatever stands around it.
 */
export function secretFrom(bytes: Uint8Array): KeyObject {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('latin1')
  const isKey = text.includes('-----BEGIN') || /"kty"\s*:/.test(text) ||
    isDer(buffer) || isDer(Buffer.from(text, 'base64'))
  if (isKey) throw refused('of another kind is no secret')
  return createSecretKey(buffer)
}

function isDer(bytes: Buffer): boolean {
  return (readSpki(bytes) ?? readPkcs8(bytes) ?? readDer(bytes, 'pkcs1')) !== null
}

function readSpki(key: Buffer): KeyObject | null {
  return readDer(key, 'spki')
}

function readDer(key: Buffer, type: 'spki' | 'pkcs1'): KeyObject | null {
  return attempt(() => createPublicKey({ key, format: 'der', type }))
}

function readPkcs8(key: Buffer): KeyObject | null {
  return attempt(() => createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
}

function attempt<T>(create: () => T): T | null {
  try {
    return create()
  } catch {
    return null
  }
}
