/**
 * Configuration of the ready-to-run server: the environment first, then `latchkey.config.ts`, then the default.
 * A wrong setting stops the start with one sentence that names it. Only this room reads the environment.
 */
import { join } from 'node:path'
import type { AuthOptions } from '../create-auth.ts'
import type { PagesOptions } from '../pages/theme.ts'
import { areNone, parseProxies, type TrustedProxies } from './proxies.ts'

/** What has no variable of its own: handed on as it is. */
export const handedOn = ['jwtAlgorithm', 'jwtEncrypt', 'statusList', 'roles', 'audiences', 'limits', 'passwords', 'rolling', 'languages', 'consentVersion', 'visits', 'rotateKeysEvery'] as const

/** `visits: false` counts none; where else they go is code, which a program of one's own writes. */
type HandedOn = Pick<AuthOptions, Exclude<(typeof handedOn)[number], 'visits'>> & { readonly visits?: false }

/** What `latchkey.config.ts` exports as its default: the same settings, typed, and what has no place in an environment. */
export interface ConfigFile extends HandedOn {
  readonly port?: number
  readonly host?: string
  readonly origin?: string
  readonly dataDir?: string
  readonly databaseUrl?: string
  /** Where PostgreSQL can be listened to, when `databaseUrl` is a pooler of transactions. */
  readonly databaseListenUrl?: string
  /** `redis://…` or `rediss://…`: what several nodes share beside the database. */
  readonly redisUrl?: string
  /** Newest first. Better kept out of a file that is committed: prefer `LATCHKEY_SECRET`. */
  readonly secret?: string | readonly string[]
  readonly signup?: 'open' | 'closed'
  readonly visitorSessions?: 'on-write' | 'on-first-visit'
  /** Members of session data that clients may read and write. */
  readonly sessionClientKeys?: readonly string[]
  readonly allowedOrigins?: readonly string[]
  readonly guardedOrigins?: readonly string[]
  readonly trustedProxies?: string | number
  readonly tls?: { readonly cert: string, readonly key: string }
  /** The lab, where anybody can break throw-away logins. */
  readonly lab?: 'on' | 'off'
  /** A name, a logo and colours of your own. */
  readonly pages?: PagesOptions
}

export interface Config {
  readonly port: number
  readonly host: string
  readonly origin: string
  readonly dataDir: string
  readonly databaseUrl: string
  readonly databaseListenUrl: string | null
  readonly redisUrl: string | null
  /** Null: generated into the data folder, on loopback only. */
  readonly secret: readonly string[] | null
  readonly signup: 'open' | 'closed'
  readonly visitorSessions: 'on-write' | 'on-first-visit'
  readonly sessionClientKeys: readonly string[]
  readonly allowedOrigins: readonly string[]
  readonly guardedOrigins: readonly string[]
  readonly trustedProxies: TrustedProxies
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string, readonly key: string } | null
  readonly lab: 'on' | 'off'
  readonly file: ConfigFile
}

/** A setting that stops the start. The message is the whole of what the operator reads. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Environment = Readonly<Record<string, string | undefined>>

const known = new Set([
  'LATCHKEY_ORIGIN', 'LATCHKEY_DATA_DIR', 'LATCHKEY_DATABASE_URL', 'LATCHKEY_DATABASE_LISTEN_URL', 'LATCHKEY_REDIS_URL', 'LATCHKEY_SECRET', 'LATCHKEY_SIGNUP',
  'LATCHKEY_VISITOR_SESSIONS', 'LATCHKEY_ALLOWED_ORIGINS', 'LATCHKEY_GUARDED_ORIGINS', 'LATCHKEY_SESSION_CLIENT_KEYS', 'LATCHKEY_TRUSTED_PROXIES', 'LATCHKEY_TLS_CERT', 'LATCHKEY_TLS_KEY', 'LATCHKEY_LAB',
])
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

export function readConfig(environment: Environment, file: ConfigFile = {}): Config {
  refuseUnknown(environment)
  const port = portOf(environment['PORT'] ?? file.port ?? 3000)
  const host = environment['HOST'] ?? file.host ?? '127.0.0.1'
  const tls = tlsOf(environment, file)
  const origin = environment['LATCHKEY_ORIGIN'] ?? file.origin ?? defaultOrigin(host, port, tls !== null)
  const originHost = hostOf(origin)
  const isLocal = loopback.has(host) && loopback.has(originHost)
  if (tls !== null && !origin.startsWith('https:')) throw new ConfigError(`LATCHKEY_ORIGIN is "${origin}"; expected https, since LATCHKEY_TLS_CERT is set.`)
  const trustedProxies = proxiesOf(environment['LATCHKEY_TRUSTED_PROXIES'] ?? file.trustedProxies)
  const dataDir = environment['LATCHKEY_DATA_DIR'] ?? file.dataDir ?? '.latchkey'
  return {
    port, host, origin, tls, dataDir, file,
    databaseUrl: databaseOf(environment['LATCHKEY_DATABASE_URL'] ?? file.databaseUrl, dataDir),
    databaseListenUrl: listenUrlOf(environment['LATCHKEY_DATABASE_LISTEN_URL'] ?? file.databaseListenUrl),
    redisUrl: redisOf(environment['LATCHKEY_REDIS_URL'] ?? file.redisUrl),
    secret: secretOf(environment['LATCHKEY_SECRET'] ?? file.secret, isLocal),
    signup: signupOf(environment['LATCHKEY_SIGNUP'] ?? file.signup ?? 'open'),
    visitorSessions: visitorSessionsOf(environment['LATCHKEY_VISITOR_SESSIONS'] ?? file.visitorSessions ?? 'on-write'),
    allowedOrigins: listOf(environment['LATCHKEY_ALLOWED_ORIGINS']) ?? file.allowedOrigins ?? [],
    guardedOrigins: guardedOf(listOf(environment['LATCHKEY_GUARDED_ORIGINS']) ?? file.guardedOrigins ?? [], trustedProxies),
    sessionClientKeys: clientKeysOf(environment['LATCHKEY_SESSION_CLIENT_KEYS'], file.sessionClientKeys),
    trustedProxies,
    lab: labOf(environment['LATCHKEY_LAB'] ?? file.lab ?? (isLocal ? 'on' : 'off')),
  }
}

/** A misspelt setting would be silently without effect. */
function refuseUnknown(environment: Environment): void {
  const unknown = Object.keys(environment).find((name) => name.startsWith('LATCHKEY_') && !known.has(name))
  if (unknown !== undefined) throw new ConfigError(`${unknown} is not a setting; the settings are PORT, HOST, ${[...known].join(', ')}.`)
}

/** Empty is as good as not set, as for every other setting. */
function listOf(value: string | undefined): readonly string[] | null {
  return value === undefined || value === '' ? null : value.split(',').map((one) => one.trim())
}

function portOf(value: string | number): number {
  const port = /^\d{1,5}$/.test(String(value)) ? Number(value) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new ConfigError(`PORT is "${value}"; expected a whole number from 1 to 65535.`)
}

function defaultOrigin(host: string, port: number, isTls: boolean): string {
  if (!loopback.has(host)) throw new ConfigError(`LATCHKEY_ORIGIN is not set; it is required because HOST is "${host}", not loopback.`)
  // As a browser spells it: without the port that is the scheme's own.
  return new URL(`${isTls ? 'https' : 'http'}://localhost:${port}`).origin
}

function hostOf(origin: string): string {
  // To the URL standard a host may hold a star, and no request ever names such a one.
  const url = URL.canParse(origin) && !origin.includes('*') ? new URL(origin) : null
  if (url !== null && url.origin === origin && isPermitted(url)) return bare(url.hostname)
  throw new ConfigError(`LATCHKEY_ORIGIN is "${origin}"; expected https, host and port alone, such as https://app.example.com.`)
}

function isPermitted(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(bare(url.hostname)))
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

function databaseOf(url: string | undefined, dataDir: string): string {
  if (url === undefined || url === '') return join(dataDir, 'latchkey.db')
  if (url === 'memory:') return url
  if (isPostgres(url)) return url
  throw new ConfigError('LATCHKEY_DATABASE_URL is not one that this version knows; expected postgres://…, memory:, or nothing for SQLite in the data folder.')
}

/** The address holds a password, so that no message repeats it. */
function listenUrlOf(url: string | undefined): string | null {
  if (url === undefined || url === '') return null
  if (isPostgres(url)) return url
  throw new ConfigError('LATCHKEY_DATABASE_LISTEN_URL is not the address of a PostgreSQL; expected postgres://….')
}

/** Read whole where it is used; the address holds a password, so that no message repeats it. */
function redisOf(url: string | undefined): string | null {
  if (url === undefined || url === '') return null
  if (/^rediss?:\/\//.test(url)) return url
  throw new ConfigError('LATCHKEY_REDIS_URL is not the address of a Redis; expected rediss://…, or redis://… on this machine.')
}

export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url)
}

function secretOf(value: string | readonly string[] | undefined, isLocal: boolean): readonly string[] | null {
  const secrets = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value
  if (secrets !== undefined && secrets.length > 0) return secrets
  if (isLocal) return null
  throw new ConfigError('LATCHKEY_SECRET is not set; it is required off loopback: 32 random bytes or more, such as `latchkey secret generate` prints.')
}

function signupOf(value: string): 'open' | 'closed' {
  if (value === 'open' || value === 'closed') return value
  throw new ConfigError(`LATCHKEY_SIGNUP is "${value}"; expected open or closed.`)
}

function visitorSessionsOf(value: string): 'on-write' | 'on-first-visit' {
  if (value === 'on-write' || value === 'on-first-visit') return value
  throw new ConfigError(`LATCHKEY_VISITOR_SESSIONS is "${value}"; expected on-write or on-first-visit.`)
}

function labOf(value: string): 'on' | 'off' {
  if (value === 'on' || value === 'off') return value
  throw new ConfigError(`LATCHKEY_LAB is "${value}"; expected on or off.`)
}

function clientKeysOf(value: string | undefined, file: readonly string[] = []): readonly string[] {
  const keys = value === undefined || value === '' ? file : value.split(',').map((key) => key.trim())
  const odd = keys.find((key) => !/^[\w-]{1,64}$/.test(key))
  if (odd === undefined) return keys
  throw new ConfigError(`LATCHKEY_SESSION_CLIENT_KEYS has the key "${odd}"; expected letters, digits, _ and -, comma-separated.`)
}

function proxiesOf(value: string | number | undefined): TrustedProxies {
  const proxies = parseProxies(value === undefined ? '' : String(value))
  if (proxies !== null) return proxies
  throw new ConfigError(`LATCHKEY_TRUSTED_PROXIES is "${value}"; expected a number of hops, or networks such as 10.0.0.0/8, comma-separated.`)
}

/** What they are is judged where they are used; without a proxy that is believed nothing would ever be let through to them. */
function guardedOf(origins: readonly string[], trusted: TrustedProxies): readonly string[] {
  if (origins.length === 0 || !areNone(trusted)) return origins
  throw new ConfigError('LATCHKEY_GUARDED_ORIGINS is set and LATCHKEY_TRUSTED_PROXIES is not; name the proxy that asks /auth/forward.')
}

function tlsOf(environment: Environment, file: ConfigFile): Config['tls'] {
  const cert = environment['LATCHKEY_TLS_CERT'] ?? file.tls?.cert
  const key = environment['LATCHKEY_TLS_KEY'] ?? file.tls?.key
  if (cert !== undefined && key !== undefined) return { cert, key }
  if (cert === undefined && key === undefined) return null
  throw new ConfigError(`LATCHKEY_TLS_${cert === undefined ? 'CERT' : 'KEY'} is not set; a certificate and its key go together.`)
}
