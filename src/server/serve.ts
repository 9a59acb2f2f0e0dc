/** Starts the service, says where it is, and stops it without dropping what is under way. */
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { ConfigError, type Config } from './config.ts'
import { createInstance, type Instance } from './instance.ts'
import { createListener } from './listener.ts'

const base = '/auth'
/** How long requests that are under way may take to end. */
const patience = 10_000

export interface Streams {
  /** What an operator reads at the start. */
  readonly say: (line: string) => void
}

export async function serve(config: Config, { say }: Streams): Promise<void> {
  const { auth, store, log } = createInstance(config)
  await auth.ready()
  let staying = true
  const { origin, trustedProxies } = config
  const listener = createListener({ auth, store, log, origin, base, trustedProxies, isStaying: () => staying })
  const server = createServer(config, listener)
  try {
    await listen(server, config)
  } catch (error) {
    await auth.close()
    throw error
  }
  stopOnSignal(() => {
    staying = false
    return stop(server, { auth, store, log })
  })
  await introduce(config, auth, say)
}

/** Slow clients are let go early (E-12): Node itself waits five minutes, and without a bound on sockets. */
function createServer({ tls }: Config, listener: RequestListener): Server {
  const options = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384 }
  const server = tls === null
    ? createHttpServer(options, listener)
    : createHttpsServer({ ...options, cert: pem('CERT', tls.cert), key: pem('KEY', tls.key) }, listener)
  server.maxRequestsPerSocket = 1000
  server.maxConnections = 10_000
  return server
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

async function introduce({ origin, databaseUrl, signup }: Config, auth: Instance['auth'], say: Streams['say']): Promise<void> {
  say(`Latchkey is ready at ${origin}`)
  say(`Records: ${databaseUrl === 'memory:' ? 'in memory, gone when it stops' : databaseUrl}. Sign-up: ${signup}.`)
  const setup = await auth.createSetup()
  if (setup === null) return
  say('There is no administrator yet. Whoever opens this link first, within an hour, becomes one:')
  say(`${origin}${base}/signup?setup=${setup}`)
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

/** No new connections, idle ones closed, requests under way ended within the patience; then the store (F-14). */
async function stop(server: Server, { auth, log }: Instance): Promise<void> {
  log.info('stopping')
  const closed = new Promise<void>((resolve) => { server.close(() => { resolve() }) })
  server.closeIdleConnections()
  const impatience = setTimeout(() => { server.closeAllConnections() }, patience)
  await closed
  clearTimeout(impatience)
  await auth.close()
  log.info('stopped')
}
