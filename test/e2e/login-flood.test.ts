/** more logins than passwords can be hashed. Who is logged in notices little, and the process does not grow with the flood. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pause } from '../support/raw.ts'
import { startServer, type Server } from '../support/server.ts'
import { type Answer, type Ask, bodyOf, fetchFrom, logIn, signUp } from '../support/wire.ts'

const inFlight = 64
/** A client that was told to come back later still comes too soon: ten times as often as it was told. */
const impatience = 100

interface Flood {
  readonly answers: readonly Answer[]
  end(): Promise<void>
}

/** Each guess is of another name and from another network, so that only the hasher holds it back. */
function flood(ask: Ask): Flood {
  const answers: Answer[] = []
  const over = new AbortController()
  let asked = 0
  const guess = async () => {
    while (!over.signal.aborted) {
      const n = asked++
      const headers = { 'x-forwarded-for': `10.${n >> 8 & 255}.${n & 255}.1` }
      const answer = await ask('POST /auth/login', { headers, json: { username: `nobody-${n}`, password: 'a guess of many characters', carrier: 'cookie' } })
      answers.push(answer)
      if (answer.status === 503) await pause(impatience)
    }
  }
  const guessing = Promise.all(Array.from({ length: inFlight }, guess))
  return {
    answers,
    async end() {
      over.abort()
      await guessing
    },
  }
}

/** Milliseconds for each of so many requests, one after the other. */
async function times(count: number, request: () => Promise<Answer>): Promise<readonly number[]> {
  const taken: number[] = []
  for (let n = 0; n < count; n++) {
    const start = performance.now()
    const { status } = await request()
    taken.push(performance.now() - start)
    expect(status).toBe(200)
  }
  return taken.toSorted((a, b) => a - b)
}

const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? Infinity

/** MiB; null where the system does not tell. */
function residentMemory({ pid }: Server): number | null {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}

describe('A-07: a flood of logins', () => {
  it('is told to come back, while who is logged in and readiness are answered, and memory is bounded', async () => {
    const server = await startServer({ settings: { LATCHKEY_TRUSTED_PROXIES: '1' } })
    const ask = fetchFrom(server.origin)
    await signUp(ask)
    const { shown } = await logIn(ask, 'cookie')
    const me = () => ask('GET /auth/me', { headers: shown })
    const ready = () => ask('GET /readyz')
    await times(100, me)
    const [idleMe, idleReady] = [median(await times(100, me)), median(await times(100, ready))]
    const before = residentMemory(server)

    const flooding = flood(ask)
    await pause(1000)
    // The best of three: what else the machine does is no fault of the flood.
    const rounds = []
    for (let round = 0; round < 3; round++) rounds.push([median(await times(60, me)), median(await times(60, ready))] as const)
    const after = residentMemory(server)
    await flooding.end()

    const refused = flooding.answers.filter(({ status }) => status === 503)
    expect(refused.length, 'the queue was full').toBeGreaterThan(0)
    expect(refused.filter((answer) => bodyOf(answer)['code'] !== 'busy' || !(Number(answer.headers.get('retry-after')) >= 1))).toEqual([])
    expect(flooding.answers.filter(({ status }) => status !== 503 && status !== 401)).toEqual([])
    const [bestMe, bestReady] = [Math.min(...rounds.map(([one]) => one)), Math.min(...rounds.map(([, one]) => one))]
    expect(bestMe, `idle ${idleMe} ms`).toBeLessThan(Math.max(5 * idleMe, 10))
    expect(bestReady, `idle ${idleReady} ms`).toBeLessThan(Math.max(5 * idleReady, 10))
    // One hash at a time takes 19 MiB; the rest is room for requests that wait.
    expect((after ?? 0) - (before ?? 0)).toBeLessThan(19 * 4 + 100)
    expect((await times(20, me)).at(-1), 'nothing is left of it').toBeLessThan(1000)
    expect(await server.stop()).toBe(0)
  }, 60_000)
})
