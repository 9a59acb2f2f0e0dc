/** Reads a JSON object that means the same to every reader, or nothing (RFC 8725bis §3.7). Knows no claims. */
import { decodeUtf8 } from '../../crypto/bytes.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Headers and claims of ours are flat, with lists in them; others may hold an object or two. */
const MAX_DEPTH = 8

/** Names that mean something to JavaScript: whoever copies the object would change its prototype. */
const refusedNames = new Set(['__proto__', 'constructor', 'prototype'])

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * Null for what is no object, is not UTF-8, starts with a byte order mark, names a member twice, nests too deep or
 * holds half a surrogate pair. JSON.parse keeps the last of two members of one name without a word, where another
 * reader keeps the first: so the names in the text are counted, and must all be there.
 */
export function readJsonObject(bytes: Uint8Array): JsonObject | null {
  const text = decodeUtf8(bytes)
  const value = text === null ? undefined : parse(text)
  if (!isObject(value) || Array.isArray(value)) return null
  return countNames(bytes) === countMembers(value, 1) ? value : null
}

/** The JSON of an object, or null where `readJsonObject` would not read it. */
export function writeJsonObject(value: JsonObject): string | null {
  const json = JSON.stringify(value)
  if (!isObject(value) || Array.isArray(value) || !json.startsWith('{') || Number.isNaN(countMembers(value, 1))) return null
  // Half a pair is written as an escape. So may be what merely looks like one, and then reading tells.
  return json.includes('\\ud') && readJsonObject(Buffer.from(json)) === null ? null : json
}

function parse(text: string): unknown {
  try {
    // In UTF-8 half a pair can only be written as an escape. Most tokens hold none, and need no second look.
    return JSON.parse(text, text.includes('\\u') ? refuseHalfPairs : undefined)
  } catch {
    return undefined
  }
}

function refuseHalfPairs(name: string, value: unknown): unknown {
  if (!name.isWellFormed() || typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half a pair')
  return value
}

/** Each member has one colon outside of strings. In UTF-8 no byte of a longer character looks like these three. */
function countNames(json: Uint8Array): number {
  let names = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === QUOTE) inString = !inString
    else if (byte === BACKSLASH) at++
    else if (byte === COLON && !inString) names++
  }
  return names
}

/** NaN, which equals no number, where something is refused. */
function countMembers(value: unknown, depth: number): number {
  if (!isObject(value)) return 0
  if (depth > MAX_DEPTH) return NaN
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item, depth + 1)
    return members
  }
  for (const name of Object.keys(value)) {
    if (refusedNames.has(name)) return NaN
    members += 1 + countMembers(value[name], depth + 1)
  }
  return members
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
