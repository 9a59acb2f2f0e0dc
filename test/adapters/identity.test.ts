/** B-27: no request sees another's identity, by whatever adapter, while some hang up in the middle. */
import { describe, expect, it } from 'vitest'
import { gather, mixUps } from '../support/crowd.ts'
import { effort } from '../support/effort.ts'
import { startInstance } from '../support/instance.ts'
import { adapters } from './all.ts'

const size = effort({ short: { people: 100, rounds: 10 }, full: { people: 1000, rounds: 100 } })

describe.each(adapters)('the $name adapter', ({ mount }) => {
  it(`tells ${size.people} people who ask at once their own id, ${size.rounds} times`, async () => {
    const instance = await startInstance()
    const mounted = await mount(instance.auth)
    const people = await gather(instance, size.people)
    const users = await Promise.all(people.map(({ username }) => instance.auth.users.findByName(username)))
    const names = new Map(users.map((one) => [one?.id, one?.username]))
    const wrong = await mixUps(people, size.rounds, async ({ shown }, round) => {
      const isAborted = round % 5 === 4
      const signal = isAborted ? { signal: AbortSignal.timeout(Math.ceil(Math.random() * 3)) } : {}
      const reply = await mounted.ask('GET /orders', { headers: Object.entries(shown), ...signal }).catch(() => null)
      if (reply === null) return isAborted ? null : 'no answer'
      return names.get(reply.text) ?? `nobody (${reply.status})`
    })
    expect(wrong).toEqual([])
    await mounted.close()
    await instance.close()
  }, 600_000)
})
