/** JWS in its compact form and in no other (RFC 7515 §7.1). Knows signatures, knows no claims and no keys. */
import { decodeBase64url, decodeBase64urlText, encodeBase64url } from '../../crypto/bytes.ts'
import type { Signer } from './algorithms.ts'
import { type JsonObject, readJsonObject, readJsonText } from './strict-json.ts'

/** The three parts, still in base64url. */
export interface CompactJws {
  readonly header: string
  readonly payload: string
  readonly signature: string
  /** What is signed: the first two as they stand. */
  readonly input: string
}

export const MAX_TOKEN = 8192
export const MAX_HEADER = 2048

/**
 * What would choose the key or change the rules from within the token: embedded keys and where to fetch them (RFC 8725
 * §3.10), extensions that must be understood, and we understand none (RFC 7515 §4.1.11), a payload that is not encoded
 * (RFC 7797).
 */
const refusedMembers = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']

/** The size is looked at before anything else, so that a long token costs nothing. */
export function splitCompact(token: string, most = MAX_TOKEN): CompactJws | null {
  if (token.length > most) return null
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (second === -1 || first > MAX_HEADER || token.includes('.', second + 1)) return null
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, second),
    signature: token.slice(second + 1),
    input: token.slice(0, second),
  }
}

/** Null for a header that is not strict JSON in strict base64url, or that holds a refused member. */
export function readHeader(encoded: string): JsonObject | null {
  const bytes = decodeBase64url(encoded)
  const header = bytes === null ? null : readJsonObject(bytes)
  return header === null || holdsRefusedMember(header) ? null : header
}

/** Of headers that are read, and of those that are to be written. */
export function holdsRefusedMember(header: JsonObject): boolean {
  return refusedMembers.some((name) => Object.hasOwn(header, name))
}

/** The payload, if this signer's key signed it. */
export function readPayload({ payload, input, signature }: CompactJws, signer: Signer): Buffer | null {
  const bytes = decodeBase64url(payload)
  return bytes !== null && signer.verify(input, signature) ? bytes : null
}

/** Null for claims that are not strict JSON in strict base64url. Who signed them is asked before. */
export function readClaimSet(encoded: string): JsonObject | null {
  const text = decodeBase64urlText(encoded)
  return text === null ? null : readJsonText(text)
}

/** The algorithm is the key's; the other members follow it. */
export function encodeHeader(alg: string, members: JsonObject): string {
  return encodeBase64url(Buffer.from(JSON.stringify({ alg, ...members })))
}

export function signCompact(signer: Signer, header: string, payload: Uint8Array): string {
  const input = `${header}.${encodeBase64url(payload)}`
  return `${input}.${signer.sign(input)}`
}
