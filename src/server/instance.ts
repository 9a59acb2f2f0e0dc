/** From a configuration to an instance: the store, the secret, the log. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import type { Store } from '../contracts.ts'
import { createAuth, type Auth } from '../create-auth.ts'
import { memoryStore } from '../stores/memory.ts'
import { sqliteStore } from '../stores/sqlite.ts'
import { ConfigError, type Config } from './config.ts'

export interface Instance {
  readonly auth: Auth
  readonly store: Store
  readonly log: Logger
}

export function createInstance(config: Config): Instance {
  const log = createLog()
  const needsFolder = config.secret === null || config.databaseUrl !== 'memory:'
  if (needsFolder) prepareFolder(config.dataDir)
  const store = openStore(config, log)
  const { jwtAlgorithm, limits, passwords } = config.file
  try {
    const auth = createAuth({
      origin: config.origin, secret: config.secret ?? generatedSecret(config.dataDir), store, signup: config.signup,
      ...(jwtAlgorithm && { jwtAlgorithm }), ...(limits && { limits }), ...(passwords && { passwords }),
      onFault: (error, request) => { log.error({ request, err: described(error) }, 'fault') },
    })
    return { auth, store, log }
  } catch (error) {
    throw error instanceof TypeError ? new ConfigError(`A setting is wrong: ${error.message}.`, { cause: error }) : error
  }
}

/** JSON lines on standard output, in UTC; what a stranger wrote cannot end a line in JSON (F-10). */
function createLog(): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime })
}

/** Name, sentence and place; a cause may hold values, so it is only named. */
function described(error: unknown) {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' }
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause instanceof Error && { cause: cause.name }) }
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ConfigError(`LATCHKEY_DATA_DIR is "${folder}", and that folder cannot be made: ${reason(error)}.`, { cause: error })
  }
}

function openStore({ databaseUrl }: Config, log: Logger): Store {
  if (databaseUrl === 'memory:') return memoryStore()
  return sqliteStore({ file: databaseUrl, onWarning: (message) => { log.warn(message) } })
}

/** On loopback only: made once, for its owner alone to read (F-01). */
function generatedSecret(folder: string): string {
  const path = join(folder, 'secret')
  try {
    if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`The secret in "${folder}" can be neither read nor made: ${reason(error)}.`, { cause: error })
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the system refuses'
}
