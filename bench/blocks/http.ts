/** An authenticated GET from the socket to the socket, each stack in a process of its own. */
import type { Block } from '../block.ts'
import { ours } from '../http/ours.ts'
import { peers } from '../http/peers.ts'
import { start } from '../http/running.ts'
import { type By, compare } from '../measure/compare.ts'
import { size } from '../measure/run.ts'

/** Short runs leave out what only repeats another stack on another framework. */
const shortList = [
  'node:http, bare', 'node, cookie in memory', 'node, token remembered', 'node, jwt HS256 uncached', 'node, cookie on SQLite, authoritative',
  '@fastify/session', '@fastify/secure-session', '@fastify/jwt', 'better-auth, cookie cache',
]

export const http: Block = {
  name: 'http',
  title: 'HTTP: an authenticated GET, end to end',
  note: 'Processor time of the server for one request, so that the client beside it on the same machine is not counted; it never sleeps, so that no server pays for waking it. Every server runs without the pretenuring of V8, which by chance makes a stack cost half as much again. *× ours* is against bare node:http: its inverse is the share of bare node:http that a stack reaches.',
  async measure(run) {
    const names = Object.keys({ ...ours, ...peers }).filter((name) => !run.isQuick || shortList.includes(name))
    const running = await Promise.all(names.map(async (name) => ({ name, stack: await start(name) })))
    const few = { ...run, rounds: size(run, { quick: 4, full: 11 }), warmUps: 1 }
    const milliseconds = size(run, { quick: 150, full: 600 })
    try {
      for (const { name, stack } of running) {
        run.say(`  warming up: ${name}`)
        await stack.warmUp(size(run, { quick: 400, full: 3000 }))
      }
      const contenders = running.map(({ name, stack }) => ({ name, by: byOf(name), sample: () => stack.costOf(milliseconds) }))
      return [await compare({ name: 'HTTP GET', unit: 'µs of CPU', contenders }, few)]
    } finally {
      for (const { stack } of running) stack.stop()
    }
  },
}

function byOf(name: string): By {
  if (name.startsWith('node:http, bare')) return 'limit'
  if (name.endsWith('no authentication')) return 'before'
  return name in ours ? 'latchkey' : 'peer'
}
