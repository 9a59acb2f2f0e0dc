/** More logins than passwords can be hashed: what somebody waits who is logged in already. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createHistogram } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Block } from '../block.ts'
import { post, read } from '../http/post.ts'
import { serve } from '../http/service.ts'
import { password } from '../instance.ts'
import type { Group, Row } from '../measure/compare.ts'
import { type Run, size } from '../measure/run.ts'
import { median } from '../measure/stats.ts'

export const flood: Block = {
  name: 'flood',
  title: 'A login flood',
  note: 'Milliseconds on the clock for one `GET /auth/me` by cookie, one after the other, of the whole server on SQLite; by histogram, the median of the rounds. 64 guesses are in flight, each of another name and network, with Argon2id for each that is not refused; who guesses is a process beside it on the same cores.',
  async measure(run) {
    run.say('  GET /auth/me, idle and flooded')
    const { origin, stop } = await serve({ LATCHKEY_TRUSTED_PROXIES: '1' })
    try {
      const me = await loggedIn(origin)
      await latencies(me, 300)
      return [await inTurns(me, origin, run)]
    } finally {
      await stop()
    }
  },
}

type Me = () => Promise<void>

async function inTurns(me: Me, origin: string, run: Run): Promise<Group> {
  const [rounds, requests] = size(run, { quick: [1, 100], full: [5, 1000] })
  const idle: Latencies[] = []
  const flooded: Latencies[] = []
  for (let round = 0; round < rounds; round++) {
    idle.push(await latencies(me, requests))
    const end = startFlood(origin, round)
    await pause(1500) // it starts, and the queue fills
    flooded.push(await latencies(me, requests))
    await end()
    await pause(300)
  }
  const rowOf = (name: string, of: (one: Latencies) => number, all: readonly Latencies[]): Row => ({
    name, by: 'latchkey', cost: median(all.map(of)),
    times: median(all.map((one, round) => of(one) / (flooded[round]?.p99 ?? NaN))),
  })
  return {
    name: 'GET /auth/me in a flood', unit: 'ms',
    rows: [
      rowOf('flooded, p99', ({ p99 }) => p99, flooded), rowOf('flooded, p50', ({ p50 }) => p50, flooded),
      rowOf('idle, p99', ({ p99 }) => p99, idle), rowOf('idle, p50', ({ p50 }) => p50, idle),
    ],
  }
}

interface Latencies {
  readonly p50: number
  readonly p99: number
}

async function latencies(me: Me, requests: number): Promise<Latencies> {
  const histogram = createHistogram()
  for (let n = 0; n < requests; n++) {
    const start = process.hrtime.bigint()
    await me()
    histogram.record(process.hrtime.bigint() - start)
  }
  return { p50: histogram.percentile(50) / 1e6, p99: histogram.percentile(99) / 1e6 }
}

async function loggedIn(origin: string): Promise<Me> {
  const ask = (path: string) => post(`${origin}${path}`, { username: 'mira', password, carrier: 'cookie' })
  await ask('/auth/signup')
  const answer = await ask('/auth/login')
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1).join('')).join('; ')
  return async () => {
    const { status } = await fetch(`${origin}/auth/me`, { headers: { cookie } }).then(read)
    if (status !== 200) throw new Error(`GET /auth/me was answered with ${status}`)
  }
}

/** In a process of its own, so that nothing but the server and the machine is shared. Answers what ends it. */
function startFlood(origin: string, round: number): () => Promise<void> {
  const child = fork(join(import.meta.dirname, '..', 'http', 'guesses.ts'), [origin, String(round)])
  const ended = once(child, 'exit')
  return async () => {
    child.disconnect()
    await ended
  }
}
