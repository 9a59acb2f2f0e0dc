/** Says what a live session takes of the heap of a process, with its secret and its indices. Needs --expose-gc. */
import { randomBytes } from 'node:crypto'
import { memoryStore } from '../../../src/stores/memory.ts'
import { insertSecret, insertSession, insertUser } from '../../../src/testing/store/rows.ts'

const SESSIONS = 20_000
const subjects = Array.from({ length: 2000 }, () => text(16))
const store = memoryStore()
await store.open()
await store.commit(subjects.map((id) => insertUser(id)))
await fill(100)
const before = used()
await fill(SESSIONS)
process.stdout.write(String((used() - before) / SESSIONS))
// The store lives until here, or the collector would take it before it is counted.
await store.close()

/** As logins make them: the addresses differ, and there are some dozens of browsers. */
async function fill(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const [id, subject = null] = [text(16), subjects[n % subjects.length]]
    const [address, agent] = [`203.0.113.${n % 250}`, `Mozilla/5.0 (X11; Linux x86_64) Chrome/${100 + n % 50}.0.0.0`]
    await store.commit([insertSession(id, { subject, address, agent }), insertSecret(text(32), { session: id })])
  }
}

function used(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function text(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
