/**
 * One node: an instance in a process of its own, which serves the routes of Latchkey, and two of an application:
 * `GET /guarded` says whom the request shows, `POST /roles` gives a user other roles. Only the hash of passwords is cheaper.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { authenticateNode, latchkeyListener } from '../../src/adapters/node.ts'
import type { Freshness, RequestContext, Store } from '../../src/contracts.ts'
import { createAuth } from '../../src/create-auth.ts'
import { redis } from '../../src/redis.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { countingHasher, secret } from '../support/instance.ts'

interface Setup {
  readonly origin: string
  readonly url: string
  readonly listenUrl?: string
  readonly redisUrl?: string
  /** Hints are cut: the store tells of nothing. */
  readonly isDeaf: boolean
  readonly maxStaleness: number
}

const setup = JSON.parse(process.argv[2] ?? '{}') as Setup // nodes.ts starts this program, and nothing else does

function openStore(): Store {
  const { url, listenUrl } = setup
  const store = url.startsWith('postgres:') ? postgresStore({ url, listenUrl, poolSize: 6 }) : sqliteStore({ file: url })
  if (!setup.isDeaf) return store
  const { watch: _, ...deaf } = store
  return deaf
}

const { redisUrl } = setup
const auth = createAuth({
  origin: setup.origin, secret, store: openStore(), pages: null, ...(redisUrl !== undefined && { shared: redis({ url: redisUrl }) }), passwordHasher: countingHasher(),
  limits: { maxStaleness: setup.maxStaleness }, roles: { reader: [], writer: [] },
  onFault: (error) => { process.stderr.write(`fault: ${error instanceof Error ? error.message : String(error)}\n`) },
})

async function guarded(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const freshness = new URL(incoming.url ?? '/', setup.origin).searchParams.get('freshness') ?? 'revocable'
  const outcome = await authenticateNode(auth, incoming, { freshness: freshness as Freshness }) // a wrong one is a TypeError
  if (outcome.status === 'authenticated') {
    const { subject, session, roles } = outcome.principal
    return answer(outgoing, 200, { subject, session, roles })
  }
  answer(outgoing, 401, { reason: outcome.status === 'refused' ? outcome.reason : 'anonymous' })
}

async function setRoles(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { id, roles } = JSON.parse(await text(incoming)) as { id: string, roles: string[] } // a test sends it
  answer(outgoing, await auth.users.setRoles(id, roles) ? 200 : 404, {})
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const listener = latchkeyListener(auth, (incoming, outgoing) => {
  const work = incoming.method === 'POST' ? setRoles(incoming, outgoing) : guarded(incoming, outgoing)
  work.catch((error: unknown) => {
    const isAway = error instanceof Error && ['StoreError', 'ContentionError'].includes(error.name)
    answer(outgoing, isAway ? 503 : 500, { reason: String(error) })
  })
}, { context })

/** Each person has an address of their own, though all come through one proxy: thirty at once from one are a flood. */
function context({ headers, socket }: IncomingMessage): RequestContext {
  const told = headers['x-test-address']
  return { address: typeof told === 'string' ? told : socket.remoteAddress }
}

await auth.ready()
const server = createServer(listener)
server.keepAliveTimeout = 75_000 // longer than a proxy keeps it, or some request meets a connection that is just being closed
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void auth.close().then(() => process.exit(0))
})
