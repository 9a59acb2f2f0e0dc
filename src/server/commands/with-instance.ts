/** An instance for one command, on the records of the server that may be running meanwhile. */
import type { Config } from '../config.ts'
import { createInstance, type Instance } from '../instance.ts'
import { CommandError } from './command-error.ts'

export async function withInstance<T>(config: Config, work: (instance: Instance) => Promise<T>): Promise<T> {
  if (config.databaseUrl === 'memory:') {
    throw new CommandError('LATCHKEY_DATABASE_URL is memory:, and what is in the memory of the server no command can reach.')
  }
  const instance = createInstance(config)
  try {
    return await work(instance)
  } finally {
    await instance.auth.close()
  }
}
