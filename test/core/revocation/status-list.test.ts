import { describe, expect, it } from 'vitest'
import type { Core } from '../../../src/core/core.ts'
import { createEntries } from '../../../src/core/revocation/revocation-entries.ts'
import { newSession } from '../../../src/core/session/sessions.ts'
import { createEndedBits, placeOf, splitPlace, statusLists } from '../../../src/core/revocation/status-bits.ts'
import { holdPlace, newPlacedId } from '../../../src/core/revocation/status-list.ts'
import { randomId } from '../../../src/crypto/random.ts'
import { addUser, startSystem } from '../system.ts'

const statusUri = (n: number) => `http://localhost:3000/auth/status/${n}`

/** Ids are base64url: the first four letters are 24 bits, of which twenty count. */
const idAt = (place: number) => Buffer.from([place >>> 12, place >>> 4 & 255, (place & 15) << 4]).toString('base64url') + 'x'.repeat(18)

describe('bits of ended sessions', () => {
  it('stand where the first twenty bits of an id say, the lowest of each byte first', () => {
    const bits = createEndedBits()
    for (const place of [0, 1, 9, 2 ** 17, 2 ** 20 - 1]) bits.add(idAt(place))
    expect([...bits.list(0).subarray(0, 3)]).toEqual([0b11, 0b10, 0])
    expect(bits.list(1)[0]).toBe(1)
    expect(bits.list(statusLists - 1).at(-1)).toBe(0b1000_0000)
    expect(bits.list(3).every((byte) => byte === 0)).toBe(true)
    expect(splitPlace(2 ** 17 + 5)).toEqual({ list: 1, index: 5 })
  })

  it('are those of its id alone, for any id', () => {
    const bits = createEndedBits()
    const ids = Array.from({ length: 1000 }, randomId)
    for (const id of ids) bits.add(id)
    expect(ids.every(bits.has)).toBe(true)
    const places = new Set(ids.map(placeOf))
    expect(Array.from({ length: 1000 }, randomId).filter((id) => bits.has(id) !== places.has(placeOf(id)))).toEqual([])
  })

  it('stand for as long as the entry, and go with it', () => {
    const entries = createEntries()
    const entry = (id: string, until: number) => ({ kind: 'session', id, value: 0, at: 0, until }) as const
    entries.add(entry(idAt(7), 100))
    entries.add(entry(idAt(8), 200))
    entries.add({ ...entry(idAt(9), 300), kind: 'credential' })
    entries.prune(150)
    expect([7, 8, 9].map((place) => entries.bits.has(idAt(place)))).toEqual([false, true, false])
  })
})

describe('the place of a new session', () => {
  it('is none where a bit stands', async () => {
    const { core } = await startSystem()
    // All places but those of one letter: what is drawn is of that letter.
    const at = core.clock()
    for (let place = 0; place < 2 ** 20; place++) {
      if (place >>> 14 !== 0b101010) core.index.note([{ do: 'revoke', entry: { kind: 'session', id: idAt(place), value: 0, at, until: at + 9 } }], at)
    }
    const listed: Core = { ...core, statusUri }
    for (let n = 0; n < 20; n++) expect(newPlacedId(listed)).toMatch(/^q/)
  }, 30_000)

  it('is held: a second living session of the same place is not made', async () => {
    const system = await startSystem()
    const core: Core = { ...system.core, statusUri }
    const user = await addUser(system)
    const opening = { user, carrier: system.carrier('jwt'), remember: false, renewed: true, from: { address: null, agent: null, request: null } }
    const one = newSession(core, opening)
    const other = { ...newSession(core, opening), id: one.id.slice(0, 4) + randomId().slice(4) }
    const insert = (row: typeof one) => [{ do: 'insert', table: 'session', row } as const, ...holdPlace(core, row.id, { session: row.id, user: null, expires: row.absoluteEnd })]
    expect((await core.store.commit(insert(one))).ok).toBe(true)
    expect(await core.store.commit(insert(other))).toEqual({ ok: false, failed: 1 })
    await core.store.commit([{ do: 'delete', table: 'session', id: one.id, if: {} }])
    expect((await core.store.commit(insert(other))).ok).toBe(true)
  })
})
