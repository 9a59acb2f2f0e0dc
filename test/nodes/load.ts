/** People who log in, ask, refresh and log out at once, each out of step with all others; a history of what was acknowledged. */
import { setTimeout as sleep } from 'node:timers/promises'
import { count, judgeGuarded, mayBeAway, newHistory, noteUnavailable, type Held, type History, type Person } from './history.ts'
import { bound } from './lag.ts'
import { from, loginFrom, logInAt, signUpAt, type AskNode, type Replied } from './nodes.ts'
import { carriers } from '../support/wire.ts'

export interface Load {
  readonly ask: AskNode
  readonly people: number
  /** What their names begin with. */
  readonly prefix: string
  readonly seconds: number
  /** Milliseconds between two acts of a person, on average. */
  readonly pause: number
  /** What happens to the store meanwhile. */
  readonly meanwhile?: (history: History) => Promise<void>
}

export async function playLoad({ ask, people, prefix, seconds, pause, meanwhile }: Load): Promise<History> {
  const history = newHistory()
  const crowd: Person[] = []
  for (let begun = 0; begun < people; begun += 25) {
    const numbers = Array.from({ length: Math.min(25, people - begun) }, (_, n) => begun + n)
    crowd.push(...await Promise.all(numbers.map((n) => newPerson(ask, `${prefix}-${n}`, `10.${n >> 8}.${n & 255}.7`))))
  }
  const end = performance.now() + seconds * 1000
  const trouble = meanwhile?.(history)
  await Promise.all(crowd.map(async (person) => {
    await sleep(Math.random() * pause)
    while (performance.now() < end) {
      await act({ ask: from(ask, person.address), history, person })
      await sleep(Math.random() * 2 * pause)
    }
  }))
  await trouble
  return history
}

async function newPerson(ask: AskNode, username: string, address: string): Promise<Person> {
  const { body } = await patiently(() => signUpAt(from(ask, address), username))
  const { id } = body['user'] as { id: string } // the contract tests hold the shape
  return { username, address, subject: id, logins: [], roles: [], rolesAt: -Infinity, rolesSince: -Infinity }
}

/** A machine that has much else to do may be too slow for a store's two seconds; nothing is judged yet. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === 5) throw error
      await sleep(500 * tries)
    }
  }
}

interface Acting {
  readonly ask: AskNode
  readonly history: History
  readonly person: Person
}

type Act = (acting: Acting, login: Held) => Promise<void>

async function act(acting: Acting): Promise<void> {
  const { person } = acting
  const live = person.logins.filter(({ endingSince }) => endingSince === Infinity)
  const chance = Math.random()
  if (live.length === 0 || chance < 0.06 && live.length < 6) return logIn(acting)
  const login = oneOf(live)
  if (chance < 0.78) return look(acting, oneOf(person.logins))
  const [, chosen] = acts.find(([most]) => chance < most) ?? [1, look]
  return chosen(acting, login)
}

const oneOf = <T>(some: readonly T[]): T => some[Math.floor(Math.random() * some.length)] as T // never of nothing

async function look({ ask, history, person }: Acting, login: Held): Promise<void> {
  const freshness = Math.random() < 0.7 ? 'revocable' : 'authoritative'
  const begun = performance.now()
  const reply = await answered(history, begun, () => ask(`GET /guarded?freshness=${freshness}`, { headers: login.shown }))
  // What is authoritative is never stale; an acknowledgement and the next request of one client are in that order.
  if (reply !== null) judgeGuarded(history, { person, login, begun, freshness, bound: freshness === 'revocable' ? bound : 0 }, reply)
}

async function logIn({ ask, history, person }: Acting): Promise<void> {
  const carrier = oneOf(carriers)
  const begun = performance.now()
  const made = await answered(history, begun, async () => logInAt(ask, person.username, carrier))
  if (made === null) return
  count(history, 'shown' in made ? 'login 200' : `login ${made.status}`)
  if ('shown' in made) person.logins.push({ ...made, endingSince: Infinity, endedAt: Infinity })
  else if (made.status === 503) noteUnavailable(history, begun)
  else history.findings.push(`a login was answered with ${made.status} ${JSON.stringify(made.body)}`)
}

async function refresh({ ask, history, person }: Acting, login: Held): Promise<void> {
  if (login.carrier === 'cookie') return
  const begun = performance.now()
  const reply = await answered(history, begun, () => ask('POST /auth/refresh', { json: { refresh_token: login.refreshToken } }))
  if (reply === null) return
  count(history, `refresh ${reply.status}`)
  if (reply.status === 200) Object.assign(login, loginFrom(reply, login.carrier))
  else if (reply.status === 503) noteUnavailable(history, begun)
  else if (!(reply.status === 401 && login.endingSince < Infinity)) {
    history.findings.push(`a refresh of ${person.username} was answered with ${reply.status} ${JSON.stringify(reply.body)}`)
  }
}

async function logOut({ ask, history }: Acting, login: Held): Promise<void> {
  await ending(history, [login], () => ask('POST /auth/logout', { headers: login.shown }))
}

async function everywhere({ ask, history, person }: Acting, login: Held): Promise<void> {
  await ending(history, person.logins, () => ask('DELETE /auth/sessions?all=true', { headers: login.shown }))
}

/** Not acknowledged, it may have been done: from then on either answer is right. */
async function ending(history: History, logins: readonly Held[], send: () => Promise<Replied>): Promise<void> {
  const begun = performance.now()
  const some = [...logins]
  for (const login of some) login.endingSince = Math.min(login.endingSince, begun)
  const reply = await answered(history, begun, send)
  if (reply === null) return
  count(history, `end ${reply.status}`)
  if (reply.status === 204) for (const login of some) login.endedAt = Math.min(login.endedAt, performance.now())
  if (reply.setCookies.length > 0 && reply.status === 503) history.findings.push('a cookie was cleared by an answer of 503')
  // A stale statement has to be renewed before it may end anything.
  if (reply.status === 503) noteUnavailable(history, begun)
  if (![204, 401, 503].includes(reply.status)) history.findings.push(`an ending was answered with ${reply.status} ${JSON.stringify(reply.body)}`)
}

async function changeRoles({ ask, history, person }: Acting): Promise<void> {
  const roles = Math.random() < 0.5 ? ['reader'] : ['reader', 'writer']
  person.rolesSince = performance.now()
  const begun = person.rolesSince
  const reply = await answered(history, begun, () => ask('POST /roles', { json: { id: person.subject, roles } }))
  if (reply?.status === 200) Object.assign(person, { roles, rolesAt: performance.now() })
  count(history, `roles ${reply?.status}`)
  if (reply?.status === 503) noteUnavailable(history, begun)
  else if (reply !== null && reply.status !== 200) history.findings.push(`a change of roles was answered with ${reply.status}`)
}

const acts: readonly (readonly [number, Act])[] = [[0.86, refresh], [0.93, logOut], [0.95, everywhere], [1, changeRoles]]

/** Null: the connection broke, and nobody knows. */
async function answered<T>(history: History, begun: number, send: () => Promise<T>): Promise<T | null> {
  try {
    return await send()
  } catch (error) {
    count(history, 'broken connection')
    if (!mayBeAway(history, begun)) history.findings.push(`no answer: ${String(error)}`)
    return null
  }
}
