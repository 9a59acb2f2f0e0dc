/** "Revoke on one node, ask the others until they refuse": how long it takes, from the acknowledgement on. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { carriers, type CarrierName } from '../support/wire.ts'
import { carrierOf, from, logInAt, type AskNode } from './nodes.ts'

/** The bound of other processes where the store answers, in milliseconds. */
export const bound = 1500

export interface Lag {
  readonly carrier: CarrierName
  /** Milliseconds from the acknowledgement to the start of the last request that was still answered as if nothing had been. */
  readonly milliseconds: number
}

export interface Fleet {
  /** The first revokes; the others are asked. */
  readonly nodes: readonly AskNode[]
  readonly usernames: readonly string[]
}

/** So many revocations, some at once; each by another carrier than the one before. */
export async function measureLags({ nodes, usernames }: Fleet, count: number, atOnce = 20): Promise<readonly Lag[]> {
  const lags: Lag[] = []
  let begun = 0
  async function work(username: string): Promise<void> {
    while (begun < count) lags.push(await revokeOne(nodes, username, carrierOf(begun += 1)))
  }
  await Promise.all(usernames.slice(0, atOnce).map(work))
  return lags
}

/** Each person has one: so many logins at once from one network are slowed, where a Redis is too slow to count them. */
function addressOf(username: string): string {
  const [a, b] = createHash('sha256').update(username).digest()
  return `10.${a}.${b}.1`
}

async function revokeOne([first, ...others]: readonly AskNode[], username: string, carrier: CarrierName): Promise<Lag> {
  if (first === undefined) throw new TypeError('a fleet has two nodes at least')
  const login = await logInAt(from(first, addressOf(username)), username, carrier)
  if (!('shown' in login)) throw new Error(`a login failed: ${JSON.stringify(login)}`)
  const { shown } = login
  for (const ask of others) await expectLive(ask, shown)
  // Not at the same moment in each second, wherever the nodes stand in theirs.
  await sleep(Math.random() * 200)
  const ended = await first('POST /auth/logout', { headers: shown })
  if (ended.status !== 204) throw new Error(`a logout was answered with ${ended.status}`)
  const acknowledged = performance.now()
  if ((await first('GET /guarded', { headers: shown })).status !== 401) throw new Error('the node that revoked still believes')
  const lags = await Promise.all(others.map((ask) => lastBelieved(ask, shown, acknowledged)))
  return { carrier, milliseconds: Math.max(...lags) }
}

async function expectLive(ask: AskNode, headers: Readonly<Record<string, string>>): Promise<void> {
  const { status, body } = await ask('GET /guarded', { headers })
  if (status !== 200) throw new Error(`a fresh login was answered with ${status} ${JSON.stringify(body)}`)
}

async function lastBelieved(ask: AskNode, headers: Readonly<Record<string, string>>, since: number): Promise<number> {
  let last = 0
  for (;;) {
    const begun = performance.now()
    const { status } = await ask('GET /guarded', { headers })
    if (status === 401) return last
    if (status !== 200) throw new Error(`it was answered with ${status}`)
    last = begun - since
    if (last > 10 * bound) return last
    await sleep(4)
  }
}

export interface Distribution {
  readonly revocations: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export function distribution(lags: readonly Lag[]): Distribution {
  const sorted = lags.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
  return { revocations: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** Rows of the report: all, and by carrier. */
export function reportLags({ task }: TestContext, name: string, lags: readonly Lag[]): Distribution {
  const of = (kind: string, some: readonly Lag[]) => {
    const { revocations, p50, p99, max } = distribution(some)
    return { setting: name, carrier: kind, revocations, 'p50 ms': p50, 'p99 ms': p99, 'max ms': max }
  }
  task.meta.nodes = [
    ...task.meta.nodes ?? [],
    { table: 'Revoked on one node, still believed on another', row: of('all', lags) },
    ...carriers.map((carrier) => (
      { table: 'Revoked on one node, still believed on another', row: of(carrier, lags.filter((lag) => lag.carrier === carrier)) })),
  ]
  return distribution(lags)
}
