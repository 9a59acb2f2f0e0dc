/** A browser as far as cookies go: RFC 6265bis §5.7 (what is kept) and §5.8 (what is sent), over our parseSetCookie. */
import { parseSetCookie, type SetCookie } from '../../src/cookies/parse-set-cookie.ts'

interface Kept extends SetCookie {
  readonly host: string
  readonly hostOnly: boolean
  readonly keptPath: string
  readonly expiry: number
}

export interface Browser {
  receive(line: string, from: URL): void
  /** The Cookie header; empty without a cookie. */
  send(to: URL): string
}

/** `now` stands still. Public suffixes are the names without a dot. */
export function openBrowser(now: number): Browser {
  // In the order of creation.
  let jar: Kept[] = []
  return {
    receive(line, from) {
      const kept = keep(line, from, now)
      if (kept === null) return
      const at = jar.findIndex((other) => isSame(other, kept))
      jar = at < 0 ? [...jar, kept] : jar.with(at, kept)
    },
    send(to) {
      const sent = jar.filter((cookie) => cookie.expiry > now && isFor(cookie, to))
      const ordered = sent.toSorted((a, b) => b.keptPath.length - a.keptPath.length)
      return ordered.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ')
    },
  }
}

function keep(line: string, from: URL, now: number): Kept | null {
  const cookie = parseSetCookie(line)
  if (cookie === null || (cookie.secure && from.protocol !== 'https:')) return null
  const { name, value, domain, path, maxAge, expires, sameSite, secure } = cookie
  if (domain !== undefined && !(domain.includes('.') && matchesDomain(from.hostname, domain))) return null
  if (sameSite === 'None' && !secure) return null
  const hostOnly = domain === undefined
  if (/^__secure-/i.test(name) && !secure) return null
  if (/^__host-/i.test(name) && !(secure && hostOnly && path === '/')) return null
  if (name === '' && /^__(secure|host)-/i.test(value)) return null
  const expiry = maxAge === undefined ? (expires ?? Infinity) : now + maxAge
  return { ...cookie, host: domain ?? from.hostname, hostOnly, keptPath: path ?? defaultPath(from), expiry }
}

function isSame(a: Kept, b: Kept): boolean {
  return a.name === b.name && a.host === b.host && a.hostOnly === b.hostOnly && a.keptPath === b.keptPath
}

function isFor({ host, hostOnly, keptPath, secure }: Kept, to: URL): boolean {
  const isHost = hostOnly ? to.hostname === host : matchesDomain(to.hostname, host)
  return isHost && matchesPath(to.pathname, keptPath) && (!secure || to.protocol === 'https:')
}

function matchesDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf('/')) || '/'
}

function matchesPath(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}
