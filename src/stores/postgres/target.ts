/** Where the database is and how it is spoken to. Without TLS that proves who answers, nothing leaves this machine. */

export interface TlsOptions {
  /** PEM of the authorities that may have signed the server's certificate; those that Node knows by default. */
  readonly ca?: string | undefined
}

export interface Target {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  /** False: in the clear. */
  readonly ssl: false | { readonly rejectUnauthorized: true, readonly ca?: string }
  /** For messages: no password is in it. */
  readonly name: string
}

interface Rules {
  readonly ssl?: TlsOptions | undefined
  readonly dangerouslyAllowPlaintext?: boolean | undefined
}

const DEFAULT_PORT = 5432
const encrypting: readonly string[] = ['require', 'verify-ca', 'verify-full']
const parameters: readonly string[] = ['sslmode', 'host']

/**
 * Reads `postgres://user:password@host:port/database`. `?sslmode=` may ask for TLS, or with `disable` for none; whichever
 * asks gets a certificate checked in full. `?host=/folder` is that of a Unix socket, and goes before the host. Throws a `TypeError` that holds no password.
 */
export function targetOf(setting: string, url: string, rules: Rules = {}): Target {
  const parsed = parse(setting, url)
  const host = parsed.searchParams.get('host') ?? parsed.hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '') throw new TypeError(`${setting} names no host.`)
  const user = decoded(setting, parsed.username)
  if (user === '') throw new TypeError(`${setting} names no user.`)
  const port = parsed.port === '' ? DEFAULT_PORT : Number(parsed.port)
  const database = decoded(setting, parsed.pathname.slice(1)) || user
  const password = parsed.password === '' ? undefined : decoded(setting, parsed.password)
  const ssl = tlsOf(setting, { host, mode: parsed.searchParams.get('sslmode'), ...rules })
  return { host, port, user, password, database, ssl, name: `${host}:${port}/${database}` }
}

function parse(setting: string, url: string): URL {
  const parsed = URL.parse(url)
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new TypeError(`${setting} is no address of the form postgres://user:password@host:port/database.`)
  }
  for (const [name, value] of parsed.searchParams) {
    // One that were passed over in silence could be the one that was to make the connection safe.
    if (!parameters.includes(name)) throw new TypeError(`${setting} has a parameter that is not known here: ${name}.`)
    if (parsed.searchParams.getAll(name).length > 1) throw new TypeError(`${setting} has the parameter ${name} twice.`)
    if (name === 'host' && !value.startsWith('/')) throw new TypeError(`${setting} has a host parameter that is no path of a socket.`)
  }
  return parsed
}

function decoded(setting: string, part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new TypeError(`${setting} has a percent sign that encodes nothing.`)
  }
}

interface Wish extends Rules {
  readonly host: string
  readonly mode: string | null
}

function tlsOf(setting: string, { host, mode, ssl, dangerouslyAllowPlaintext = false }: Wish): Target['ssl'] {
  const verified = { rejectUnauthorized: true, ...(ssl?.ca === undefined ? {} : { ca: ssl.ca }) } as const
  if (mode !== null && encrypting.includes(mode)) return verified
  // `prefer` and `allow` fall back to clear text for whoever stands between, `no-verify` believes whoever answers.
  if (mode !== null && mode !== 'disable') throw new TypeError(`${setting} has an sslmode that proves nothing: ${mode}.`)
  if (isLocal(host)) return ssl === undefined || mode === 'disable' ? false : verified
  if (mode === null) return verified
  if (dangerouslyAllowPlaintext) return false
  throw new TypeError(`${setting} has sslmode=disable: off this machine that needs dangerouslyAllowPlaintext.`)
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The names of schemas stand in SQL, so they are held to letters that need no thought. */
export function schemaOf(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(name)) throw new TypeError('schema must be small letters, digits and _, 40 at most.')
  return name
}
