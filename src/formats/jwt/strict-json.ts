/** Reads a JSON object that means the same to every reader, or nothing (RFC 8725bis §3.7). Knows no claims. */
import { decodeUtf8 } from '../../crypto/bytes.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Headers and claims of ours are flat, with lists in them; others may hold an object or two. */
const MAX_DEPTH = 8

const QUOTE = 0x22
const SPACE = 0x20
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * Null for what is no object, is not UTF-8, starts with a byte order mark, names a member twice, nests too deep or
 * holds half a surrogate pair. JSON.parse keeps the last of two members of one name without a word, where another
 * reader keeps the first: so the names in the text are counted, and must all be there.
 */
export function readJsonObject(bytes: Uint8Array): JsonObject | null {
  const text = decodeUtf8(bytes)
  return text === null ? null : readJsonText(text)
}

/** The same of text that was UTF-8. */
export function readJsonText(written: string): JsonObject | null {
  const { text, odd } = written.includes('\\') ? withPlainNames(written) : { text: written, odd: [] }
  const value = text === null ? undefined : parse(text)
  if (text === null || !isObject(value) || isList(value)) return null
  if (odd.length > 0 && !isSame(odd, oddNamesIn(value, 1))) return null
  const members = countMembers(value, 1)
  // No member without a name, no name without such a colon: where there are as many, each name is there once.
  return countColonsAfterText(text) === members || countNames(text) === members ? value : null
}

/** The JSON of an object, or null where `readJsonObject` would not read it. */
export function writeJsonObject(value: JsonObject): string | null {
  const json = JSON.stringify(value)
  if (!isObject(value) || Array.isArray(value) || !json.startsWith('{') || Number.isNaN(countMembers(value, 1))) return null
  // Half a pair is written as an escape. So may be what merely looks like one, and then reading tells.
  return json.includes('\\ud') && readJsonObject(Buffer.from(json)) === null ? null : json
}

/** Every string, and the colon after those that are names. No quotation mark stands outside of one. */
const strings = /"[^"\\]*(?:\\[^][^"\\]*)*"(?:\s*:)?/g

/**
 * V8 (of Node 24) takes an escaped name for another one that it has read at the same place before, so that a stranger's body would
 * decide what `"cri\u0074"` is. So names are written without escapes before it reads them; of those that cannot be (quotation
 * marks, backslashes, control characters) it must answer the very ones. `text`: null for what is no JSON.
 */
function withPlainNames(json: string): { readonly text: string | null, readonly odd: readonly string[] } {
  const odd: string[] = []
  const plain = (written: string): string => {
    if (!written.endsWith(':') || !written.includes('\\')) return written
    const name: unknown = JSON.parse(written.slice(0, written.lastIndexOf('"') + 1))
    if (isOdd(String(name))) odd.push(String(name))
    return `${JSON.stringify(name)}:`
  }
  try {
    return { text: json.replaceAll(strings, plain), odd }
  } catch {
    return { text: null, odd }
  }
}

const isOdd = (name: string) => JSON.stringify(name).includes('\\')

function oddNamesIn(value: JsonObject | readonly unknown[], depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return []
  const within = Object.values(value).flatMap((member) => isObject(member) ? oddNamesIn(member, depth + 1) : [])
  return isList(value) ? within : [...Object.keys(value).filter(isOdd), ...within]
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
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

/** Those that follow a quotation mark: of every name, and of a string that begins with a colon. Most texts hold no such string. */
function countColonsAfterText(json: string): number {
  let colons = 0
  for (let at = json.indexOf(':'); at !== -1; at = json.indexOf(':', at + 1)) {
    let before = at - 1
    while (before >= 0 && json.charCodeAt(before) <= SPACE) before--
    if (json.charCodeAt(before) === QUOTE) colons++
  }
  return colons
}

/** Each member has one colon outside of strings. */
function countNames(json: string): number {
  let names = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at)
    if (unit === QUOTE) inString = !inString
    else if (unit === BACKSLASH) at++
    else if (unit === COLON && !inString) names++
  }
  return names
}

/** NaN, which equals no number, where something is refused. */
function countMembers(value: JsonObject | readonly unknown[], depth: number): number {
  if (depth > MAX_DEPTH) return NaN
  let members = 0
  if (isList(value)) {
    for (const item of value) if (isObject(item)) members += countMembers(item, depth + 1)
    return members
  }
  // By far the quickest way through an object; what it inherits from others is not its own.
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    // They mean something to JavaScript: whoever copies the object would change its prototype.
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') return NaN
    const member = value[name]
    members += isObject(member) ? 1 + countMembers(member, depth + 1) : 1
  }
  return members
}

function isList(value: JsonObject | readonly unknown[]): value is readonly unknown[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
