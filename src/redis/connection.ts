/** Connections to a Redis that may go away at any time: they come back by themselves, and nothing waits for them. Knows no keys. */
import type { Redis, RedisOptions } from 'ioredis'
import type { Target } from './target.ts'

export interface Connection {
  /** Loads `ioredis`; rejects where it is missing, and not because the server is away. */
  load(): Promise<void>
  /** Rejects at once where the server is away. No error names a command: those of a login hold the password. */
  use<T>(work: (client: Redis) => Promise<T>): Promise<T>
  /** A connection of its own for what is published, which is not waited for. */
  listen(ear: Ear): Promise<() => Promise<void>>
  end(): Promise<void>
}

export interface Ear {
  readonly channel: string
  readonly heard: (message: string) => void
  /** It listens, for the first time or again: what was said meanwhile is lost. */
  readonly listening: () => void
  readonly lost: (error: Error) => void
}

/** Milliseconds. Nobody waits as long: core gives up sooner. These only clear away what is stuck. */
const connectTimeout = 2000
const commandTimeout = 1000
const longestRetry = 2000
const keepAlive = 10_000

export function createConnection(target: Target): Connection {
  let opened: Promise<Redis> | undefined
  let isEnded = false
  const clients = new Set<Redis>()

  async function added(): Promise<Redis> {
    const client = await connectionTo(target)
    clients.add(client)
    return client
  }

  return {
    async load() { await loadIoredis() },
    async use(work) {
      try {
        if (isEnded) throw new Error('the connection is closed')
        opened ??= added().then(connected)
        return await work(await opened)
      } catch (error) {
        throw withoutCommand(error)
      }
    },
    async listen(ear) {
      const client = await added()
      hear(client, { ...ear, lost: (error) => { if (clients.has(client)) ear.lost(error) } })
      void connected(client)
      return async () => {
        clients.delete(client)
        client.disconnect()
      }
    },
    async end() {
      isEnded = true
      const ending = [...clients]
      clients.clear()
      for (const client of ending) client.disconnect()
    },
  }
}

async function connectionTo(target: Target): Promise<Redis> {
  const Client = await loadIoredis()
  const client = new Client({ ...target, ...manners })
  client.on('error', () => {}) // whoever asks hears of it; without an ear for it the process would end
  client.on('connect', () => { unref(client) })
  return client
}

/** Or it has failed to, once: it goes on trying. */
async function connected(client: Redis): Promise<Redis> {
  await client.connect().catch(() => undefined)
  return client
}

/** What was asked of a connection that is lost is not asked again: nobody waits for the answer any more. */
const manners = {
  lazyConnect: true, enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0,
  autoResubscribe: false, protocol: 2 as const, connectTimeout, commandTimeout, keepAlive, connectionName: 'latchkey', disableClientInfo: true,
  retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), longestRetry),
  // After a fail-over this is the old primary, where nothing can be written: another connection finds the new one.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
} satisfies RedisOptions

function hear(client: Redis, { channel, heard, listening, lost }: Ear): void {
  let isLost = false
  async function subscribe(): Promise<void> {
    try {
      await client.subscribe(channel)
      isLost = false
      listening()
    } catch {
      client.disconnect(true)
    }
  }

  function away(error: Error): void {
    if (isLost) return
    isLost = true
    lost(error)
  }

  client.on('ready', () => { void subscribe() })
  client.on('message', (_channel: string, message: string) => { heard(message) })
  client.on('error', (error: Error) => { away(withoutCommand(error)) })
  client.on('close', () => { away(new Error('Redis: the connection is lost')) })
}

/** It keeps no process alive. */
function unref({ stream }: Redis): void {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** Errors of the package carry the command and its words, which for AUTH is the password. */
function withoutCommand(error: unknown): Error {
  return new Error(`Redis: ${error instanceof Error ? error.message : 'unknown fault'}`)
}

/** Loaded on use: who shares nothing needs no `ioredis`. */
async function loadIoredis(): Promise<typeof Redis> {
  try {
    return (await import('ioredis')).Redis
  } catch (cause) {
    throw new TypeError('latchkey/redis needs the package ioredis: npm install ioredis@6', { cause })
  }
}
