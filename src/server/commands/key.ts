/** `latchkey key list`, `rotate` and `drop`: keys are turned over by schedule anyway; this is for when it must be now. */
import type { KeyUse } from '../../contracts.ts'
import type { KeyInfo } from '../../core/key-ring.ts'
import { type Call, type Outcome, UsageError } from '../command-line/command.ts'
import { minute, table } from '../command-line/output.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

const turned: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie']

export async function listKeys({ config }: Call): Promise<Outcome> {
  return withInstance(await config(), async ({ auth }) => {
    const keys = await auth.keys.list()
    const text = table([['USE', 'STATE', 'ALGORITHM', 'SINCE (UTC)', 'KEY'], ...keys.map(row)])
    return { text, json: { keys: keys.map(({ kid, use, algorithm, state, changed }) => ({ kid, use, algorithm, state, changed_at: changed })) } }
  })
}

function row({ kid, use, algorithm, state, changed }: KeyInfo): readonly string[] {
  return [use, state, algorithm, minute(changed), kid]
}

export async function rotateKey({ words: [use], config }: Call): Promise<Outcome> {
  const known = turned.find((one) => one === use)
  if (known === undefined) throw new UsageError(`"key rotate" takes what the key is for: one of ${turned.join(', ')}.`)
  return withInstance(await config(), async ({ auth }) => {
    const { kid } = await auth.keys.rotate(known)
    return { text: `The next key for ${known} is ${kid}. It issues in three and a half minutes; nobody is logged out.`, json: { next: kid } }
  })
}

export async function dropKey({ words: [kid = ''], config }: Call): Promise<Outcome> {
  return withInstance(await config(), async ({ auth }) => {
    if (!await auth.keys.drop(kid)) throw new CommandError(`There is no live key "${kid}"; \`latchkey key list\` shows those that there are.`)
    const text = `${kid} is trusted no more. A server that runs follows within 90 seconds, and at once when it is started again. Logins go on, and are renewed by another key.`
    return { text, json: { dropped: kid } }
  })
}
