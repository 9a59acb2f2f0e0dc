/** How a look-up by cookie grows with what the store holds, ten times as much at each step. */
import { randomBytes } from 'node:crypto'
import type { Block } from '../block.ts'
import { newId } from '../fixtures.ts'
import { sqliteInFolder } from '../instance.ts'
import { type AuthOptions, memoryStore } from '../latchkey.ts'
import { compare, type Contender, type Group } from '../measure/compare.ts'
import { type Run, size } from '../measure/run.ts'
import { inTurns, several, timedAsync } from '../measure/timed.ts'
import { secretOf, sessionOf, userOf } from '../memory/records.ts'

type Store = AuthOptions['store']

export const growth: Block = {
  name: 'growth',
  title: 'Growth: a session among many',
  note: 'One look-up, by a digest that is chosen at random among all. Ten sessions have one user.',
  async measure(run) {
    const inMemory = size(run, { quick: [1000, 10_000], full: [1000, 10_000, 100_000, 1_000_000] })
    const onSqlite = size(run, { quick: [1000, 10_000], full: [1000, 10_000, 100_000] })
    return [
      await grown('look-up in memory, by sessions', () => memoryStore({ maxSessions: 2_000_000 }), inMemory, run),
      await grown('look-up on SQLite, by sessions', () => sqliteInFolder().store, onSqlite, run),
    ]
  },
}

async function grown(name: string, open: () => Store, sizes: readonly number[], run: Run): Promise<Group> {
  const stores: Store[] = []
  const contenders: Contender[] = []
  for (const sessions of sizes) {
    run.say(`  ${name}: filling ${sessions.toLocaleString('en-US')}`)
    const store = open()
    await store.open()
    stores.push(store)
    const next = inTurns(await fill(store, sessions))
    contenders.push(timedAsync({ name: sessions.toLocaleString('en-US'), by: 'latchkey' }, run, () => store.findByDigest(next())))
  }
  const group = await compare({ name, unit: 'µs', contenders }, run)
  for (const store of stores) await store.close()
  return group
}

/** Answers the digests to ask for, in no order. */
async function fill(store: Store, sessions: number): Promise<readonly [string, ...string[]]> {
  const digests: string[] = []
  for (let n = 0; n < sessions; n += 100) {
    const users = Array.from({ length: 10 }, newId)
    const made = Array.from({ length: 100 }, (_, at) => ({ id: newId(), subject: users[at % 10] ?? '', digest: randomBytes(32).toString('base64url') }))
    const result = await store.commit([
      ...users.map((id) => ({ do: 'insert', table: 'user', row: userOf(id) }) as const),
      ...made.map(({ id, subject }) => ({ do: 'insert', table: 'session', row: sessionOf(id, subject) }) as const),
      ...made.map(({ id, digest }) => ({ do: 'insert', table: 'secret', row: secretOf(id, digest) }) as const),
    ])
    if (!result.ok) throw new Error('the store refused a row')
    digests.push(...made.map(({ digest }) => digest))
  }
  return several(Math.min(sessions, 65_536), () => digests[Math.floor(Math.random() * digests.length)] ?? '')
}
