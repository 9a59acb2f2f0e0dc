/** An instance for one command, on the records of the server that may be running meanwhile. */
import { existsSync } from 'node:fs'
import { isPostgres, type Config } from '../config.ts'
import { createInstance, createLog, type Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'

/** `isNew`: the records may be made by the command. */
export async function withInstance<T>(
  config: Config, work: (instance: Instance) => Promise<T>, { isNew = false }: { isNew?: boolean } = {},
): Promise<T> {
  if (config.databaseUrl === 'memory:') {
    throw new CommandError('LATCHKEY_DATABASE_URL is memory:, and what is in the memory of the server no command can reach.')
  }
  const isMissing = !isNew && !isPostgres(config.databaseUrl) && !existsSync(config.databaseUrl)
  if (isMissing) throw new CommandError(`There is no database at ${config.databaseUrl}; start the server once, or look at LATCHKEY_DATA_DIR.`)
  // What a command answers stands alone on standard output, for programs that read it.
  const instance = createInstance(config, createLog(2))
  try {
    return await work(instance)
  } finally {
    await instance.auth.close()
  }
}
