/** Three nodes behind nginx on one PostgreSQL, under a mixed load: a checker reads the history, also of a store that dies. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect, it, type TestContext } from 'vitest'
import type { PostgresServer } from '../support/postgres.ts'
import { effort } from '../support/effort.ts'
import { withPostgres } from '../stores/postgres-server.ts'
import { withRedis } from '../redis/redis-server.ts'
import { overload, type History } from './history.ts'
import { playLoad } from './load.ts'
import { askAt, startNodes } from './nodes.ts'
import { startFront } from './proxy.ts'

const people = effort({ short: 30, full: 1000 })
const long = effort({ short: 5, full: 120 })
const brief = effort({ short: 5, full: 60 })
const pause = effort({ short: 100, full: 5000 })
const patience = effort({ short: 60_000, full: 8 * 60_000 })

function report({ task }: TestContext, { setting, seconds }: { setting: string, seconds: number }, { counts, findings }: History): void {
  const answers = [...counts].toSorted(([a], [b]) => a < b ? -1 : 1).map(([what, n]) => `${what}: ${n.toLocaleString('en')}`).join(', ')
  task.meta.nodes = [{ table: 'A mixed load on three nodes, and a checker', row: { setting, people, seconds, findings: findings.length, answers } }]
}

/** The store is away from now on; explained is what is asked until it is back, and the moment in which pools find that out. */
async function outage(history: History, away: () => Promise<void> | void, back: () => Promise<void> | void, milliseconds: number): Promise<void> {
  const window = { from: performance.now(), until: Infinity }
  history.outages.push(window)
  await away()
  await sleep(milliseconds)
  await back()
  window.until = performance.now() + 4000
}

interface Playing {
  readonly setting: string
  readonly seconds: number
  readonly meanwhile?: (history: History, store: PostgresServer) => Promise<void>
  readonly redisUrl?: string
}

withPostgres('three nodes behind a proxy', (server) => {
  async function play(context: TestContext, { setting, seconds, meanwhile, redisUrl }: Playing): Promise<History> {
    const nodes = await startNodes(3, { url: server().url, ...(redisUrl !== undefined && { redisUrl }) })
    const front = await startFront(nodes.map(({ port }) => port))
    const history = await playLoad({
      ask: askAt(front.port), people, seconds, pause, prefix: setting.replaceAll(/[^a-z]/g, '').slice(-20),
      ...(meanwhile && { meanwhile: (told: History) => meanwhile(told, server()) }),
    })
    report(context, { setting: `${setting}, behind ${front.name}`, seconds }, history)
    const answers = [...history.counts.values()].reduce((sum, n) => sum + n, 0)
    expect(history.counts.get(overload) ?? 0).toBeLessThanOrEqual(0.02 * answers)
    return history
  }

  it('revocations, refreshes, role changes: no success beyond the bound, nobody taken for another, no 401 without a reason', { timeout: patience }, async (context) => {
    const { findings, counts } = await play(context, { setting: 'PostgreSQL', seconds: long })
    expect(findings.slice(0, 10)).toEqual([])
    for (const what of ['guarded 200', 'guarded 401', 'login 200', 'refresh 200', 'end 204', 'roles 200']) expect([what, counts.get(what) ?? 0]).not.toEqual([what, 0])
  })

  it('PostgreSQL killed and started again under it: the same checker finds nothing, and no node is started again', { timeout: patience }, async (context) => {
    const { findings, counts } = await play(context, { setting: 'PostgreSQL killed and started again', seconds: long, meanwhile: async (history, store) => {
      await sleep(effort({ short: 1500, full: 30_000 }))
      await outage(history, () => store.stop('SIGQUIT'), () => store.start(), effort({ short: 500, full: 15_000 }))
    } })
    expect(findings.slice(0, 10)).toEqual([])
    expect(counts.get('guarded 200')).toBeGreaterThan(0)
  })

  it('PostgreSQL frozen and thawed under it: the same', { timeout: patience }, async (context) => {
    const { findings } = await play(context, { setting: 'PostgreSQL frozen and thawed', seconds: brief, meanwhile: async (history, store) => {
      await sleep(effort({ short: 1000, full: 15_000 }))
      await outage(history, () => { store.freeze() }, () => { store.thaw() }, effort({ short: 1000, full: 15_000 }))
    } })
    expect(findings.slice(0, 10)).toEqual([])
  })

  it('PostgreSQL that comes and goes under it: the same', { timeout: patience }, async (context) => {
    const { findings } = await play(context, { setting: 'PostgreSQL that comes and goes', seconds: brief, meanwhile: async (history, store) => {
      for (let n = 0; n < effort({ short: 2, full: 8 }); n++) {
        await sleep(effort({ short: 700, full: 5000 }))
        await outage(history, () => store.stop('SIGQUIT'), () => store.start(), effort({ short: 200, full: 3000 }))
      }
    } })
    expect(findings.slice(0, 10)).toEqual([])
  })

  withRedis('with a Redis between them', (redis) => {
    it('Redis emptied again and again under it: the same', { timeout: patience }, async (context) => {
      const client = new Redis(redis().url)
      const { findings } = await play(context, { setting: 'PostgreSQL and a Redis that is emptied', seconds: brief, redisUrl: redis().url, meanwhile: async () => {
        for (let n = 0; n < effort({ short: 20, full: 300 }); n++) {
          await sleep(150)
          await client.flushall()
        }
      } })
      client.disconnect()
      expect(findings.slice(0, 10)).toEqual([])
    })

    it('Redis killed and started again under it: the same, and nothing is unavailable', { timeout: patience }, async (context) => {
      const { findings, counts } = await play(context, { setting: 'PostgreSQL and a Redis that is killed', seconds: brief, redisUrl: redis().url, meanwhile: async () => {
        for (let n = 0; n < 2; n++) {
          await sleep(effort({ short: 700, full: 10_000 }))
          await redis().stop()
          await sleep(effort({ short: 700, full: 10_000 }))
          await redis().start()
        }
      } })
      expect(findings.slice(0, 10)).toEqual([])
      expect(counts.get('login 200')).toBeGreaterThan(0)
    })
  })
})
