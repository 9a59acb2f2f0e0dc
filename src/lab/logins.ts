/** Throw-away people and their logins, made through the same routes as anybody's. */
import { BusyError } from '../crypto/password-hash.ts'
import { parseSetCookie } from '../cookies/parse-set-cookie.ts'
import { randomId } from '../crypto/random.ts'
import { type Lane, type LaneFacts, lanes } from './facts.ts'
import { createLabInstance, type LabInstance, type LabWorld, newSecret, sessionCookie } from './instance.ts'
import { answerResource } from './resource.ts'
import { exchange, lineBytes, objectIn } from './wire.ts'

export interface Person {
  readonly id: string
  readonly username: string
  /** Made here, told to nobody, and gone with the page. */
  readonly password: string
}

export async function addPerson({ auth }: LabInstance): Promise<Person> {
  const username = `mira-${randomId().replaceAll(/[^a-z\d]/gi, '').slice(0, 4).toLowerCase()}`
  const password = newSecret()
  const added = await auth.users.add({ username, password, email: null, roles: [] })
  if (added.ok) return { id: added.user.id, username, password }
  throw new BusyError(1)
}

/** The credential of a login, and what it is called on the wire. */
export interface Login {
  readonly credential: string
  readonly session: string
  readonly setCookie: string | null
  /** Seconds, as the answer says; 0 where a browser is told nothing. */
  readonly expiresIn: number
}

export function logInAs(instance: LabInstance, person: Person, lane: Lane) {
  const body = JSON.stringify({ username: person.username, password: person.password, carrier: lane })
  const headers = { 'content-type': 'application/json', 'origin': instance.origin, 'sec-fetch-site': 'same-origin' }
  const request = new Request(`${instance.origin}${instance.base}/login`, { method: 'POST', headers, body })
  return instance.observer.watch(async () => {
    const sent = await exchange({ request, body, hidden: person.password }, (one) => instance.auth.handler(one))
    if (sent.response.status !== 200) throw new BusyError(1)
    return { login: loginIn(sent.response, sent.text), exchange: sent.exchange }
  })
}

function loginIn(response: Response, text: string): Login {
  const members = objectIn(text) ?? {}
  const setCookie = response.headers.getSetCookie().find((line) => line.startsWith(`${sessionCookie}=`)) ?? null
  const kept = setCookie === null ? undefined : parseSetCookie(setCookie)?.value
  return {
    credential: kept ?? textIn(members, 'access_token'), setCookie,
    session: textIn(objectIn(JSON.stringify(members['session'])) ?? {}, 'id'),
    expiresIn: Number(members['expires_in'] ?? 0),
  }
}

function textIn(members: Readonly<Record<string, unknown>>, name: string): string {
  const value = members[name]
  return typeof value === 'string' ? value : ''
}

/** The header that carries it: a browser's own, or the application's. */
export function carrying(lane: Lane, credential: string): readonly [name: string, value: string] {
  return lane === 'cookie' ? ['Cookie', `${sessionCookie}=${credential}`] : ['Authorization', `Bearer ${credential}`]
}

/** One request for the resource. `with`: header lines beside the credential's. */
export interface Asking {
  readonly lane: Lane
  readonly credential: string | null
  readonly method?: 'GET' | 'POST'
  readonly with?: Readonly<Record<string, string>>
  readonly stateless?: boolean
}

export function resourceRequest(instance: LabInstance, asking: Asking): Request {
  const { lane, credential, method = 'GET' } = asking
  const headers = new Headers(asking.with ?? {})
  if (credential !== null) headers.set(...carrying(lane, credential))
  const query = asking.stateless === true ? '?freshness=stateless' : ''
  return new Request(`${instance.origin}${instance.base}/resource${query}`, { method, headers })
}

export async function askResource(instance: LabInstance, asking: Asking) {
  const request = resourceRequest(instance, asking)
  return (await exchange({ request }, (one) => answerResource(instance, one))).exchange
}

/** The seven steps of one lane: the login, and the first request that it opens. */
export async function runLane(instance: LabInstance, person: Person, lane: Lane): Promise<LaneFacts> {
  const { answer: { login, exchange: sent }, seen } = await logInAs(instance, person, lane)
  const asked = await instance.observer.watch(() => askResource(instance, { lane, credential: login.credential }))
  const [name, value] = carrying(lane, login.credential)
  return {
    lane, at: instance.clock(), login: sent, seenAtLogin: seen,
    credential: login.credential, session: login.session, setCookie: login.setCookie,
    carried: { name, value, bytes: lineBytes(name, value) },
    resource: asked.answer, seenAtResource: asked.seen,
  }
}

/** Each lane a few times, where nobody looks. */
export async function warmUp(world: LabWorld): Promise<void> {
  const instance = createLabInstance(world)
  try {
    const person = await addPerson(instance)
    for (const lane of [...lanes, ...lanes]) await runLane(instance, person, lane)
  } finally {
    await instance.auth.close()
  }
}
