/** What a million revocations cost: memory, and the time of one question, beside a thousand. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, type TestContext } from 'vitest'
import type { Revocation, Statement } from '../../src/contracts.ts'
import { createRevocationIndex, type RevocationIndex } from '../../src/core/revocation/revocation-index.ts'
import { randomId } from '../../src/crypto/random.ts'
import { grantWith, statementOf } from '../formats/ring.ts'
import { effort } from '../support/effort.ts'

const kinds = ['session', 'credential', 'epoch', 'version'] as const
const live: Statement = statementOf(grantWith({ epoch: 3, version: 5 }))

/** Most are sessions and credentials, as logouts and revocations make them. */
function entryOf(n: number): Revocation {
  const kind = kinds[n % 10 < 8 ? n % 2 : 2 + n % 2] ?? 'session'
  return { kind, id: randomId(), value: kind === 'session' || kind === 'credential' ? 0 : 2, at: 1000, until: 1_000_000 }
}

function filled(count: number): { readonly index: RevocationIndex, readonly some: readonly Revocation[] } {
  const index = createRevocationIndex()
  const some: Revocation[] = []
  for (let n = 0; n < count; n++) {
    const entry = entryOf(n)
    index.note([{ do: 'revoke', entry }], 1000)
    if (n % Math.ceil(count / 1000) === 0) some.push(entry)
  }
  return { index, some }
}

/** Nanoseconds, the best of fifty, each shorter than a turn on a busy machine: what else runs makes it longer and nothing makes it shorter. */
function nanoseconds(ask: (n: number) => unknown): number {
  const rounds = 20_000
  const times = Array.from({ length: 50 }, () => {
    const begun = process.hrtime.bigint()
    for (let n = 0; n < rounds; n++) ask(n)
    return Number(process.hrtime.bigint() - begun) / rounds
  })
  return Math.round(Math.min(...times))
}

/** What Node hides unless it is started for it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** Bytes that an index holds, as the heap says once what nobody holds is gone. */
function held(count: number) {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  const { index, some } = filled(count)
  collectGarbage()
  return { index, some, bytes: process.memoryUsage().heapUsed - before }
}

function measure(context: TestContext, count: number): number {
  const { index, some, bytes } = held(count)
  expect(index.size).toBe(count)
  expect(index.refusal(live)).toBeNull()
  const gone = some.filter(({ kind }) => kind === 'session').map(({ id }) => ({ ...live, session: id }))
  for (const statement of gone) expect(index.refusal(statement)).toBe('session_revoked')
  const strangers = Array.from({ length: 1000 }, () => ({ ...live, session: randomId(), credential: randomId(), subject: randomId() }))
  const miss = nanoseconds((n) => index.isFull || index.refusal(strangers[n % 1000] ?? live))
  const hit = nanoseconds((n) => index.refusal(gone[n % gone.length] ?? live))
  const begun = performance.now()
  index.prune(1000)
  const prune = performance.now() - begun
  context.task.meta.nodes = [...context.task.meta.nodes ?? [], {
    table: 'The revocation index',
    row: { entries: count, 'good credential, ns': miss, 'revoked one, ns': hit, 'MB of heap': Math.round(bytes / 1e5) / 10, 'bytes an entry': Math.round(bytes / count), 'a look for what has ended, ms': Math.round(prune) },
  }]
  return Math.max(miss, hit)
}

it('is asked in less than a microsecond, with a thousand revocations as with a million', (context) => {
  expect(measure(context, 1000)).toBeLessThan(1000)
  // Much else may run beside the short form.
  expect(measure(context, effort({ short: 100_000, full: 1_000_000 }))).toBeLessThan(effort({ short: 3000, full: 1000 }))
})
