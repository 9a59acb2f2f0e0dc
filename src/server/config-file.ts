/** Reads `latchkey.config.ts` (or .js, .mjs) from the working folder, where there is one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, type ConfigFile } from './config.ts'

const names = ['latchkey.config.ts', 'latchkey.config.js', 'latchkey.config.mjs']

export async function loadConfigFile(folder: string): Promise<ConfigFile> {
  const name = names.find((one) => existsSync(resolve(folder, one)))
  if (name === undefined) return {}
  const module = await importFile(resolve(folder, name), name)
  const config = 'default' in module ? module.default : undefined
  if (typeof config !== 'object' || config === null) throw new ConfigError(`${name} exports no settings; expected an object as its default export.`)
  const { checkConfigFile } = await import('./config-schema.ts')
  const checked = checkConfigFile(config)
  if (!checked.ok) throw new ConfigError(`${name}: ${checked.fault}.`)
  return checked.file
}

async function importFile(path: string, name: string): Promise<object> {
  try {
    return await import(pathToFileURL(path).href) as object // a module namespace is always an object
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n', 1).join('') : 'it fails'
    throw new ConfigError(`${name} cannot be read: ${message}.`, { cause: error })
  }
}
