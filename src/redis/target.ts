/** Where the Redis is and how it is spoken to. Without TLS that proves who answers, no password leaves this machine. */

export interface TlsOptions {
  /** PEM of the authorities that may have signed the server's certificate; those that Node knows by default. */
  readonly ca?: string | undefined
}

export interface Target {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
  readonly db: number
  readonly tls?: { readonly rejectUnauthorized: true, readonly ca?: string }
}

export interface TargetRules {
  readonly tls?: TlsOptions | undefined
  readonly dangerouslyAllowPlaintext?: boolean | undefined
}

const DEFAULT_PORT = 6379

/**
 * Reads `redis://user:password@host:port/number`; `rediss://` is TLS, with the certificate checked in full. Throws a `TypeError`
 * that holds no password.
 */
export function targetOf(url: string, { tls, dangerouslyAllowPlaintext = false }: TargetRules = {}): Target {
  const parsed = parse(url)
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '') throw new TypeError('the Redis url names no host')
  const isSecure = parsed.protocol === 'rediss:'
  if (!isSecure && !isLocal(host) && !dangerouslyAllowPlaintext) {
    throw new TypeError('the Redis url is redis://: off this machine expected rediss://, or dangerouslyAllowPlaintext')
  }
  const username = decoded(parsed.username)
  const password = decoded(parsed.password)
  return {
    host, port: parsed.port === '' ? DEFAULT_PORT : Number(parsed.port), db: databaseOf(parsed.pathname),
    ...(username !== '' && { username }), ...(password !== '' && { password }),
    ...(isSecure && { tls: { rejectUnauthorized: true, ...(tls?.ca !== undefined && { ca: tls.ca }) } }),
  }
}

function parse(url: string): URL {
  const parsed = URL.parse(url)
  if (parsed === null || !/^rediss?:$/.test(parsed.protocol)) {
    throw new TypeError('the Redis url is no address of the form redis://user:password@host:port/number')
  }
  // One that were passed over in silence could be the one that was to make the connection safe.
  if (parsed.search !== '' || parsed.hash !== '') throw new TypeError('the Redis url has parameters; expected none')
  return parsed
}

function databaseOf(path: string): number {
  if (path === '' || path === '/') return 0
  if (/^\/\d{1,5}$/.test(path)) return Number(path.slice(1))
  throw new TypeError('the Redis url names a database that is no number')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new TypeError('the Redis url has a percent sign that encodes nothing')
  }
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
