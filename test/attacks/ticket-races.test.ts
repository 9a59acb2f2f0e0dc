/** D-11: of any number of redemptions at once exactly one succeeds: on each store, and on three instances or processes over one file. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Auth } from '../../src/create-auth.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { query } from '../../src/transports/query.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn } from '../support/client.ts'
import { bearing, exchanged, newKey } from '../support/narrowing.ts'
import { effort } from '../support/effort.ts'
import { origin, startInstance, stores } from '../support/instance.ts'

const parallel = 200
const rounds = effort({ short: 5, full: 100 })
const parameters = query()

async function redeem(auth: Auth, ticket: string): Promise<string> {
  const outcome = await auth.authenticate(new Request(`${origin}/file?ticket=${ticket}`), { parameters })
  return outcome.status === 'refused' ? outcome.reason : outcome.status
}

function tally(outcomes: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...new Set(outcomes)].toSorted().map((one) => [one, outcomes.filter((other) => other === one).length]))
}

const oneOf = (count: number) => ({ authenticated: 1, credential_invalid: count - 1 })

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tickets-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  return join(folder, 'test.db')
}

describe.each(stores)('on the $name store', ({ open }) => {
  it(`of ${parallel} redemptions of one ticket one succeeds, whatever it was exchanged for`, async () => {
    const { store, remove } = open()
    const instance = await startInstance({ store })
    onTestFinished(async () => {
      await instance.close()
      remove()
    })
    const { auth } = instance
    await addUser(instance)
    const { shown } = await logIn(auth, 'jwt')
    const key = bearing((await newKey(auth, shown)).key)
    for (let round = 0; round < rounds; round++) {
      const ticket = await exchanged(auth, round % 2 === 0 ? shown : key, { carrier: 'ticket', path: '/file' })
      expect(tally(await Promise.all(Array.from({ length: parallel }, () => redeem(auth, ticket))))).toEqual(oneOf(parallel))
    }
  })

  it('a redemption that comes after an acknowledged logout is refused, in whatever order the two were sent', async () => {
    const { store, remove } = open()
    const instance = await startInstance({ store })
    onTestFinished(async () => {
      await instance.close()
      remove()
    })
    const { auth } = instance
    await addUser(instance)
    for (let round = 0; round < rounds; round++) {
      const { shown } = await logIn(auth, 'jwt')
      const [ticket, late] = [await exchanged(auth, shown, { carrier: 'ticket', path: '/file' }), await exchanged(auth, shown, { carrier: 'ticket', path: '/file' })]
      const logout = createClient(auth).send('POST', '/auth/logout', { headers: shown })
      const [{ status }] = await Promise.all([logout, redeem(auth, ticket)])
      expect([status, await redeem(auth, late)]).toEqual([204, 'credential_invalid'])
    }
  })
})

it('three instances over one SQLite file let one of them all in', async () => {
  const file = newFile()
  const instances = await Promise.all([1, 2, 3].map(() => startInstance({ store: sqliteStore({ file }) })))
  onTestFinished(async () => { await Promise.all(instances.map(({ close }) => close())) })
  const [first] = instances
  if (first === undefined) throw new Error('there are three')
  await addUser(first)
  const { shown } = await logIn(first.auth, 'jwt')
  for (let round = 0; round < rounds; round++) {
    const ticket = await exchanged(first.auth, shown, { carrier: 'ticket', path: '/file' })
    const outcomes = await Promise.all(Array.from({ length: parallel }, (_, n) => redeem((instances[n % 3] ?? first).auth, ticket)))
    expect(tally(outcomes)).toEqual(oneOf(parallel))
  }
})

it('three processes over one SQLite file let one of them all in', { timeout: 60_000 }, async () => {
  const file = newFile()
  const instance = await startInstance({ store: sqliteStore({ file }) })
  await addUser(instance)
  const ticket = await exchanged(instance.auth, (await logIn(instance.auth, 'token')).shown, { carrier: 'ticket', path: '/file' })
  const program = fileURLToPath(new URL('ticket-child.ts', import.meta.url))
  const children = [67, 67, 66].map((count) => {
    const child = spawn(process.execPath, [program, file, ticket, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), ended: once(child, 'close') }
  })
  for (const { lines } of children) expect((await lines.next()).value).toBe('ready')
  for (const { child } of children) child.stdin.write('go\n')
  const told = await Promise.all(children.map(async ({ lines }) => JSON.parse(String((await lines.next()).value)) as string[])) // of ticket-child.ts
  const { authenticated, credential_invalid: refused = 0, unavailable = 0, ...others } = tally(told.flat())
  expect([authenticated, refused + unavailable, others]).toEqual([1, parallel - 1, {}])
  await Promise.all(children.map(({ ended }) => ended))
  await instance.close()
})

it('a crash between the check and the answer leaves a ticket that is used, never one that is good twice', async () => {
  const instance = await startInstance()
  await addUser(instance)
  const { shown } = await logIn(instance.auth, 'jwt')
  const ticket = await exchanged(instance.auth, shown, { carrier: 'ticket', path: '/file' })
  const failing = await startInstance({ store: { ...instance.store, commit: async (writes) => {
    await instance.store.commit(writes)
    throw new Error('the answer was lost')
  } } })
  await expect(redeem(failing.auth, ticket)).rejects.toThrow('the answer was lost')
  expect(await redeem(instance.auth, ticket)).toBe('credential_invalid')
})
