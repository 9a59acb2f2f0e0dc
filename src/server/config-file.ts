/** Reads `latchkey.config.ts` (or .js, .mjs) from the working folder, where there is one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, type ConfigFile } from './config.ts'

const names = ['latchkey.config.ts', 'latchkey.config.js', 'latchkey.config.mjs']

const settings = new Set([
  'port', 'host', 'origin', 'dataDir', 'databaseUrl', 'secret', 'signup', 'trustedProxies', 'tls', 'jwtAlgorithm',
  'limits', 'passwords',
])

export async function loadConfigFile(folder: string): Promise<ConfigFile> {
  const name = names.find((one) => existsSync(resolve(folder, one)))
  if (name === undefined) return {}
  const module = await importFile(resolve(folder, name), name)
  const config = 'default' in module ? module.default : undefined
  if (typeof config !== 'object' || config === null) throw new ConfigError(`${name} exports no settings; expected an object as its default export.`)
  const unknown = Object.keys(config).find((key) => !settings.has(key))
  if (unknown !== undefined) throw new ConfigError(`${name} has the setting "${unknown}", which is not one; there are ${[...settings].join(', ')}.`)
  return config // its members are checked one by one where they are used
}

async function importFile(path: string, name: string): Promise<object> {
  try {
    return await import(pathToFileURL(path).href) as object // a module namespace is always an object
  } catch (error) {
    throw new ConfigError(`${name} cannot be read: ${error instanceof Error ? error.message : 'it fails'}.`, { cause: error })
  }
}
