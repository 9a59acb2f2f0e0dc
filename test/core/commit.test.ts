import { describe, expect, it } from 'vitest'
import type { CommitResult, Write } from '../../src/contracts.ts'
import { commit, ContentionError } from '../../src/core/commit.ts'
import { record } from '../../src/core/audit/events.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { startSystem } from './system.ts'

const entry = { kind: 'session', id: 'gone', value: 0, at: 1, until: 2 } as const
const revoke: Write = { do: 'revoke', entry }

/** A system whose store answers commits by a list, and then as it does. */
async function answering(...answers: readonly (CommitResult | Error)[]) {
  const store = memoryStore()
  const left: (CommitResult | Error)[] = []
  let commits = 0
  const { core } = await startSystem({
    store: {
      ...store,
      async commit(writes) {
        const next = left.shift()
        commits++
        if (next instanceof Error) throw next
        return next ?? store.commit(writes)
      },
    },
  })
  left.push(...answers)
  commits = 0
  return { core, commits: () => commits }
}

const refused: CommitResult = { ok: false, failed: 0 }

describe('a commit', () => {
  it('answers after the writes are durable, and only then counts what they revoke', async () => {
    const { core } = await answering()
    expect(await commit(core, async () => ({ answer: 7, writes: [revoke] }))).toBe(7)
    expect(core.index.size).toBe(1)
    expect((await core.store.readRevocations(0)).entries).toEqual([entry])
  })

  it('without writes asks the store nothing', async () => {
    const { core, commits } = await answering()
    expect(await commit(core, async () => ({ answer: 'seen', writes: [] }))).toBe('seen')
    expect(commits()).toBe(0)
  })

  it('plans again where a guard failed, and answers what it planned last', async () => {
    const { core, commits } = await answering(refused, refused, refused, refused)
    let plans = 0
    const plan = async () => ({ answer: plans += 1, writes: [revoke] })
    expect(await commit(core, plan)).toBe(5)
    expect(commits()).toBe(5)
  })

  it('gives up after five times, as a fault of the system, and has revoked nothing', async () => {
    const { core, commits } = await answering(...Array<CommitResult>(6).fill(refused))
    await expect(commit(core, async () => ({ answer: 1, writes: [revoke] }))).rejects.toThrow(ContentionError)
    expect(commits()).toBe(5)
    expect(core.index.size).toBe(0)
  })

  it('passes on what the store throws at once, and has revoked nothing', async () => {
    const { core, commits } = await answering(new StoreError('away'))
    await expect(commit(core, async () => ({ answer: 1, writes: [revoke] }))).rejects.toThrow(StoreError)
    expect(commits()).toBe(1)
    expect(core.index.size).toBe(0)
  })

  it('F-08: writes an event with what it tells, or neither', async () => {
    const { core } = await answering()
    const failing = async () => ({
      answer: 1,
      writes: [record(core, { type: 'user_updated' }), { do: 'delete', table: 'user', id: 'nobody', if: {} } as const],
    })
    await expect(commit(core, failing)).rejects.toThrow(ContentionError)
    expect(await core.store.listEvents({}, { limit: 10 })).toEqual([])
  })
})
