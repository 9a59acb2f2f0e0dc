/** Hints by publish and subscribe. It says who speaks and nothing else: what was revoked stands in the log. */
import type { Signal } from '../contracts.ts'
import { randomId } from '../crypto/random.ts'
import { createWatchers } from '../stores/watchers.ts'
import type { Connection, Ear } from './connection.ts'

export interface SignalOptions {
  readonly prefix: string
  /** Told once when the connection is lost, until it is there again. */
  readonly onLost: (error: Error) => void
}

export function redisSignal(connection: Connection, { prefix, onLost }: SignalOptions): Signal {
  const channel = `${prefix}log`
  const me = randomId()
  const watchers = createWatchers()
  const line = createLine(connection, {
    channel, lost: onLost, listening: watchers.tell,
    // Its own words are no news to it.
    heard: (speaker) => { if (speaker !== me) watchers.tell() },
  })
  return {
    tell() { void connection.use((client) => client.publish(channel, me)).catch(() => undefined) },
    async watch(heard) {
      const remove = watchers.add(heard)
      await line.start()
      if (line.isHearing()) heard()
      return async () => {
        remove()
        if (watchers.size === 0) await line.stop()
      }
    },
  }
}

interface Line {
  start(): Promise<void>
  stop(): Promise<void>
  isHearing(): boolean
}

/** There while anybody watches. */
function createLine(connection: Connection, ear: Ear): Line {
  let stopping: Promise<() => Promise<void>> | undefined
  let isHearing = false
  return {
    isHearing: () => isHearing,
    async start() {
      stopping ??= connection.listen({
        ...ear,
        listening() {
          isHearing = true
          ear.listening()
        },
        lost(error) {
          isHearing = false
          ear.lost(error)
        },
      })
      await stopping
    },
    async stop() {
      const ending = stopping
      stopping = undefined
      isHearing = false
      await (await ending)?.()
    },
  }
}
