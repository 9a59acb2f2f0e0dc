/** Fills a store with sessions and tells what each takes. */
import { randomBytes } from 'node:crypto'
import { argv } from 'node:process'
import session from 'express-session'
import { newId } from '../fixtures.ts'
import { memoryStore } from '../latchkey.ts'
import { secretOf, sessionOf, userOf } from './records.ts'

const [kind, count] = [argv[2], Number(argv[3])]
const now = Math.floor(Date.now() / 1000)

const fill = kind === 'latchkey' ? await ours() : express()
await fill(100)
const before = used()
await fill(count)
const bytes = (used() - before) / count
process.send?.(bytes)
// The store lives until here, or the collector would take it before it is counted.
await fill(1)
process.disconnect()

function used(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function ours(): Promise<(sessions: number) => Promise<void>> {
  const store = memoryStore({ maxSessions: 10_000_000 })
  await store.open()
  // A user has a few sessions, and is not counted.
  const subjects = Array.from({ length: 5000 }, newId)
  for (const id of subjects) await insert(store, [{ do: 'insert', table: 'user', row: userOf(id) }])
  let made = 0
  return async (sessions) => {
    for (let n = 0; n < sessions; n++) {
      const [id, subject] = [newId(), subjects[made++ % subjects.length] ?? newId()]
      await insert(store, [
        { do: 'insert', table: 'session', row: sessionOf(id, subject) },
        { do: 'insert', table: 'secret', row: secretOf(id, randomBytes(32).toString('base64url')) },
      ])
    }
  }
}

async function insert(store: ReturnType<typeof memoryStore>, writes: Parameters<typeof store.commit>[0]): Promise<void> {
  const result = await store.commit(writes)
  if (!result.ok) throw new Error('the store refused a row')
}

/** The same, with an id as long, and what an application would put beside it. */
function express(): (sessions: number) => Promise<void> {
  const store = new session.MemoryStore()
  return async (sessions) => {
    for (let n = 0; n < sessions; n++) {
      store.set(randomBytes(24).toString('base64url'), { cookie: { originalMaxAge: 43_200_000, httpOnly: true, path: '/' }, user: newId(), authTime: now })
    }
  }
}
