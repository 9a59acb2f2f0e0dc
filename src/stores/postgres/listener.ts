/** Hears what commits notify, on a connection of its own, and comes back when that is lost. Knows no tables. */
import type { Client, ClientConfig } from 'pg'
import { DEADLINE } from './pool.ts'

export interface Listener {
  /** Resolves when it hears, or when the first attempt to has failed: what is missed meanwhile is told by coming back. */
  readonly watch: (heard: () => void) => Promise<() => Promise<void>>
  readonly end: () => Promise<void>
}

export interface ListenerOptions {
  readonly config: ClientConfig
  readonly channel: string
  /** Told once, when the connection is lost or cannot be made, until it is there again. */
  readonly onLost: (error: unknown) => void
}

/** Milliseconds. A connection that died without a word is found out by a question that gets no answer. */
const PING_EVERY = 15_000
const RETRY_FIRST = 100
const RETRY_MOST = 5_000

export function createListener(pg: typeof import('pg'), options: ListenerOptions): Listener {
  const watchers = new Set<() => void>()
  let running: { readonly first: Promise<void>, readonly stop: () => Promise<void> } | undefined

  async function end(): Promise<void> {
    const ending = running
    running = undefined
    watchers.clear()
    await ending?.stop()
  }

  return {
    end,
    async watch(heard) {
      const watcher = (): void => heard() // one for each call, though the same function may watch twice
      watchers.add(watcher)
      running ??= keepListening(pg, options, () => { for (const one of watchers) one() })
      await running.first
      return async () => {
        if (watchers.delete(watcher) && watchers.size === 0) await end()
      }
    },
  }
}

function ask(client: Client, text: string): Promise<unknown> {
  const question = { text, query_timeout: DEADLINE } // the types of `pg` do not know that a query can have an end
  return client.query(question)
}

/** It keeps no process alive. The types of `pg` do not know that a client can. */
function unref(client: Client & { readonly unref?: () => void }): void {
  client.unref?.()
}

function keepListening(pg: typeof import('pg'), options: ListenerOptions, heard: () => void) {
  const first = Promise.withResolvers<void>()
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let wait = RETRY_FIRST
  let isStopped = false

  async function connect(): Promise<void> {
    const connecting = client = new pg.Client(options.config)
    connecting.on('error', (error) => lost(connecting, error)).on('end', () => lost(connecting, undefined))
    connecting.on('notification', heard)
    try {
      await connecting.connect()
      await ask(connecting, `LISTEN "${options.channel}"`)
      if (client !== connecting) return
      unref(connecting)
      wait = RETRY_FIRST
      pingLater(connecting)
      heard() // there may have been news while nobody listened
    } catch (error) {
      lost(connecting, error)
    } finally {
      first.resolve()
    }
  }

  async function ping(asked: Client): Promise<void> {
    try {
      await ask(asked, 'SELECT 1')
      if (client === asked) pingLater(asked)
    } catch (error) {
      lost(asked, error)
    }
  }

  function pingLater(asked: Client): void {
    timer = setTimeout(() => void ping(asked), PING_EVERY).unref()
  }

  function lost(whose: Client, error: unknown): void {
    if (isStopped || client !== whose) return
    client = undefined
    clearTimeout(timer)
    whose.end().catch(() => {})
    if (wait === RETRY_FIRST) options.onLost(error)
    timer = setTimeout(() => void connect(), wait).unref()
    wait = Math.min(2 * wait, RETRY_MOST)
  }

  void connect()
  return {
    first: first.promise,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      const ending = client
      client = undefined
      await ending?.end().catch(() => {})
    },
  }
}
