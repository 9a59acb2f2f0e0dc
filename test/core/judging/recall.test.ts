import { expect, it, vi } from 'vitest'
import { authenticate } from '../../../src/core/authenticate.ts'
import { endEverywhere, endOwnSession } from '../../../src/core/session/endings.ts'
import { nowhere } from '../../../src/core/audit/events.ts'
import { dropKey } from '../../../src/core/key-ring/turn-keys.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { ask, openLogin, showing, withBearer } from '../logins.ts'
import { addUser, startSystem, type System } from '../system.ts'

/** The store of a system, whose `findByDigest` is counted. */
async function counting() {
  const store = memoryStore()
  const find = vi.fn<typeof store.findByDigest>((digest) => store.findByDigest(digest))
  const system = await startSystem({ store: { ...store, findByDigest: find } })
  const user = await addUser(system)
  const issued = await openLogin(system, user, { carrier: 'cookie' })
  return { store, system, user, issued, find, asked: () => find.mock.calls.length }
}

it('asks the store once in half a minute about a session cookie on revocable routes, and each time on authoritative ones', async () => {
  const { system, issued, asked } = await counting()
  for (let n = 0; n < 3; n++) expect(await ask(system, showing(issued))).toBe('ok')
  expect(asked()).toBe(1)
  await ask(system, showing(issued), { freshness: 'authoritative' })
  system.pass(30)
  await ask(system, showing(issued))
  expect(asked()).toBe(3)
})

it('asks again after half a minute however active a session is whose last-seen moves all the time', async () => {
  const store = memoryStore()
  const find = vi.fn<typeof store.findByDigest>((digest) => store.findByDigest(digest))
  const system = await startSystem({ store: { ...store, findByDigest: find }, limits: { session: { idle: 100, absolute: 10_000 }, accessLife: 50 } })
  const issued = await openLogin(system, await addUser(system), { carrier: 'cookie' })
  for (let n = 0; n < 12; n++) {
    expect(await ask(system, showing(issued))).toBe('ok')
    system.pass(10)
  }
  expect(find.mock.calls).toHaveLength(4)
})

it('moves last-seen once, and not again with the next request that is recalled', async () => {
  const { system, issued, store } = await counting()
  system.pass(61)
  const commit = vi.spyOn(system.core.store, 'commit')
  await ask(system, showing(issued))
  await ask(system, showing(issued))
  await system.core.background.settled()
  expect(commit).toHaveBeenCalledOnce()
  expect((await store.findSession(issued.session.id))?.session.lastSeen).toBe(system.now())
})

it.each([
  ['its end', (system: System, subject: string, session: string) => system.store.findUser(subject).then((user) => (
    user === null ? false : endOwnSession(system.core, user, { id: session, from: nowhere })))],
  ['the end of all', (system: System, subject: string) => endEverywhere(system.core, subject, { from: nowhere, reason: 'test', actor: null })],
])('recalls nobody after %s', async (_, end) => {
  const { system, user, issued } = await counting()
  expect(await ask(system, showing(issued))).toBe('ok')
  await end(system, user.id, issued.session.id)
  expect(await ask(system, showing(issued))).not.toBe('ok')
})

it('asks the store while a commit of this process may have been made without an answer', async () => {
  const { system, issued, asked } = await counting()
  await ask(system, showing(issued))
  system.core.index.doubt(system.now())
  await ask(system, showing(issued))
  expect(asked()).toBe(2)
})

it('asks the store where the index holds as much as it may', async () => {
  const { system, issued, asked } = await counting()
  const full: System = { ...system, core: { ...system.core, index: { ...system.core.index, isFull: true } } }
  for (let n = 0; n < 2; n++) expect(await ask(full, showing(issued))).toBe('ok')
  expect(asked()).toBe(2)
})

it('recalls nobody of a store that was taken back to a backup, whatever its log says then', async () => {
  const store = memoryStore()
  let incarnation = 'before'
  let isRestored = false
  const system = await startSystem({
    store: {
      ...store,
      findByDigest: async (digest) => isRestored ? null : store.findByDigest(digest),
      readRevocations: async (after) => isRestored ? { seq: 0, incarnation, entries: [] } : { ...await store.readRevocations(after), incarnation },
    },
  })
  const user = await addUser(system)
  const issued = await openLogin(system, user, { carrier: 'cookie' })
  expect(await ask(system, showing(issued))).toBe('ok')
  await endOwnSession(system.core, user, { id: issued.session.id, from: nowhere })
  isRestored = true
  incarnation = 'after'
  await system.core.log.read()
  expect(system.core.index.size).toBe(0)
  expect(await ask(system, showing(issued))).toBe('credential_invalid')
})

it('believes no statement whose key another process dropped while this one slept, though its proof was remembered', async () => {
  const store = memoryStore()
  const one = await startSystem({ store })
  const other = await startSystem({ store })
  const user = await addUser(one)
  const issued = await openLogin(one, user, { carrier: 'jwt' })
  const request = withBearer(issued.credential)
  expect(await ask(other, request)).toBe('ok')
  const kid = one.core.keys().current('jwt').kid
  await dropKey(one.core, kid)
  const asleep: System = { ...other, core: { ...other.core, log: { ...other.core.log, fresh: () => other.core.log.read() } } }
  expect(await authenticate(asleep.core, request)).toEqual({ status: 'refused', reason: 'credential_invalid' })
})
