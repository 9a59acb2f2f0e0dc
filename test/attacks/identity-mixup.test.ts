/** No request sees another's identity, whatever runs between two of its lines (GitHub's incident of March 2021). */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ask, asJson } from '../http/ask.ts'
import { addUser } from '../http/people.ts'
import { watchedStore } from '../http/watched-store.ts'
import { logIn } from '../support/client.ts'
import { startInstance } from '../support/instance.ts'

const users = 200
const calls = 20
const carriers = ['cookie', 'jwt', 'token'] as const

/** A generator of its own, so that a run that fails can be run again. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Person {
  readonly name: string, readonly id: string,
  readonly shown: readonly { headers: Readonly<Record<string, string>>, session: string, carrier: string }[],
}

async function openWithPeople() {
  const random = randomNumbers(27)
  let waits = false
  // Each read waits for none, one or several turns of the event loop, so that answers overtake each other.
  const told = async () => {
    if (!waits) return
    const turns = Math.floor(random() * 4)
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    if (random() < 0.01) await setTimeout(random() * 5)
  }
  const instance = await startInstance({ store: watchedStore(told) })
  const people: Person[] = []
  for (let number = 0; number < users; number++) {
    const name = `user-${number}`
    const { id } = await addUser(instance, name, { roles: [`role-${number}`] })
    const logins = []
    for (const carrier of carriers) logins.push(await logIn(instance.auth, carrier, { username: name }))
    people.push({
      name, id,
      shown: logins.map(({ shown, session }, index) => ({ headers: shown, session, carrier: carriers[index] ?? '' })),
    })
  }
  waits = true
  return { instance, people, random }
}

describe('B-27: two hundred users who ask at once', () => {
  it('are each told who they are, twenty times, over all carriers', async () => {
    const { instance, people, random } = await openWithPeople()
    const asked = people.flatMap((person) => Array.from({ length: calls }, (_, call) => ({ person, call })))
    const mismatches: unknown[] = []
    await Promise.all(asked.toSorted(() => random() - 0.5).map(async ({ person, call }) => {
      const shown = person.shown[call % carriers.length]
      const { status, text } = await ask(instance.auth, 'GET /auth/me', { headers: shown?.headers ?? {} })
      const expected = {
        user: { id: person.id, username: person.name, roles: [`role-${person.name.slice(5)}`] },
        carrier: shown?.carrier, scope: null,
        session: {
          id: shown?.session, created_at: instance.now(), auth_time: instance.now(), expires_at: instance.now() + 7200,
        },
      }
      if (status !== 200 || text !== JSON.stringify(expected)) mismatches.push([person.name, status, text])
    }))
    expect(asked).toHaveLength(users * calls)
    expect(mismatches).toEqual([])
  })

  it('are each shown their own page and sessions, and strangers between them nobody’s', async () => {
    const { instance, people } = await openWithPeople()
    const mismatches: unknown[] = []
    const names = new Set(people.map(({ name }) => name))
    await Promise.all(people.map(async ({ name, shown: [cookie, jwt] }, index) => {
      const page = await ask(instance.auth, 'GET /auth/account', { headers: cookie?.headers ?? {} })
      const named = [...page.text.matchAll(/user-\d+/g)].map(([one]) => one).filter((one) => names.has(one))
      if (named.length === 0 || named.some((one) => one !== name)) mismatches.push([name, named])
      const { text } = await ask(instance.auth, 'GET /auth/sessions', { headers: jwt?.headers ?? {} })
      const { sessions } = JSON.parse(text) as {
        sessions: { current: boolean, id: string }[],
      } // sessions.test.ts holds the shape
      const own = sessions.find(({ current }) => current)?.id
      if (sessions.length !== 3 || own !== jwt?.session) mismatches.push([name, text])
      const stranger = await ask(instance.auth, 'GET /auth/me', {
        headers: index % 2 === 0 ? {} : { authorization: `Bearer ${name}` },
      })
      if (stranger.status !== 401) mismatches.push([name, stranger.text])
    }))
    expect(mismatches).toEqual([])
  })

  it('get each their own credentials when all of them renew at once', async () => {
    const { instance, people } = await openWithPeople()
    const logins: { id: string, refreshToken: string }[] = []
    for (const { name, id } of people) logins.push({ id, ...await logIn(instance.auth, 'token', { username: name }) })
    const renewed = await Promise.all(logins.map(async ({ id, refreshToken }) => {
      const { text } = await ask(instance.auth, 'POST /auth/refresh', {
        headers: asJson, body: JSON.stringify({ refresh_token: refreshToken }),
      })
      const { access_token: token, user } = JSON.parse(text) as {
        access_token: string, user: { id: string },
      } // me.test.ts holds the shape
      const outcome = await instance.auth.authenticate(
        new Request('http://localhost:3000/', { headers: { authorization: `Bearer ${token}` } }),
      )
      return user.id === id && outcome.status === 'authenticated' && outcome.principal.subject === id
    }))
    expect(renewed).toEqual(Array<boolean>(users).fill(true))
  })
})
