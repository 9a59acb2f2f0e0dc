/** A stack in a process of its own, under a load that can be measured. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { type Load, openLoad } from './client.ts'
import type { Stack } from './stack.ts'

export interface Running {
  /** Until compilers have done with it, they take more of the processor than the requests. */
  warmUp(milliseconds: number): Promise<void>
  /** Microseconds of processor for one request, of the server alone. */
  costOf(milliseconds: number): Promise<number>
  stop(): void
}

const connections = 16

/**
 * V8 may take it into its head, by what survived while a program started, to make some objects of each request old at once, and
 * those hold on to all the others: by chance a stack then costs half as much again. So it is not asked, of anybody.
 */
const flags = ['--no-allocation-site-pretenuring']

export async function start(name: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [name], { execArgv: flags, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { port, headers } = await told<{ port: number } & Pick<Stack, 'headers'>>(child)
  const load: Load = await openLoad(port, headers, connections)
  const used = async () => {
    child.send('usage')
    return (await told<{ microseconds: number }>(child)).microseconds
  }
  return {
    async warmUp(milliseconds) { await load.during(milliseconds) },
    async costOf(milliseconds) {
      const before = await used()
      const requests = await load.during(milliseconds)
      return (await used() - before) / requests
    },
    stop() {
      load.close()
      child.disconnect()
    },
  }
}

function told<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => { reject(new Error(`the server ended with ${code}`)) }
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as T) // server.ts sends nothing else
    })
  })
}
