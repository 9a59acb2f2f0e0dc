/** From a configuration to an instance: the store, the secret, the log. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import type { Store } from '../contracts.ts'
import { createAuth, type Auth, type AuthOptions } from '../create-auth.ts'
import { memoryStore } from '../stores/memory.ts'
import { postgresStore } from '../stores/postgres.ts'
import { createPages } from '../pages/pages.ts'
import { redis } from '../redis.ts'
import { sqliteStore } from '../stores/sqlite.ts'
import { ConfigError, handedOn, isPostgres, type Config, type ConfigFile } from './config.ts'
import { described } from './fault.ts'

export interface Instance {
  readonly auth: Auth
  readonly store: Store
  readonly log: Logger
}

export function createInstance(config: Config, log = createLog(1)): Instance {
  const isFile = config.databaseUrl !== 'memory:' && !isPostgres(config.databaseUrl)
  const needsFolder = config.secret === null || isFile
  if (needsFolder) prepareFolder(config.dataDir)
  try {
    const store = openStore(config, log)
    const auth = createAuth({
      origin: config.origin, secret: config.secret ?? generatedSecret(config.dataDir), store, signup: config.signup,
      visitorSessions: config.visitorSessions, allowedOrigins: config.allowedOrigins, guardedOrigins: config.guardedOrigins, sessionData: { clientKeys: config.sessionClientKeys },
      ...handOn(config.file), ...openShared(config, log), ...pagesOf(config.file),
      onWarning: (sentence) => { log.warn(sentence) },
      onFault: (error, request) => { log.error({ request, err: described(error) }, 'fault') },
    })
    return { auth, store, log }
  } catch (error) {
    throw error instanceof TypeError ? new ConfigError(`A setting is wrong: ${settingNamed(error.message)}.`, { cause: error }) : error
  }
}

/** Without settings they are loaded by the first request. */
function pagesOf({ pages }: ConfigFile): Pick<AuthOptions, 'pages'> {
  return pages === undefined ? {} : { pages: createPages(pages) }
}

function handOn(file: ConfigFile): Pick<ConfigFile, (typeof handedOn)[number]> {
  return Object.fromEntries(handedOn.filter((name) => file[name] !== undefined).map((name) => [name, file[name]]))
}

/** `createAuth` knows its options; an operator knows the one that is a variable by another name. */
function settingNamed(message: string): string {
  return message.replace(/^secret /, 'LATCHKEY_SECRET ').replace(/^the Redis url /, 'LATCHKEY_REDIS_URL ').replace(/^url /, 'LATCHKEY_DATABASE_URL ').replace(/^allowedOrigins /, 'LATCHKEY_ALLOWED_ORIGINS ').replace(/^guardedOrigins /, 'LATCHKEY_GUARDED_ORIGINS ')
}

/** JSON lines on standard output (1), or error (2), in UTC; what a stranger wrote cannot end a line in JSON (F-10). */
export function createLog(output: 1 | 2): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(output))
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ConfigError(`LATCHKEY_DATA_DIR is "${folder}", and that folder cannot be made: ${reason(error)}.`, { cause: error })
  }
}

function openStore({ databaseUrl, databaseListenUrl }: Config, log: Logger): Store {
  const onWarning = (message: string) => { log.warn(message) }
  if (databaseUrl === 'memory:') return memoryStore()
  if (isPostgres(databaseUrl)) return postgresStore({ url: databaseUrl, listenUrl: databaseListenUrl ?? undefined, onWarning })
  return sqliteStore({ file: databaseUrl, onWarning })
}

function openShared({ redisUrl }: Config, log: Logger): Pick<AuthOptions, 'shared'> {
  return redisUrl === null ? {} : { shared: redis({ url: redisUrl, onWarning: (message) => { log.warn(message) } }) }
}

/** On loopback only: made once, for its owner alone to read (F-01). */
function generatedSecret(folder: string): string {
  const path = join(folder, 'secret')
  const secret = readSecret(path)
  if (secret.length >= 43) return secret
  throw new ConfigError(`The file "${path}" holds no secret that was made here; put it back, or delete it together with the database.`)
}

function readSecret(path: string): string {
  try {
    if (!existsSync(path)) makeSecret(path)
    chmodSync(path, 0o600)
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`The secret in "${path}" can be neither read nor made: ${reason(error)}.`, { cause: error })
  }
}

/** Of two programs that start at once one makes it, and both read that one. */
function makeSecret(path: string): void {
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (reason(error) !== 'EEXIST') throw error
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the system refuses'
}
