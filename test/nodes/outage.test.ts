/** One node whose store is down, frozen or slow: each freshness gets the answer that DESIGN gives it, and it recovers by itself. */
import { createServer, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { withPostgres } from '../stores/postgres-server.ts'
import { password } from '../support/instance.ts'
import { carriers } from '../support/wire.ts'
import { logInAt, signUpAt, startNode, type NodeLogin, type Replied, type RunningNode } from './nodes.ts'

/** Seconds; ten by default, and shorter here so that the end of it is seen. */
const maxStaleness = 3

interface Asking {
  readonly name: string
  readonly line: string
  readonly carrier: 'cookie' | 'jwt'
  readonly json?: (login: NodeLogin, username: string) => object
  /** As long as the index may be believed. */
  readonly early: number
  /** When it may not be any more. */
  readonly late: number
}

/** A cookie that was asked about within half a minute is recalled: as long as a statement it may be believed, and no longer. */
const table: readonly Asking[] = [
  { name: 'stateless, jwt', line: 'GET /guarded?freshness=stateless', carrier: 'jwt', early: 200, late: 200 },
  { name: 'revocable, jwt', line: 'GET /guarded', carrier: 'jwt', early: 200, late: 503 },
  { name: 'revocable, cookie (recalled)', line: 'GET /guarded', carrier: 'cookie', early: 200, late: 503 },
  { name: 'authoritative, jwt', line: 'GET /guarded?freshness=authoritative', carrier: 'jwt', early: 503, late: 503 },
  { name: 'authoritative, cookie', line: 'GET /guarded?freshness=authoritative', carrier: 'cookie', early: 503, late: 503 },
  { name: 'GET /auth/me', line: 'GET /auth/me', carrier: 'cookie', early: 503, late: 503 },
  { name: 'POST /auth/login', line: 'POST /auth/login', carrier: 'jwt', json: (_, username) => ({ username, password }), early: 503, late: 503 },
  { name: 'POST /auth/refresh', line: 'POST /auth/refresh', carrier: 'jwt', json: ({ refreshToken }) => ({ refresh_token: refreshToken }), early: 503, late: 503 },
  { name: 'POST /auth/logout', line: 'POST /auth/logout', carrier: 'cookie', early: 503, late: 503 },
  { name: 'DELETE /auth/sessions', line: 'DELETE /auth/sessions', carrier: 'jwt', early: 503, late: 503 },
]

interface Told extends Replied {
  readonly name: string
  readonly milliseconds: number
}

type Logins = Readonly<Record<'cookie' | 'jwt', NodeLogin>>

async function askAll({ ask }: RunningNode, logins: Logins, username: string): Promise<readonly Told[]> {
  return Promise.all(table.map(async ({ name, line, carrier, json }) => {
    const login = logins[carrier]
    const begun = performance.now()
    const shows = /login|refresh/.test(line) ? {} : login.shown
    const reply = await ask(line, { headers: shows, ...(json && { json: json(login, username) }) })
    return { ...reply, name, milliseconds: performance.now() - begun }
  }))
}

function statuses(told: readonly Told[]) {
  return told.map(({ name, status }) => `${name}: ${status}`)
}

const expected = (when: 'early' | 'late') => table.map((one) => `${one.name}: ${one[when]}`)

async function newLogins(node: RunningNode, username: string): Promise<Logins> {
  await signUpAt(node.ask, username)
  const [cookie, jwt] = [await logInAt(node.ask, username, 'cookie'), await logInAt(node.ask, username, 'jwt')]
  if (!('shown' in cookie) || !('shown' in jwt)) throw new Error('a login failed')
  for (const { shown } of [cookie, jwt]) expect((await node.ask('GET /guarded', { headers: shown })).status).toBe(200)
  return { cookie, jwt }
}

/** Nothing was cleared, nothing acknowledged: everything is as good as before, on the node as it is. */
async function expectRecovery({ ask }: RunningNode, logins: Logins, username: string): Promise<number> {
  const begun = performance.now()
  while ((await ask('GET /guarded?freshness=authoritative', { headers: logins.jwt.shown })).status !== 200) {
    if (performance.now() - begun > 10_000) throw new Error('it has not recovered after ten seconds')
    await sleep(50)
  }
  const after = performance.now() - begun
  for (const { shown } of [logins.cookie, logins.jwt]) expect((await ask('GET /guarded', { headers: shown })).status).toBe(200)
  expect((await ask('POST /auth/refresh', { json: { refresh_token: logins.jwt.refreshToken } })).status).toBe(200)
  for (const carrier of carriers) expect(await logInAt(ask, username, carrier)).toHaveProperty('shown')
  return after
}

function report({ task }: TestContext, row: Readonly<Record<string, string | number>>): void {
  task.meta.nodes = [{ table: 'A store that is away: answers of one node', row }]
}

function slowest(told: readonly Told[]): number {
  return Math.round(Math.max(...told.map(({ milliseconds }) => milliseconds)))
}

withPostgres('a node whose PostgreSQL is', (server) => {
  it.for([
    ['killed', () => server().stop('SIGQUIT'), () => server().start()],
    ['frozen', () => { server().freeze() }, () => { server().thaw() }],
  ] as const)('%s answers by the freshness of what is asked, and goes on when it is back', { timeout: 60_000 }, async ([how, away, back], context) => {
    const node = await startNode({ url: server().url, maxStaleness })
    const username = `outage-${how}`
    const logins = await newLogins(node, username)
    await away()
    const early = await askAll(node, logins, username)
    await sleep(maxStaleness * 1000)
    const late = await askAll(node, logins, username)
    await back()
    const recovered = await expectRecovery(node, logins, username)
    expect(statuses(early)).toEqual(expected('early'))
    expect(statuses(late)).toEqual(expected('late'))
    expect([...early, ...late].filter(({ status, setCookies }) => status === 503 && setCookies.length > 0)).toEqual([])
    report(context, { store: how, 'slowest answer at once, ms': slowest(early), 'after maxStaleness, ms': slowest(late), 'recovered after, ms': Math.round(recovered) })
    expect(slowest([...early, ...late])).toBeLessThan(3000)
  })

  it('slow answers all the same, and revocations in time', { timeout: 60_000 }, async (context) => {
    const port = await slowly(server().port, 100)
    const node = await startNode({ url: server().url.replace(String(server().port), String(port)), maxStaleness })
    const fast = await startNode({ url: server().url, maxStaleness })
    const logins = await newLogins(node, 'outage-slow')
    const told = await askAll(node, logins, 'outage-slow')
    expect(told.map(({ status }) => Math.floor(status / 100))).toEqual(table.map(() => 2))
    const again = await logInAt(fast.ask, 'outage-slow', 'jwt')
    if (!('shown' in again)) throw new Error('a login failed')
    expect((await node.ask('GET /guarded', { headers: again.shown })).status).toBe(200)
    await fast.ask('POST /auth/logout', { headers: again.shown })
    const since = performance.now()
    let last = since
    while ((await node.ask('GET /guarded', { headers: again.shown })).status === 200) last = performance.now()
    report(context, { store: 'slow by 100 ms each way', 'slowest answer at once, ms': slowest(told), 'after maxStaleness, ms': '–', 'recovered after, ms': '–' })
    expect(last - since).toBeLessThan(1500)
  })
})

/** A way to the server on which everything takes so many milliseconds longer. */
async function slowly(to: number, milliseconds: number): Promise<number> {
  const sockets = new Set<Socket>()
  const network = createServer((inside) => {
    const outside = connect(to, '127.0.0.1')
    for (const [from, other] of [[inside, outside], [outside, inside]] as const) {
      sockets.add(from)
      from.on('data', (data) => { setTimeout(() => { other.write(data) }, milliseconds) })
      from.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => { network.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    network.close()
  })
  const address = network.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
