/** Typed cookies: what is read has passed a schema, and what is written will be kept. Knows no request and no store. */
import type { Seconds } from '../contracts.ts'
import { decodeJson } from './json.ts'
import { readCookie } from './parse.ts'
import { createProtection, type ProtectionOptions } from './protection.ts'
import { type CookieOptions, MAX_NAME_AND_VALUE, serializeCookie } from './serialize.ts'
import { type SchemaIssue, type StandardSchema, validate } from './standard-schema.ts'

/** A cookie that reads and writes values of one type. */
export interface TypedCookie<Output, Input = Output> {
  /** With its prefix, as it stands in headers. */
  readonly name: string
  /** From the Cookie header of a request. Never throws for what a stranger sent. */
  read(cookieHeader: string | null | undefined): CookieReading<Output>
  /**
   * A Set-Cookie line. A TypeError for a value that the schema refuses, that it would not read again as it was
   * written, or that is too large for browsers to keep.
   */
  write(value: Input): string
  /** The Set-Cookie line that makes the browser forget it. */
  clear(): string
}

/** What a request says: nothing, a value, or something that is not to be believed. */
export type CookieReading<Value> =
  | { readonly status: 'absent' }
  /** `renew`: an older secret made it. Write the value again, and the older secret can go. */
  | { readonly status: 'valid', readonly value: Value, readonly renew: boolean }
  | { readonly status: 'invalid', readonly reason: InvalidReason }

/**
 * - `twice`: somebody tossed a second one in (RFC 6265bis §8.6), and nobody can tell which is ours.
 * - `unauthentic`: no secret of ours made it for this cookie.
 * - `schema`: not what the schema takes, or nothing that could be shown to it.
 */
export type InvalidReason = 'twice' | 'unauthentic' | 'schema'

/** What browsers hold a name to: `__Host-` to this one host over TLS (RFC 6265bis §4.1.3). */
export type CookiePrefix =
  /** Secure, for the whole of this host and for no other. */
  | '__Host-'
  /** Secure alone: for a cookie that subdomains share. */
  | '__Secure-'
  /** As `__Host-`, and set by no script. A browser that does not know it sees a `__Host-` cookie (B-30). */
  | '__Host-Http-'
  /** As `__Secure-`, and set by no script. A browser that does not know it sees a cookie without a prefix. */
  | '__Http-'
  /** NOTHING KEEPS A SUBDOMAIN OR A PLAIN HTTP PAGE FROM SETTING THIS COOKIE. For names that others have chosen. */
  | ''

/** A cookie: what is in it, how it is protected, and for how long. */
export type CookieDefinition<Output, Input = Output> = CookieSettings & ProtectionOptions & {
  readonly schema: StandardSchema<Input, Output>
}

/** How a cookie is sent and kept. */
export interface CookieSettings {
  /** `__Host-` by default. One configured name is accepted and never two (B-30). */
  readonly prefix?: CookiePrefix
  /** None: the browser forgets the cookie when it closes. It is the browser's promise; a copied value has no end. */
  readonly maxAge?: Seconds
  /** `Lax` by default. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None'
  /** Required with `sameSite: 'None'`, so that no two sites that embed ours share what it says (CHIPS, B-28). */
  readonly partitioned?: boolean
  /** True by default: no script reads it. */
  readonly httpOnly?: boolean
  /** For this host and all below it. Never with a prefix that begins with `__Host-`. */
  readonly domain?: string
}

/** The name comes without its prefix. A definition that no browser would keep is a TypeError at once. */
export function defineCookie<Output, Input = Output>(
  baseName: string, definition: CookieDefinition<Output, Input>,
): TypedCookie<Output, Input> {
  const { schema, prefix = '__Host-' } = definition
  if (baseName === '' || /^__(host|secure|http)-/i.test(baseName)) {
    throw new TypeError(`cookie is called "${baseName}"; expected a name, without its prefix`)
  }
  const name = `${prefix}${baseName}`
  const options = optionsOf(name, definition)
  const clearing = serializeCookie(name, '', { ...options, maxAge: 0 })
  const protection = createProtection(name, definition)
  return {
    name,
    read(cookieHeader) {
      const [value, ...others] = readCookie(cookieHeader, name)
      if (value === undefined) return { status: 'absent' }
      if (others.length > 0) return { status: 'invalid', reason: 'twice' }
      // No browser keeps more, so nobody honest sends it.
      const opened = name.length + value.length > MAX_NAME_AND_VALUE ? null : protection.unprotect(value)
      if (opened === null) {
        return { status: 'invalid', reason: definition.protection === 'plain' ? 'schema' : 'unauthentic' }
      }
      const decoded = decode(schema, opened.text)
      if (decoded === null) return { status: 'invalid', reason: 'schema' }
      return { status: 'valid', value: decoded.value, renew: opened.renew }
    },
    write: (value) => serializeCookie(name, protection.protect(encode(name, schema, value)), options),
    clear: () => clearing,
  }
}

/** Throws for what browsers drop, here and not in the first response that would carry it. */
function optionsOf(name: string, settings: CookieSettings): CookieOptions {
  const { maxAge, domain, sameSite = 'Lax', httpOnly = true, partitioned = false } = settings
  if (sameSite === 'None' && !partitioned) {
    throw new TypeError(`cookie ${name} with SameSite=None is for embedding; expected partitioned: true`)
  }
  const options = {
    path: '/', secure: true, httpOnly, sameSite, partitioned,
    ...(maxAge !== undefined && { maxAge }),
    ...(domain !== undefined && { domain }),
  }
  serializeCookie(name, '', options)
  return options
}

function decode<Output>(schema: StandardSchema<unknown, Output>, text: string): { readonly value: Output } | null {
  const json = decodeJson(text)
  const result = json === null ? null : validate(schema, json.value)
  return result === null || result.issues !== undefined ? null : result
}

/**
 * What the schema lets through, so that a member it does not name goes no further. It must read its own answer as the
 * same again: a value that changes by being kept (a transformation, `undefined`, NaN) would change with every renewal.
 */
function encode(name: string, schema: StandardSchema, value: unknown): string {
  const result = validate(schema, value)
  if (result.issues !== undefined) {
    throw new TypeError(`the schema of cookie ${name} refuses the value${placesOf(result.issues)}`)
  }
  const text = JSON.stringify(result.value)
  const again = decode(schema, text)
  if (again === null || JSON.stringify(again.value) !== text) {
    throw new TypeError(`the schema of cookie ${name} does not read what it wrote; expected JSON that stays the same`)
  }
  return text
}

/** Where the issues are and not what they say, since messages of schemas may quote the value. */
function placesOf(issues: readonly SchemaIssue[]): string {
  const paths = issues.map(({ path = [] }) => path.map((step) => String(typeof step === 'object' ? step.key : step)))
  const places = [...new Set(paths.map((path) => path.join('.')).filter((place) => place !== ''))]
  return places.length === 0 ? '' : ` at ${places.join(', ')}`
}
