/** Starts the service, says where it is, and stops it without dropping what is under way. */
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Lab } from '../lab/lab.ts'
import { ConfigError, type Config } from './config.ts'
import { createInstance, type Instance } from './instance.ts'
import { openLab } from './lab.ts'
import { createListener } from './listener.ts'
import { areNone } from './proxies.ts'
import { databaseNamed } from './schema.ts'

const base = '/auth'
/** How long requests that are under way may take to end. */
const patience = 8000

export interface Streams {
  /** What an operator reads at the start. */
  readonly say: (line: string) => void
}

export async function serve(config: Config, { say }: Streams): Promise<void> {
  const { auth, store, log } = createInstance(config)
  let staying = true
  const { origin, guardedOrigins, trustedProxies } = config
  const lab = openLab(config, base, log)
  const listener = createListener({ auth, store, lab, log, origin, base, guardedOrigins, trustedProxies, isStaying: () => staying })
  const server = createServer(config, listener)
  const unasked = trackUnasked(server, config.tls === null ? 'connection' : 'secureConnection')
  try {
    await auth.ready()
    await listen(server, config)
    stopOnSignal(() => {
      staying = false
      return stop({ server, unasked }, { auth, lab, log })
    })
    await introduce(config, auth, say)
  } catch (error) {
    // Told to have failed, it must not go on listening.
    server.close()
    server.closeAllConnections()
    await auth.close()
    throw error
  }
}

/** Slow clients are let go early (E-12): Node itself waits five minutes, and without a bound on sockets. */
const bounds = {
  headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384,
  // Node looks at its clocks twice a minute by default, so that ten seconds would be up to forty.
  connectionsCheckingInterval: 1000,
}

/** Longer than nginx, Caddy and balancers keep a connection: else some request meets one that is just being closed, and is a 502. */
const beforeProxies = 75_000

export function createServer({ tls, trustedProxies }: Pick<Config, 'tls' | 'trustedProxies'>, listener: RequestListener): Server {
  const server = tls === null ? createHttpServer(bounds, listener) : createTlsServer(tls, listener)
  if (!areNone(trustedProxies)) server.keepAliveTimeout = beforeProxies
  server.maxRequestsPerSocket = 1000
  server.maxConnections = 10_000
  return server
}

function createTlsServer(tls: NonNullable<Config['tls']>, listener: RequestListener): Server {
  const files = { cert: pem('CERT', tls.cert), key: pem('KEY', tls.key) }
  try {
    return createHttpsServer({ ...bounds, ...files }, listener)
  } catch (error) {
    throw new ConfigError('LATCHKEY_TLS_CERT and LATCHKEY_TLS_KEY are not a certificate and its key, both in PEM.', { cause: error })
  }
}

function pem(which: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new ConfigError(`LATCHKEY_TLS_${which} is "${path}", and that file cannot be read.`, { cause: error })
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => { reject(new ConfigError(listenFault(error, host, port), { cause: error })) })
    server.listen(port, host, resolve)
  })
}

function listenFault({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `PORT is ${port}, and another program listens there already.`
  return `HOST is "${host}" and PORT is ${port}, and nothing can listen there (${code}).`
}

async function introduce(config: Config, auth: Instance['auth'], say: Streams['say']): Promise<void> {
  const { origin, signup } = config
  say(`Latchkey is ready at ${origin}`)
  if (isOpenlyPlain(config)) say(plainWarning)
  say(`Records: ${databaseNamed(config)}. Sign-up: ${signup}.`)
  const setup = await auth.createSetup()
  if (setup === null) return
  say('There is no administrator yet. Whoever opens this link first, within an hour, becomes one:')
  say(`${origin}${base}/signup?setup=${setup}`)
}

const plainWarning = 'Warning: it listens off loopback in plain HTTP, and no proxy is named in LATCHKEY_TRUSTED_PROXIES. Passwords would cross the network in clear.'

/** Beside an https origin something must end the TLS; where nothing is known to, an operator is told (E-18). */
function isOpenlyPlain({ host, tls, trustedProxies }: Config): boolean {
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(host)
  return !isLoopback && tls === null && areNone(trustedProxies)
}

function stopOnSignal(end: () => Promise<void>): void {
  let asked = false
  const onSignal = () => {
    // A second signal is an order.
    if (asked) process.exit(1)
    asked = true
    end().then(() => process.exit(0), () => process.exit(1))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

/** Connections on which nothing was asked yet, such as browsers open in advance: Node takes them for busy. */
function trackUnasked(server: Server, opened: 'connection' | 'secureConnection'): ReadonlySet<Socket> {
  const unasked = new Set<Socket>()
  server.on(opened, (socket: Socket) => {
    unasked.add(socket)
    socket.once('close', () => unasked.delete(socket))
  })
  server.on('request', ({ socket }) => { unasked.delete(socket) })
  return unasked
}

interface Connections {
  readonly server: Server
  readonly unasked: ReadonlySet<Socket>
}

/** No new connections, idle ones closed, requests under way ended within the patience; then the store (F-14). */
async function stop(connections: Connections, { auth, lab, log }: Pick<Instance, 'auth' | 'log'> & { lab: Lab | null }): Promise<void> {
  log.info('stopping')
  await drain(connections)
  await Promise.all([auth.close(), lab?.close()])
  log.info('stopped')
}

/** Ends with the patience even so: a TLS handshake that nobody finishes is a connection that Node cannot close. */
async function drain({ server, unasked }: Connections): Promise<void> {
  const sweep = setInterval(() => {
    // A connection whose last request was answered would be kept for five seconds more.
    server.closeIdleConnections()
    for (const socket of unasked) socket.destroy()
  }, 50)
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(resolve, patience)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
  })
  clearInterval(sweep)
  server.closeAllConnections()
}
