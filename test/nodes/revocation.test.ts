/** The bound, measured: revoked on one node, asked of the others until they refuse; with the hints of the store, and without. */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authenticateNode, latchkeyListener } from '../../src/adapters/node.ts'
import type { Store } from '../../src/contracts.ts'
import { randomId } from '../../src/crypto/random.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { newFile } from '../stores/files.ts'
import { withPostgres } from '../stores/postgres-server.ts'
import { withRedis } from '../redis/redis-server.ts'
import { badNetwork } from '../support/bad-network.ts'
import { effort } from '../support/effort.ts'
import { startInstance } from '../support/instance.ts'
import { bound, measureLags, reportLags } from './lag.ts'
import { askAt, from, signUpAt, startNode, startNodes, type AskNode } from './nodes.ts'

const revocations = effort({ short: 20, full: 1000 })
const patience = effort({ short: 60_000, full: 10 * 60_000 })

async function people(ask: AskNode): Promise<readonly string[]> {
  const names = Array.from({ length: 20 }, (_, n) => `person-${n}-${randomId().slice(0, 8).toLowerCase()}`)
  for (const name of names) await signUpAt(from(ask, anAddress()), name)
  return names
}

/** Each of a network of their own: so many sign-ups from one would be a flood. */
function anAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.1`
}

async function measured(nodes: readonly AskNode[]) {
  const [first] = nodes
  if (first === undefined) throw new TypeError('a fleet has two nodes at least')
  return measureLags({ nodes, usernames: await people(first) }, revocations)
}

/** An instance of this process behind a socket, so that it is asked as the others are. */
async function serve(store: Store): Promise<AskNode> {
  const { auth, close } = await startInstance({ store, pages: null, clock: () => Math.floor(Date.now() / 1000) })
  const server = createServer(latchkeyListener(auth, (incoming, outgoing) => {
    void authenticateNode(auth, incoming).then(({ status }) => outgoing.writeHead(status === 'authenticated' ? 200 : 401).end())
  }))
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await close()
  })
  const address = server.address()
  return askAt(typeof address === 'object' && address !== null ? address.port : 0)
}

/** It tells nobody of anything. */
function deaf(store: Store): Store {
  const silent = { ...store }
  delete silent.watch
  return silent
}

describe('revoked on one node, refused by the others within a second and a half', () => {
  it.for([['with its hints', (store: Store) => store], ['with its hints cut', deaf]] as const)('memory, two instances, %s', { timeout: patience }, async ([how, heard], context) => {
    const store = memoryStore()
    const lags = await measured([await serve(store), await serve(heard(store))])
    expect(reportLags(context, `memory, ${how}`, lags).max).toBeLessThan(bound)
  })

  it.for([['with its hints', false], ['with its hints cut', true]] as const)('SQLite, two processes, %s', { timeout: patience }, async ([how, isDeaf], context) => {
    const url = newFile()
    const nodes = [await startNode({ url, isDeaf }), await startNode({ url, isDeaf })]
    const lags = await measured(nodes.map(({ ask }) => ask))
    expect(reportLags(context, `SQLite, two processes, ${how}`, lags).max).toBeLessThan(bound)
    expect(nodes.map(({ faults }) => faults())).toEqual(['', ''])
  })
})

withPostgres('revoked on one node, refused by the others within a second and a half, on PostgreSQL', (server) => {
  it('three processes, with its hints', { timeout: patience }, async (context) => {
    const nodes = await startNodes(3, { url: server().url })
    const lags = await measured(nodes.map(({ ask }) => ask))
    expect(reportLags(context, 'PostgreSQL, three processes, with its hints', lags).max).toBeLessThan(bound)
    expect(nodes.map(({ faults }) => faults())).toEqual(['', '', ''])
  })

  it.for(['cut', 'swallowed'] as const)('three processes, with the connections that listen %s', { timeout: patience }, async (how, context) => {
    const network = await badNetwork(server().port)
    const listenUrl = server().url.replace(String(server().port), String(network.port))
    const nodes = await startNodes(3, { url: server().url, listenUrl })
    if (how === 'swallowed') network.swallow()
    else await network.close()
    const lags = await measured(nodes.map(({ ask }) => ask))
    expect(reportLags(context, `PostgreSQL, three processes, its hints ${how}`, lags).max).toBeLessThan(bound)
    if (how === 'swallowed') await network.close()
  })

  withRedis('and a Redis', (redis) => {
    it('three processes, with the hints of both', { timeout: patience }, async (context) => {
      const nodes = await startNodes(3, { url: server().url, redisUrl: redis().url })
      const lags = await measured(nodes.map(({ ask }) => ask))
      expect(reportLags(context, 'PostgreSQL with Redis, three processes, with their hints', lags).max).toBeLessThan(bound)
      // On a busy machine it may be too slow for a moment, and is done without.
      expect(nodes.flatMap(({ faults }) => faults().split('\n')).filter((line) => line !== '' && !line.includes(' is away, '))).toEqual([])
    })

    it('three processes, with the hints of both swallowed', { timeout: patience }, async (context) => {
      const [one, other] = [await badNetwork(server().port), await badNetwork(redis().port)]
      const listenUrl = server().url.replace(String(server().port), String(one.port))
      const nodes = await startNodes(3, { url: server().url, listenUrl, redisUrl: redis().url.replace(String(redis().port), String(other.port)) })
      one.swallow()
      other.swallow()
      const lags = await measured(nodes.map(({ ask }) => ask))
      expect(reportLags(context, 'PostgreSQL with Redis, three processes, all hints swallowed', lags).max).toBeLessThan(bound)
      await Promise.all([one.close(), other.close()])
    })
  })
})
