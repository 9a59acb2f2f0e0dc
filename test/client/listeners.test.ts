/** A fault of a listener, and messages that are none of ours, harm nobody. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client.ts'
import { origin } from '../support/instance.ts'
import { mira, openHouse } from './programs.ts'

/** What nobody caught meanwhile. */
async function uncaughtIn(work: () => Promise<void>): Promise<string[]> {
  const uncaught: string[] = []
  const before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => { uncaught.push(error.message) })
  try {
    await work()
    await sleep(50)
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of before) process.on('uncaughtException', listener)
  }
  return uncaught
}

afterEach(() => { vi.unstubAllGlobals() })

it('a listener that throws is told as unhandled; the login is one, and the other listeners hear of it', async () => {
  const { instance, program } = await openHouse()
  const { client } = program({ carrier: 'jwt' })
  const heard: unknown[] = []
  client.onChange(() => { throw new Error('of the application') })
  client.onChange((login) => { heard.push(login?.user.username) })
  const uncaught = await uncaughtIn(async () => { await client.signup(mira) })
  expect([heard, uncaught]).toEqual([['mira'], ['of the application']])
  await instance.close()
})

it('a message that is none of ours is passed over', async () => {
  vi.stubGlobal('document', {})
  const { instance } = await openHouse()
  const client = createClient({
    baseUrl: origin, carrier: 'jwt', storage: 'cookie', clock: instance.now, fetch: (input, init) => instance.auth.handler(new Request(input, init)),
  })
  await client.signup(mira)
  const channel = new BroadcastChannel(`latchkey ${origin}/auth cookie`)
  const heard: unknown[] = []
  client.onChange((login) => { heard.push(login) })
  const now = instance.now() + 60
  const messages = [
    null, 'x', 1, {}, [], { claim: { toString: 1 } }, { news: null }, { news: 'x' }, { news: { session: 's' } },
    { news: { login: {}, session: 's', access: null, at: now, skew: 0 } }, { news: { login: null, access: {}, at: now, skew: 0 } },
  ]
  const uncaught = await uncaughtIn(async () => {
    for (const message of messages) channel.postMessage(message)
    await sleep(100)
  })
  expect([uncaught, heard]).toEqual([[], []])
  expect((await client.me())?.user.username).toBe('mira')
  channel.close()
  client.close()
  await instance.close()
})
