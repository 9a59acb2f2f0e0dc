/** A process that is one stack: tells where it listens and what to send, and when asked how much processor time it has taken. */
import { createServer } from 'node:http'
import { argv } from 'node:process'
import { ours } from './ours.ts'
import { peers } from './peers.ts'
import type { Make } from './stack.ts'

const stacks: Readonly<Record<string, Make>> = { ...ours, ...peers }
const make = stacks[argv[2] ?? '']
if (make === undefined) throw new TypeError(`no stack is named "${argv[2]}"`)
const { listener, headers } = await make()
const server = createServer(listener)
// Others take their turns meanwhile: a connection may wait for long, for its first request as well.
server.keepAliveTimeout = 0
server.headersTimeout = 0
server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  tell({ port: typeof address === 'object' ? address?.port : undefined, headers })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  tell({ microseconds: user + system })
})
process.on('disconnect', () => { process.exit() })

function tell(message: object): void {
  process.send?.(message)
}
