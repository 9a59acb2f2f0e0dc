/** Processes that share one SQLite file, as nodes of one deployment would; and an instance of this process in the same words. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createClient } from '../support/client.ts'
import { secret as usual, type Instance } from '../support/instance.ts'

/** `line` is method and path. */
export interface Sent {
  readonly line: string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Told {
  readonly status: number
  readonly text: string
  readonly cookies: readonly string[]
}

export interface Order {
  readonly id: number
  /** What its clock says meanwhile. */
  readonly at: number
  readonly sent: readonly Sent[]
}

interface Reply {
  readonly id: number
  readonly told: readonly Told[]
  readonly faults: readonly string[]
}

export interface Node {
  /** Sends all at once, and waits for all. */
  send(sent: readonly Sent[], at: number): Promise<readonly Told[]>
  /** What it reported as faults. */
  readonly faults: string[]
  /** SIGKILL. */
  kill(): Promise<void>
}

const program = fileURLToPath(new URL('node-child.ts', import.meta.url))

export async function startNode(file: string, secrets: readonly string[] = [usual]): Promise<Node> {
  const child = fork(program, [file, ...secrets], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const faults: string[] = []
  const waiting = new Map<number, (told: readonly Told[]) => void>()
  let orders = 0
  const ended = once(child, 'close')
  await once(child, 'message')
  child.on('message', (reply: Reply) => {
    faults.push(...reply.faults)
    waiting.get(reply.id)?.(reply.told)
    waiting.delete(reply.id)
  })
  return {
    faults,
    send: (sent, at) => new Promise((resolve) => {
      const id = orders += 1
      waiting.set(id, resolve)
      child.send({ id, at, sent } satisfies Order)
    }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The instance of this process. Its clock is its own. */
export function nodeOf({ auth, close }: Instance): Node {
  return {
    faults: [],
    send: (sent) => Promise.all(sent.map(async ({ line, json, headers }) => {
      const [method = '', path = ''] = line.split(' ')
      const answer = await createClient(auth).send(method, path, { json, ...(headers !== undefined && { headers }) })
      return { status: answer.status, text: answer.text, cookies: answer.headers.getSetCookie() }
    })),
    kill: close,
  }
}
