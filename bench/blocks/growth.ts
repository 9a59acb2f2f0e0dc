/** How each cost grows with what there is, ten times as much at each step: sessions, users, keys; of revocations it is a block of its own. */
import { randomBytes } from 'node:crypto'
import type { Block } from '../block.ts'
import { newId } from '../fixtures.ts'
import { byKeys } from './growth-by-keys.ts'
import { sqliteInFolder } from '../instance.ts'
import { type AuthOptions, memoryStore } from '../latchkey.ts'
import { compare, type Contender, type Group } from '../measure/compare.ts'
import { type Run, size } from '../measure/run.ts'
import { inTurns, several, timedAsync } from '../measure/timed.ts'
import { secretOf, sessionOf, userOf } from '../memory/records.ts'

type Store = AuthOptions['store']

export const growth: Block = {
  name: 'growth',
  title: 'Growth: one among many',
  note: 'One look-up, of a session by a digest and of a user by a name, chosen at random among all; ten sessions have one user. Of keys it is one JWT, signed by any of them in turn and verified without being remembered. Revocations are a block of their own.',
  async measure(run) {
    const inMemory = size(run, { quick: [1000, 10_000], full: [1000, 10_000, 100_000, 1_000_000] })
    const onSqlite = size(run, { quick: [1000, 10_000], full: [1000, 10_000, 100_000] })
    const users = size(run, { quick: [1000, 10_000], full: [1000, 10_000, 100_000] })
    return [
      await grown('look-up in memory, by sessions', { open: () => memoryStore({ maxSessions: 2_000_000 }), sizes: inMemory, ...sessions }, run),
      await grown('look-up on SQLite, by sessions', { open: () => sqliteInFolder().store, sizes: onSqlite, ...sessions }, run),
      await grown('look-up in memory, by users', { open: () => memoryStore(), sizes: users, ...people }, run),
      await grown('look-up on SQLite, by users', { open: () => sqliteInFolder().store, sizes: users, ...people }, run),
      await byKeys(size(run, { quick: [1, 10], full: [1, 10, 100, 1000] }), run),
    ]
  },
}

/** What a store is filled with, and how one of it is found again. */
interface Kind {
  /** Answers what to ask for, in no order. */
  fill(store: Store, count: number): Promise<readonly [string, ...string[]]>
  find(store: Store, key: string): Promise<unknown>
}

const sessions: Kind = { fill: fillSessions, find: (store, digest) => store.findByDigest(digest) }
const people: Kind = { fill: fillUsers, find: (store, name) => store.findUserByName(name) }

interface Growing extends Kind {
  readonly open: () => Store
  readonly sizes: readonly number[]
}

async function grown(name: string, { open, sizes, fill, find }: Growing, run: Run): Promise<Group> {
  const stores: Store[] = []
  const contenders: Contender[] = []
  for (const count of sizes) {
    run.say(`  ${name}: filling ${count.toLocaleString('en-US')}`)
    const store = open()
    await store.open()
    stores.push(store)
    const next = inTurns(await fill(store, count))
    contenders.push(timedAsync({ name: count.toLocaleString('en-US'), by: 'latchkey' }, run, () => find(store, next())))
  }
  const group = await compare({ name, unit: 'µs', contenders }, run)
  for (const store of stores) await store.close()
  return group
}

async function fillSessions(store: Store, count: number): Promise<readonly [string, ...string[]]> {
  const digests: string[] = []
  for (let n = 0; n < count; n += 100) {
    const users = Array.from({ length: 10 }, newId)
    const made = Array.from({ length: 100 }, (_, at) => ({ id: newId(), subject: users[at % 10] ?? '', digest: randomBytes(32).toString('base64url') }))
    await kept(store, [
      ...users.map((id) => ({ do: 'insert', table: 'user', row: userOf(id) }) as const),
      ...made.map(({ id, subject }) => ({ do: 'insert', table: 'session', row: sessionOf(id, subject) }) as const),
      ...made.map(({ id, digest }) => ({ do: 'insert', table: 'secret', row: secretOf(id, digest) }) as const),
    ])
    digests.push(...made.map(({ digest }) => digest))
  }
  return atRandom(digests)
}

async function fillUsers(store: Store, count: number): Promise<readonly [string, ...string[]]> {
  const names: string[] = []
  for (let n = 0; n < count; n += 100) {
    const made = Array.from({ length: 100 }, newId)
    await kept(store, made.map((id) => ({ do: 'insert', table: 'user', row: userOf(id) })))
    names.push(...made)
  }
  return atRandom(names)
}

function atRandom(all: readonly string[]): readonly [string, ...string[]] {
  return several(Math.min(all.length, 65_536), () => all[Math.floor(Math.random() * all.length)] ?? '')
}

async function kept(store: Store, writes: Parameters<Store['commit']>[0]): Promise<void> {
  const result = await store.commit(writes)
  if (!result.ok) throw new Error('the store refused a row')
}
