/** Reads one Set-Cookie line as browsers do (RFC 6265bis §5.6). For tests and clients; knows no store and no clock. */
import type { Seconds } from '../contracts.ts'
import { parseCookieDate } from './cookie-date.ts'
import { trimBlanks } from './parse.ts'
import { type CookieOptions, MAX_AGE, MAX_ATTRIBUTE, MAX_NAME_AND_VALUE } from './serialize.ts'

/** What serializeCookie takes, given back. An attribute that was not sent, or that browsers ignore, is not there. */
export interface SetCookie extends CookieOptions {
  /** Empty for a line without a name; no server of ours reads such a cookie. */
  readonly name: string
  readonly value: string
  /** As it was sent: browsers keep a cookie 400 days at most, which takes a clock. `maxAge` goes before it. */
  readonly expires?: Seconds
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly partitioned: boolean
}

/** All but controls; the tab is a blank. A character is a byte, as in what Node and fetch give. */
const withoutControls = /^[\t -~\u0080-\uffff]*$/

/** Null: a browser ignores the line. It judges no prefix, no domain and no connection: that is the store's (§5.7). */
export function parseSetCookie(line: string): SetCookie | null {
  if (!withoutControls.test(line)) return null
  const [pair = '', ...parts] = line.split(';')
  // A line without `=` is a value without a name, and an attribute without one a name without a value.
  const [name, value] = pair.includes('=') ? splitPair(pair) : ['', trimBlanks(pair)]
  const size = name.length + value.length
  if (size === 0 || size > MAX_NAME_AND_VALUE) return null
  return { name, value, ...readAttributes(parts.map(splitPair)) }
}

type Pair = readonly [name: string, value: string]

function splitPair(text: string): Pair {
  const equals = text.indexOf('=')
  if (equals < 0) return [trimBlanks(text), '']
  return [trimBlanks(text.slice(0, equals)), trimBlanks(text.slice(equals + 1))]
}

function readAttributes(pairs: readonly Pair[]): Omit<SetCookie, 'name' | 'value'> {
  const attributes = pairs
    .filter(([, value]) => value.length <= MAX_ATTRIBUTE)
    .map(([name, value]): Pair => [name.toLowerCase(), value])
  const flag = (expected: string) => attributes.some(([name]) => name === expected)
  const expires = lastOf(attributes, 'expires', parseCookieDate)
  const maxAge = lastOf(attributes, 'max-age', readMaxAge)
  const domain = lastOf(attributes, 'domain', (value) => value.replace(/^\./, '').toLowerCase())
  const path = lastOf(attributes, 'path', (value) => value.startsWith('/') ? value : '')
  const sameSite = lastOf(attributes, 'samesite', (value) => sameSites.get(value.toLowerCase()) ?? 'default')
  return {
    ...(expires !== null && { expires }),
    ...(maxAge !== null && { maxAge }),
    // The last one counts, even where it means the default.
    ...(domain !== null && domain !== '' && { domain }),
    ...(path !== null && path !== '' && { path }),
    ...(sameSite !== null && sameSite !== 'default' && { sameSite }),
    secure: flag('secure'),
    httpOnly: flag('httponly'),
    partitioned: flag('partitioned'),
  }
}

const sameSites = new Map<string, 'Strict' | 'Lax' | 'None'>([['strict', 'Strict'], ['lax', 'Lax'], ['none', 'None']])

/** Null from `read` is an attribute that browsers ignore: an earlier one still counts. */
function lastOf<Value>(
  attributes: readonly Pair[], name: string, read: (value: string) => Value | null,
): Value | null {
  for (const [found, text] of attributes.toReversed()) {
    const value = found === name ? read(text) : null
    if (value !== null) return value
  }
  return null
}

/** What is over is 0, whatever was sent. */
function readMaxAge(value: string): Seconds | null {
  return /^-?\d+$/.test(value) ? Math.min(Math.max(Number(value), 0), MAX_AGE) : null
}
