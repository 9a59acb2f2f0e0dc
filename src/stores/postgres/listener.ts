/** Hears what commits notify, on a connection of its own, and comes back when that is lost. Knows no tables. */
import type { Client, ClientConfig } from 'pg'
import { createWatchers } from '../watchers.ts'
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
  const watchers = createWatchers()
  let running: Running | undefined

  async function end(): Promise<void> {
    const ending = running
    running = undefined
    watchers.clear()
    await ending?.stop()
  }

  return {
    end,
    async watch(heard) {
      const remove = watchers.add(heard)
      running ??= keepListening(pg, options, () => watchers.tell())
      await running.first
      return async () => {
        remove()
        if (watchers.size === 0) await end()
      }
    },
  }
}

interface Running {
  readonly first: Promise<void>
  readonly stop: () => Promise<void>
}

function keepListening(pg: typeof import('pg'), options: ListenerOptions, tell: () => void): Running {
  let wait = RETRY_FIRST
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let line = openLine(pg, options, { heard, lost })

  function heard(): void {
    wait = RETRY_FIRST
    tell()
  }

  function lost(error: unknown): void {
    if (isStopped) return
    if (wait === RETRY_FIRST) options.onLost(error)
    timer = setTimeout(() => { line = openLine(pg, options, { heard, lost }) }, wait).unref()
    wait = Math.min(2 * wait, RETRY_MOST)
  }

  return {
    first: line.ready,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await line.end()
    },
  }
}

interface Line {
  /** Resolves when it listens, or has failed. */
  readonly ready: Promise<void>
  readonly end: () => Promise<void>
}

interface Ear {
  readonly heard: () => void
  /** Called once. */
  readonly lost: (error: unknown) => void
}

/** One connection, until it is lost. */
function openLine(pg: typeof import('pg'), { config, channel }: ListenerOptions, { heard, lost }: Ear): Line {
  const client = new pg.Client(config)
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  async function end(): Promise<void> {
    isOver = true
    clearTimeout(timer)
    // The farewell is waited for: a program that does nothing else would end before it, in the middle of what it says.
    held(client).ref?.()
    await client.end().catch(() => {})
  }
  function over(error: unknown): void {
    if (isOver) return
    void end()
    lost(error)
  }
  async function keepAsking(text: string): Promise<void> {
    try {
      await ask(client, text)
      if (!isOver) timer = setTimeout(() => void keepAsking('SELECT 1'), PING_EVERY).unref()
    } catch (error) {
      over(error)
    }
  }
  async function start(): Promise<void> {
    await client.connect().catch(over)
    held(client).unref?.() // it keeps no process alive
    if (!isOver) await keepAsking(`LISTEN "${channel}"`)
    if (!isOver) heard() // there may have been news while nobody listened
  }

  client.on('error', over).on('end', () => over(undefined)).on('notification', heard)
  return { ready: start(), end }
}

function ask(client: Client, text: string): Promise<unknown> {
  const question = { text, query_timeout: DEADLINE } // the types of `pg` do not know that a query can have an end
  return client.query(question)
}

interface Held { readonly ref?: () => void, readonly unref?: () => void }

/** The types of `pg` do not know that a client can let a process end. */
function held(client: Client & Held): Held {
  return client
}
