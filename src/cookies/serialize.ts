/** Writes one Set-Cookie line that a browser keeps as it is meant (RFC 6265bis §4.1), or throws. Knows no request. */
import type { Seconds } from '../contracts.ts'

/** The attributes of a `Set-Cookie` line (RFC 6265bis §4.1.2). */
export interface CookieOptions {
  readonly path?: string
  readonly domain?: string
  /** None: the browser forgets the cookie when it closes. 0: at once. */
  readonly maxAge?: Seconds
  readonly secure?: boolean
  readonly httpOnly?: boolean
  readonly sameSite?: 'Strict' | 'Lax' | 'None'
  /** Kept apart for each site that embeds ours (CHIPS). */
  readonly partitioned?: boolean
}

/** Browsers drop what is larger without a word (§5.6), so it is an error here. */
export const MAX_NAME_AND_VALUE = 4096
export const MAX_ATTRIBUTE = 1024
/** 400 days (§5.5). */
export const MAX_AGE: Seconds = 34_560_000

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const cookieOctets = /^[!#-+\--:<-[\]-~]*$/
const pathCharacters = /^\/[!#-+\--:<-[\]-~]*$/
const domainCharacters = /^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$/

/** What may stand in a value as it is: no blank, quote, comma, semicolon, backslash, control or non-ASCII character. */
export function isCookieValue(value: string): boolean {
  return cookieOctets.test(value)
}

/** A TypeError names the part at fault and never shows the value: it may be a secret. */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  checkPair(name, value)
  checkAttributes(options)
  checkTogether(name, options)
  const { path, domain, maxAge, secure, httpOnly, sameSite, partitioned } = options
  const parts = [`${name}=${value}`]
  if (maxAge !== undefined) parts.push(`Max-Age=${maxAge}`)
  if (domain !== undefined) parts.push(`Domain=${domain}`)
  if (path !== undefined) parts.push(`Path=${path}`)
  if (secure === true) parts.push('Secure')
  if (httpOnly === true) parts.push('HttpOnly')
  if (sameSite !== undefined) parts.push(`SameSite=${sameSite}`)
  if (partitioned === true) parts.push('Partitioned')
  return parts.join('; ')
}

/** Against header injection: a line break or a semicolon would add headers or attributes of somebody else's choice. */
function checkPair(name: string, value: string): void {
  if (!token.test(name)) throw new TypeError('cookie name is no token (RFC 9110 §5.6.2)')
  if (!isCookieValue(value)) throw new TypeError(`value of cookie ${name} holds a character that cookies do not carry`)
  // Both are ASCII by now, so characters are bytes.
  const size = name.length + value.length
  if (size > MAX_NAME_AND_VALUE) {
    throw new TypeError(`cookie ${name} has ${size} bytes; browsers keep ${MAX_NAME_AND_VALUE} at most`)
  }
}

function checkAttributes({ path, domain, maxAge }: CookieOptions): void {
  if (path !== undefined && (path.length > MAX_ATTRIBUTE || !pathCharacters.test(path))) {
    throw new TypeError('cookie path is not absolute, too long or holds a character that cookies do not carry')
  }
  if (domain !== undefined && (domain.length > MAX_ATTRIBUTE || !domainCharacters.test(domain))) {
    throw new TypeError('cookie domain is no host name')
  }
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0 && maxAge <= MAX_AGE)) {
    throw new TypeError(`cookie maxAge is ${maxAge}; expected whole seconds from 0 to ${MAX_AGE}`)
  }
}

/**
 * The rules by which browsers drop a cookie (§5.7; layered-cookies §4.1.3 for the two prefixes with Http). They compare
 * prefixes without regard to case, so we do.
 */
function checkTogether(name: string, options: CookieOptions): void {
  const { path, domain, secure, httpOnly, sameSite, partitioned } = options
  const prefix = /^__(host-http|http|host|secure)-/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (prefix !== '' && secure !== true) throw new TypeError(`cookie ${name} needs secure`)
  if (prefix.startsWith('host') && (path !== '/' || domain !== undefined)) {
    throw new TypeError(`cookie ${name} needs path / and no domain`)
  }
  if (prefix.endsWith('http') && httpOnly !== true) throw new TypeError(`cookie ${name} needs httpOnly`)
  if (sameSite === 'None' && secure !== true) throw new TypeError(`cookie ${name} with SameSite=None needs secure`)
  if (partitioned === true && secure !== true) throw new TypeError(`cookie ${name} is partitioned and needs secure`)
}
