/** JSON as cookies carry it: in base64url, which needs no quoting and has one spelling. Knows no schema. */
import { decodeBase64url, decodeUtf8, encodeBase64url } from '../crypto/bytes.ts'

/** 4/3 of the size; percent-encoding triples every quote, brace and comma. */
export function encodeText(text: string): string {
  return encodeBase64url(Buffer.from(text, 'utf8'))
}

/** Null for every spelling but the one that encodeText gives. */
export function decodeText(encoded: string): string | null {
  const bytes = decodeBase64url(encoded)
  return bytes === null ? null : decodeUtf8(bytes)
}

/** Null: no JSON, or a member called `__proto__`, with which a stranger would reach for the prototypes of ours. */
export function decodeJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text, refusePrototype) }
  } catch {
    return null
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new TypeError('a member is called __proto__')
  return value
}

/** A number of seconds, a version: whole, from 0. JSON knows others, and 1e999 is infinite. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** Null for what is no object with named members. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | null {
  // What JSON calls an object has string keys, and no more is said of their values.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : null
}
