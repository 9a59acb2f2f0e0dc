import { describe, expect, it } from 'vitest'
import type { Revocation, Statement } from '../../../src/contracts.ts'
import { createRevocationIndex } from '../../../src/core/revocation/revocation-index.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { grantWith, statementOf } from '../../formats/ring.ts'

function entry(kind: Revocation['kind'], id: string, changes: Partial<Revocation> = {}): Revocation {
  return { kind, id, value: 0, at: 100, until: 1000, ...changes }
}

function indexOf(...entries: readonly Revocation[]) {
  const index = createRevocationIndex()
  index.note(entries.map((one) => ({ do: 'revoke', entry: one })), 0)
  return index
}

const statement: Statement = statementOf(grantWith({ epoch: 3, version: 5 }))
const { session, credential, subject } = statement

describe('the revocation index', () => {
  it.each([
    ['its session', entry('session', session), 'session_revoked'],
    ['its own id', entry('credential', credential), 'session_revoked'],
    ['a higher epoch', entry('epoch', subject, { value: 4 }), 'session_revoked'],
    ['a higher version', entry('version', subject, { value: 6 }), 'credential_stale'],
    ['its own epoch', entry('epoch', subject, { value: 3 }), null],
    ['a lower epoch', entry('epoch', subject, { value: 2 }), null],
    ['its own version', entry('version', subject, { value: 5 }), null],
    ['another session', entry('session', credential), null],
    ['another credential', entry('credential', session), null],
    ['the epoch of another subject', entry('epoch', session, { value: 4 }), null],
    ['a key', entry('key', session), null],
  ])('C-20: refuses a statement by %s as it should', (_, one, refusal) => {
    expect(indexOf(one).refusal(statement)).toBe(refusal)
  })

  it('says session_revoked rather than credential_stale, since a renewal would be in vain', () => {
    const stale = entry('version', subject, { value: 6 })
    expect(indexOf(stale, entry('epoch', subject, { value: 4 })).refusal(statement)).toBe('session_revoked')
  })

  it('keeps the highest epoch and the latest end, in whatever order commits are noted', () => {
    const [low, high] = [
      entry('epoch', subject, { value: 3, until: 2000 }),
      entry('epoch', subject, { value: 4, until: 1000 }),
    ]
    for (const index of [indexOf(low, high), indexOf(high, low)]) {
      index.prune(1500)
      expect(index.size).toBe(1)
      expect(index.refusal(statement)).toBe('session_revoked')
    }
  })

  it('forgets an entry one second after its end, and not before', () => {
    const index = indexOf(entry('session', session, { until: 1000 }))
    index.prune(999)
    index.prune(1000)
    expect(index.refusal(statement)).toBe('session_revoked')
    index.prune(1001)
    expect(index.size).toBe(0)
  })

  it('F-12: is filled from the log', async () => {
    const store = memoryStore()
    await store.open()
    await store.commit([
      { do: 'revoke', entry: entry('session', session) },
      { do: 'revoke', entry: entry('epoch', subject, { value: 9 }) },
    ])
    const index = createRevocationIndex()
    expect(index.refusal(statement)).toBeNull()
    await index.read(store)
    expect(index.size).toBe(2)
    expect(index.refusal(statement)).toBe('session_revoked')
  })

  it('reads on from where it was last read', async () => {
    const store = memoryStore()
    await store.open()
    const index = createRevocationIndex()
    await store.commit([{ do: 'revoke', entry: entry('session', session) }])
    await index.read(store)
    await store.commit([{ do: 'revoke', entry: entry('credential', credential) }])
    await index.read(store)
    await index.read(store)
    expect(index.size).toBe(2)
  })

  it('is in doubt for five seconds after a commit that was not answered', () => {
    const index = createRevocationIndex()
    expect(index.isInDoubt(() => 100)).toBe(false)
    index.doubt(100)
    expect([100, 105, 106].map((now) => index.isInDoubt(() => now))).toEqual([true, true, false])
  })

  it('forgets by itself what has ended, as it grows', () => {
    const index = createRevocationIndex()
    for (let n = 0; n < 5000; n++) {
      index.note([{ do: 'revoke', entry: entry('session', `s${n}`, { until: n + 10 }) }], n)
    }
    expect(index.size).toBeLessThanOrEqual(2000)
  })

  it('does not count what a commit writes beside', () => {
    const index = createRevocationIndex()
    index.note([{ do: 'uncount', bucket: 'a', by: 1 }, { do: 'delete', table: 'session', id: session, if: {} }], 0)
    expect(index.size).toBe(0)
  })
})
