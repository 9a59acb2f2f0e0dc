/** A cookie, set by the server and sent by the browser unasked. Knows HTTP, knows nothing about tokens. */
import type { Jar, Transport } from '../contracts.ts'
import { readCookie } from '../cookies/parse.ts'
import { serializeCookie } from '../cookies/serialize.ts'

export interface CookieTransportOptions {
  readonly name?: string
  readonly sameSite?: 'Lax' | 'Strict'
}

/** Browsers keep no cookie for longer than 400 days (RFC 6265bis §5.6.2). */
const LONGEST = 34_560_000

/**
 * `__Host-` is not a choice: the browser then refuses this name from a subdomain or from plain HTTP, so that nobody can
 * put a session of their own under it (fixation by cookie tossing).
 */
export function cookie(options: CookieTransportOptions = {}): Transport & { readonly jar: Jar } {
  const { name = '__Host-latchkey', sameSite = 'Lax' } = options
  if (!name.startsWith('__Host-')) throw new TypeError(`cookie name is "${name}"; expected it to start with __Host-`)
  const attributes = { path: '/', secure: true, httpOnly: true, sameSite } as const
  const cleared = serializeCookie(name, '', { ...attributes, maxAge: 0 })
  return {
    name: `cookie:${name}`,
    read: (request) => readCookie(request.header('cookie'), name),
    jar: {
      set(credential, { expiresIn, persistent }) {
        const life = persistent ? { maxAge: Math.min(expiresIn, LONGEST) } : {}
        return serializeCookie(name, credential, { ...attributes, ...life })
      },
      clear: () => cleared,
    },
  }
}
