/**
 * Fifty tabs that refresh one token at once: one lineage, every tab gets what works, and nobody is logged out. On one
 * process, and on three that share a file; and what is left of it when a process is killed and another goes on.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Secret, Store } from '../../src/contracts.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { addUser } from '../http/people.ts'
import { newFile } from '../stores/files.ts'
import { ownPage } from '../support/client.ts'
import { effort } from '../support/effort.ts'
import { password, secret, start, startInstance, stores } from '../support/instance.ts'
import { patience, playRuns } from '../support/runs.ts'
import { nodeOf, startNode, type Node, type Sent, type Told } from './nodes.ts'

const tabs = 50
const runs = effort({ short: 20, full: 1000 })

interface Deployment {
  readonly nodes: readonly Node[]
  /** To look at rows. */
  readonly store: Store
}

/** What a login, or a refresh, gave. */
interface Given {
  readonly status: number
  readonly code: string
  readonly access: string
  readonly refresh: string
  readonly session: string
  readonly clears: boolean
}

function givenBy({ status, text, cookies }: Told): Given {
  const body = JSON.parse(text) as { access_token?: string, refresh_token?: string, session?: { id: string }, code?: string } // the contract tests hold the shape
  const cookie = /^__Host-latchkey-refresh=([^;]+)/.exec(cookies.find((line) => line.startsWith('__Host-latchkey-refresh=')) ?? '')?.[1]
  return {
    status, code: body.code ?? '', access: body.access_token ?? '', refresh: body.refresh_token ?? cookie ?? '',
    session: body.session?.id ?? '', clears: cookies.some((line) => /max-age=0/i.test(line)),
  }
}

type Kept = 'body' | 'cookie'

function refreshOf(token: string, kept: Kept): Sent {
  if (kept === 'body') return { line: 'POST /auth/refresh', json: { refresh_token: token } }
  return { line: 'POST /auth/refresh', headers: { ...ownPage, cookie: `__Host-latchkey-refresh=${token}` } }
}

const meOf = ({ access }: Given): Sent => ({ line: 'GET /auth/me', headers: { authorization: `Bearer ${access}` } })

async function sendTo(node: Node | undefined, sent: Sent, at = start): Promise<Given> {
  const [told] = await node?.send([sent], at) ?? []
  if (told === undefined) throw new RangeError('there is no such node')
  return givenBy(told)
}

function logInAt(node: Node | undefined, carrier: string, kept: Kept = 'body'): Promise<Given> {
  return sendTo(node, { line: 'POST /auth/login', json: { username: 'mira', password, carrier, refresh: kept }, headers: ownPage })
}

/** Divides what is sent evenly, beginning with another node each time, and sends it all at once. */
async function spread({ nodes }: Deployment, sent: readonly Sent[], first: number): Promise<readonly Told[]> {
  const parts = nodes.map((node, n) => node.send(sent.filter((_, k) => (k + first) % nodes.length === n), start))
  return (await Promise.all(parts)).flat()
}

async function race(deployment: Deployment, seed: number): Promise<string | null> {
  const kept = seed % 2 === 0 ? 'body' : 'cookie'
  const { refresh, session } = await logInAt(deployment.nodes[0], seed % 4 < 2 ? 'jwt' : 'token', kept)
  const given = (await spread(deployment, Array.from({ length: tabs }, () => refreshOf(refresh, kept)), seed)).map(givenBy)
  const wrong = given.filter(({ status }) => status !== 200).map(({ status, code }) => `a refresh is answered with ${status} ${code}`)
  if (given.some(({ clears }) => clears)) wrong.push('an answer clears a cookie')
  const successors = new Set(given.map((one) => one.refresh))
  if (successors.size !== 1) wrong.push(`there are ${successors.size} successors`)
  const known = await spread(deployment, given.map(meOf), seed + 1)
  wrong.push(...known.filter(({ status }) => status !== 200).map(({ status }) => `an access credential is answered with ${status}`))
  wrong.push(...lineageFaults(await deployment.store.listSecrets(session)))
  const next = await sendTo(deployment.nodes[seed % deployment.nodes.length], refreshOf([...successors][0] ?? '', kept))
  if (next.status !== 200) wrong.push(`the successor is answered with ${next.status} ${next.code}`)
  const faults = deployment.nodes.flatMap((node) => node.faults.splice(0))
  return wrong.length + faults.length === 0 ? null : [...new Set([...wrong, ...faults])].join('; ')
}

function lineageFaults(secrets: readonly Secret[]): readonly string[] {
  const generations = secrets.map(({ generation, consumed }) => `${generation} ${consumed === null ? 'unused' : 'used'}`).join(', ')
  return generations === '1 used, 2 unused' ? [] : [`the family is ${generations}`]
}

describe.each(stores)('on one process, on the $name store', ({ open }) => {
  let deployment: Deployment
  let end: () => Promise<void>

  beforeAll(async () => {
    const { store, remove } = open()
    const instance = await startInstance({ store })
    await addUser(instance)
    deployment = { nodes: [nodeOf(instance)], store }
    end = async () => {
      await instance.close()
      remove()
    }
  })
  afterAll(() => end())

  it('C-16: C-17: fifty refreshes of one token at once make one lineage, and log nobody out', (context) => (
    playRuns(context, { runs }, (seed) => race(deployment, seed))
  ), patience)
})

/** Nodes of a test, which end with it. */
const started: Node[] = []
async function nodeOn(file: string, secrets?: readonly string[]): Promise<Node> {
  const node = await startNode(file, secrets)
  started.push(node)
  return node
}
afterEach(async () => {
  for (const node of started.splice(0)) await node.kill()
})

/** A file with Mira in it, and its store. */
async function newDatabase(): Promise<{ file: string, store: Store }> {
  const file = newFile()
  const instance = await startInstance({ store: sqliteStore({ file }) })
  await addUser(instance)
  return { file, store: instance.store }
}

describe('on three processes that share a SQLite file', () => {
  it('C-16: C-17: fifty refreshes of one token at once make one lineage, and log nobody out', async (context) => {
    const { file, store } = await newDatabase()
    const nodes = await Promise.all([1, 2, 3].map(() => nodeOn(file)))
    await playRuns(context, { runs }, (seed) => race({ nodes, store }, seed))
    await store.close()
  }, patience)

  it('C-16: generation n - 2, shown to another process, ends the family, and the log says so', async () => {
    const { file, store } = await newDatabase()
    const nodes = await Promise.all([1, 2, 3].map(() => nodeOn(file)))
    const first = await logInAt(nodes[0], 'jwt')
    const second = await sendTo(nodes[1], refreshOf(first.refresh, 'body'))
    const third = await sendTo(nodes[2], refreshOf(second.refresh, 'body'))
    expect(await sendTo(nodes[0], refreshOf(first.refresh, 'body'))).toMatchObject({ status: 401, code: 'token_reused' })
    for (const node of nodes) expect(await sendTo(node, refreshOf(third.refresh, 'body'))).toMatchObject({ status: 401 })
    for (const node of nodes) expect((await node.send([meOf(third)], start))[0]?.status).toBe(401)
    const events = await store.listEvents({}, { limit: 10 })
    expect(events.find(({ type }) => type === 'authn_token_reuse')).toMatchObject({ session: first.session, detail: { generation: 1 } })
    await store.close()
  })
})

describe('a process that is killed (kill -9)', () => {
  const newer = 'Qw7xV2nB9kM4pR1sT6yU3iO8aD5fG0hJ'

  it.each([
    [29, 'same'], [30, 'same'], [31, 'token_reused'],
  ] as const)('C-17: after it, under a new LATCHKEY_SECRET and another refresh key, the predecessor is told %i s later: %s', async (seconds, told) => {
    const { file, store } = await newDatabase()
    const [one, operator] = [await nodeOn(file), await startInstance({ store: sqliteStore({ file }) })]
    const next = await operator.auth.keys.rotate('refresh')
    // The key that waits takes over between the two uses, while the process is down.
    const used = start + 209
    const first = await logInAt(one, 'token')
    const second = await sendTo(one, refreshOf(first.refresh, 'body'), used)
    await one.kill()
    const restarted = await nodeOn(file, [newer, secret])
    const again = await sendTo(restarted, refreshOf(first.refresh, 'body'), used + seconds)
    expect(again.refresh === second.refresh ? 'same' : again.code).toBe(told)
    const keys = (await operator.auth.keys.list()).filter(({ use }) => use === 'refresh')
    expect(keys.map(({ kid, state }) => [kid === next.kid, state])).toEqual(expect.arrayContaining([[true, 'current'], [false, 'previous']]))
    await operator.close()
    await store.close()
  })

  it('C-16: F-12: forgets no generation: n - 2 ends the family after it, in the same second', async () => {
    const { file, store } = await newDatabase()
    const one = await nodeOn(file)
    const first = await logInAt(one, 'jwt')
    const second = await sendTo(one, refreshOf(first.refresh, 'body'))
    const third = await sendTo(one, refreshOf(second.refresh, 'body'))
    await one.kill()
    const restarted = await nodeOn(file)
    expect(await sendTo(restarted, refreshOf(first.refresh, 'body'))).toMatchObject({ status: 401, code: 'token_reused' })
    expect(await sendTo(restarted, refreshOf(third.refresh, 'body'))).toMatchObject({ status: 401 })
    expect((await store.listEvents({}, { limit: 10 })).map(({ type }) => type)).toContain('authn_token_reuse')
    expect(await store.listSecrets(first.session)).toEqual([])
    await store.close()
  })
})
