/** `latchkey key list`, `rotate` and `drop`: keys are turned over by schedule anyway; this is for when it must be now. */
import type { KeyUse } from '../../contracts.ts'
import type { KeyInfo } from '../../core/key-ring.ts'
import type { Config } from '../config.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

const turned: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie']

export interface KeyOptions {
  readonly json?: boolean
}

export function listKeys(config: Config, { json = false }: KeyOptions): Promise<string> {
  return withInstance(config, async ({ auth }) => {
    const keys = await auth.keys.list()
    return json ? JSON.stringify(keys) : keys.map(line).join('\n')
  })
}

function line({ kid, use, algorithm, state, changed }: KeyInfo): string {
  const since = new Date(changed * 1000).toISOString().slice(0, 16).replace('T', ' ')
  return `${use.padEnd(8)} ${state.padEnd(8)} ${algorithm.padEnd(7)} since ${since} UTC  ${kid}`
}

export function rotateKey(config: Config, use: string | undefined): Promise<string> {
  const known = turned.find((one) => one === use)
  if (known === undefined) throw new CommandError(`"key rotate ${use ?? ''}" lacks what the key is for: one of ${turned.join(', ')}.`)
  return withInstance(config, async ({ auth }) => {
    const { kid } = await auth.keys.rotate(known)
    return `The next key for ${known} is ${kid}. It issues in three and a half minutes; nobody is logged out.`
  })
}

export function dropKey(config: Config, kid: string | undefined): Promise<string> {
  if (kid === undefined) throw new CommandError('"key drop" lacks the name of the key; `latchkey key list` shows it.')
  return withInstance(config, async ({ auth }) => {
    if (!await auth.keys.drop(kid)) throw new CommandError(`There is no live key "${kid}"; \`latchkey key list\` shows those that there are.`)
    return `${kid} is trusted no more. A server that runs follows within 90 seconds, and at once when it is started again. Logins go on, and are renewed by another key.`
  })
}
