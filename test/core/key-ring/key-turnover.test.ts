import { describe, expect, it } from 'vitest'
import type { KeyUse } from '../../../src/contracts.ts'
import { dropKey, jwks, rotateKey } from '../../../src/core/key-ring/turn-keys.ts'
import { refresh } from '../../../src/core/session/refresh.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { ask, askAll, carrierNames, openLogin, showing } from '../logins.ts'
import { addUser, startSystem, type System } from '../system.ts'

const untilItIssues = 210
/** The longest life, leeway, and how long another process may go on with the key that was followed. */
const longest = 12 * 3600 + 30 + 90

async function later(system: System, seconds: number): Promise<void> {
  system.pass(seconds)
  await system.core.ring.fresh()
}

const kidOf = ({ core }: System, use: KeyUse = 'jwt') => core.keys().current(use).kid

describe('C-12: a key that is turned over', () => {
  it.each<KeyUse>(['jwt', 'token', 'refresh', 'cookie'])('of %s is known before it issues', async (use) => {
    const system = await startSystem()
    const before = kidOf(system, use)
    const next = await rotateKey(system.core, use)
    expect([next.state, kidOf(system, use)]).toEqual(['next', before])
    expect(system.core.keys().find(use, next.kid)).toBeDefined()
    await later(system, untilItIssues - 1)
    expect(kidOf(system, use)).toBe(before)
    await later(system, 91)
    expect(kidOf(system, use)).toBe(next.kid)
  })

  it('is published at once, and its predecessor for as long as what it signed may live', async () => {
    const system = await startSystem()
    const published = () => new Set(jwks(system.core.keys()).map(({ kid }) => kid))
    const before = kidOf(system)
    const { kid } = await rotateKey(system.core, 'jwt')
    expect(published()).toEqual(new Set([before, kid]))
    await later(system, untilItIssues)
    await later(system, longest - 1)
    expect(published()).toEqual(new Set([before, kid]))
    await later(system, 91)
    expect(published()).toEqual(new Set([kid]))
  })

  it('leaves no private part behind when it is retired', async () => {
    const system = await startSystem()
    const before = kidOf(system)
    await rotateKey(system.core, 'jwt')
    await later(system, untilItIssues)
    await later(system, longest)
    const row = (await system.store.listKeys()).find(({ kid }) => kid === before)
    expect([row?.state, row?.sealed]).toEqual(['retired', ''])
  })

  it('is one, however many ask for it at once', async () => {
    const system = await startSystem()
    const made = await Promise.all(Array.from({ length: 10 }, () => rotateKey(system.core, 'jwt')))
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1)
  })

  it('turns by itself when it is old, throttle keys excepted', async () => {
    const system = await startSystem({ rotateEvery: 86_400 })
    const uses: readonly KeyUse[] = ['jwt', 'token', 'refresh', 'cookie', 'throttle']
    const before = uses.map((use) => kidOf(system, use))
    await later(system, 86_400)
    expect(uses.map((use) => kidOf(system, use))).toEqual(before)
    await later(system, untilItIssues)
    expect(uses.map((use, n) => kidOf(system, use) !== before[n])).toEqual([true, true, true, true, false])
  })

  it('is known to another process before that one meets what it signed', async () => {
    const store = memoryStore()
    const one = await startSystem({ store })
    const other = await startSystem({ store })
    const user = await addUser(one)
    await rotateKey(one.core, 'jwt')
    await later(one, untilItIssues)
    other.pass(untilItIssues)
    const issued = await openLogin(one, user, { carrier: 'jwt' })
    expect(await ask(other, showing(issued))).toBe('ok')
    // And the other way round: the other may have the older key still.
    expect(await ask(one, showing(await openLogin(other, user, { carrier: 'jwt' })))).toBe('ok')
  })

  it('D-13: logs nobody out, whatever carries the login, and a repeated refresh gets the same successor', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const logins = await Promise.all(carrierNames.map((carrier) => openLogin(system, user, { carrier, remember: true })))
    for (const use of ['jwt', 'token', 'refresh', 'cookie'] as const) await rotateKey(system.core, use)
    system.pass(untilItIssues)
    for (const issued of logins) expect(await askAll(system, issued)).toEqual(['ok', 'ok'])
    const old = logins[1]?.refresh?.credential ?? ''
    const first = await refresh(system.core, old, nowhere)
    await rotateKey(system.core, 'refresh')
    const again = await refresh(system.core, old, nowhere)
    expect(first.ok && first.issued.refresh?.credential).toBe(again.ok && again.issued.refresh?.credential)
    expect(first.ok).toBe(true)
  })

  it('is the one that a process issues with, though it has only ever logged people in', async () => {
    const store = memoryStore()
    const [one, other] = [await startSystem({ store }), await startSystem({ store })]
    const user = await addUser(one)
    await dropKey(one.core, kidOf(one))
    other.pass(90)
    one.pass(90)
    const issued = await openLogin(other, user, { carrier: 'jwt' })
    expect(await ask(one, showing(issued))).toBe('ok')
  })

  it('stays the one that is known while the store is away', async () => {
    const system = await startSystem()
    const user = await addUser(system)
    const issued = await openLogin(system, user, { carrier: 'token', renewed: false })
    await system.store.close()
    system.pass(600)
    expect(await ask(system, showing(issued), { freshness: 'stateless' })).toBe('ok')
    expect(system.faults.length).toBeGreaterThan(0)
  })
})

describe('C-12: a key that is dropped', () => {
  it.each(['jwt', 'token'] as const)('of %s ends all that it issued, at once, and another one issues', async (use) => {
    const system = await startSystem()
    const user = await addUser(system)
    const issued = await openLogin(system, user, { carrier: use })
    const before = kidOf(system, use)
    expect(await dropKey(system.core, before)).toBe(true)
    expect(await askAll(system, issued)).toEqual(Array(2).fill('credential_invalid'))
    expect(kidOf(system, use)).not.toBe(before)
    expect(await ask(system, showing(await openLogin(system, user, { carrier: use })))).toBe('ok')
    // The session is not the key's: it is renewed.
    expect((await refresh(system.core, issued.refresh?.credential ?? '', nowhere)).ok).toBe(true)
  })

  it('is told to the log and to the audit log, and cannot be dropped twice', async () => {
    const system = await startSystem()
    const kid = kidOf(system)
    await dropKey(system.core, kid)
    expect((await system.store.readRevocations(0)).entries).toMatchObject([{ kind: 'key', id: kid }])
    expect((await system.store.listEvents({}, { limit: 1 }))[0]).toMatchObject({ type: 'sys_key_dropped', detail: { kid, use: 'jwt' } })
    expect(await dropKey(system.core, kid)).toBe(false)
    expect(await dropKey(system.core, 'another')).toBe(false)
  })

  it('that waited to follow never issues', async () => {
    const system = await startSystem()
    const before = kidOf(system)
    const { kid } = await rotateKey(system.core, 'jwt')
    await dropKey(system.core, kid)
    await later(system, untilItIssues)
    expect(kidOf(system)).toBe(before)
  })
})
