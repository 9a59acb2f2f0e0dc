/**
 * Every limit a second before, at its second and a second after, on each store, by a clock that is passed in (B-05). What
 * activity moves is the idle limit and never the absolute one (B-06).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../http/people.ts'
import { ownPage } from '../support/client.ts'
import { origin, password, startInstance, stores, type Instance } from '../support/instance.ts'
import { conclude } from '../support/runs.ts'
import { shownBy, type CarrierName } from '../support/wire.ts'

const hour = 3600
const day = 24 * hour
/** How far the clocks of those who issue and those who check may differ: a statement ends that much later, a record at its second. */
const leeway = 30

interface Limit {
  readonly what: string
  readonly row: string
  readonly open: (instance: Instance) => Promise<Held>
  /** Seconds from the opening. */
  readonly at: number
  /** Used so often until then; none leaves it idle. */
  readonly every?: number
  readonly leeway?: number
}

/** What was opened: whether it is still good, and a use that counts as activity. */
interface Held {
  readonly isGood: () => Promise<boolean>
  readonly use: () => Promise<unknown>
}

let people = 0

async function login(instance: Instance, carrier: CarrierName, more: { remember?: boolean, renewed?: boolean } = {}) {
  const username = `person-${people += 1}`
  await addUser(instance, username)
  const outcome = await instance.auth.login({ username, password, carrier, ...more })
  if (!outcome.ok) throw new Error(`the login is refused: ${outcome.code}`)
  return outcome.issued
}

const get = (headers: Readonly<Record<string, string>>) => new Request(origin, { headers })

/** Good by both freshnesses, or by none. */
async function isGood({ auth }: Instance, headers: Readonly<Record<string, string>>, status: 'authenticated' | 'visitor'): Promise<boolean> {
  const outcomes = await Promise.all((['revocable', 'authoritative'] as const).map((freshness) => auth.authenticate(get(headers), { freshness })))
  const good = outcomes.filter((one) => one.status === 'authenticated' ? status === 'authenticated' : 'visitor' in one && status === 'visitor')
  expect([0, 2]).toContain(good.length)
  return good.length === 2
}

const session = (remember: boolean) => async (instance: Instance): Promise<Held> => {
  const { credential } = await login(instance, 'cookie', { remember })
  const shown = shownBy('cookie', credential)
  return { isGood: () => isGood(instance, shown, 'authenticated'), use: () => instance.auth.authenticate(get(shown)) }
}

const access = (carrier: CarrierName, renewed: boolean) => async (instance: Instance): Promise<Held> => {
  const { credential } = await login(instance, carrier, { renewed })
  const shown = shownBy(carrier, credential)
  return { isGood: () => isGood(instance, shown, 'authenticated'), use: () => instance.auth.authenticate(get(shown)) }
}

const refresh = (carrier: CarrierName, remember: boolean) => async ({ auth, ...instance }: Instance): Promise<Held> => {
  let token = (await login({ auth, ...instance }, carrier, { remember })).refresh?.credential ?? ''
  const use = async () => {
    const outcome = await auth.refresh(token)
    if (outcome.ok) token = outcome.issued.refresh?.credential ?? ''
    return outcome.ok
  }
  return { use, isGood: use }
}

const visitor = async (instance: Instance): Promise<Held> => {
  const handle = await instance.auth.session(new Request(origin, { method: 'POST', headers: ownPage }))
  await handle.update(() => ({ basket: ['a'] }))
  const shown = { cookie: handle.cookies[0]?.split(';')[0] ?? '' }
  return { isGood: () => isGood(instance, shown, 'visitor'), use: () => instance.auth.authenticate(get(shown)) }
}

const limits: readonly Limit[] = [
  { what: 'a session: idle', row: 'B-05', open: session(false), at: 2 * hour },
  { what: 'a session: absolute', row: 'B-05', open: session(false), at: 12 * hour, every: hour },
  { what: 'a remembered session: idle', row: 'B-05', open: session(true), at: 14 * day },
  { what: 'a remembered session: absolute', row: 'B-05', open: session(true), at: 30 * day, every: 7 * day },
  { what: 'a visitor: idle', row: 'B-05', open: visitor, at: 2 * hour },
  { what: 'a visitor: absolute', row: 'B-05', open: visitor, at: 7 * day, every: hour },
  { what: 'an access JWT: absolute', row: 'C-18', open: access('jwt', true), at: 600, every: 60, leeway },
  { what: 'an access token: absolute', row: 'C-18', open: access('token', true), at: 600, every: 60, leeway },
  { what: 'a refresh token of a JWT: idle', row: 'C-18', open: refresh('jwt', false), at: 2 * hour },
  { what: 'a refresh token of a JWT: absolute', row: 'C-18', open: refresh('jwt', false), at: 12 * hour, every: hour },
  { what: 'a refresh token: idle', row: 'C-18', open: refresh('token', false), at: 2 * hour },
  { what: 'a refresh token: absolute', row: 'C-18', open: refresh('token', false), at: 12 * hour, every: hour },
  { what: 'a remembered refresh token: idle', row: 'C-18', open: refresh('token', true), at: 14 * day },
  { what: 'a remembered refresh token: absolute', row: 'C-18', open: refresh('token', true), at: 30 * day, every: 7 * day },
]
const offsets = [-1, 0, 1] as const

describe.each(stores)('on the $name store', ({ open }) => {
  let instance: Instance
  let remove: () => void

  beforeAll(async () => {
    const opened = open()
    remove = opened.remove
    instance = await startInstance({ store: opened.store })
  })
  afterAll(async () => {
    await instance.close()
    remove()
  })

  for (const limit of limits) {
    it(`${limit.row}: ${limit.what} is held a second before, at its second and a second after`, async (context) => {
      const started = performance.now()
      const findings: string[] = []
      for (const offset of offsets) {
        const isGoodThen = await tryAt(instance, limit, offset)
        if (isGoodThen !== offset < 0) findings.push(`${offset} s from it, it is ${isGoodThen ? 'good' : 'over'}`)
      }
      conclude(context, { runs: offsets.length, findings, started })
    })
  }
})

/** Opens it, uses it as often as the limit says, and asks so many seconds from the end. */
async function tryAt(instance: Instance, { open, at, every = Infinity, leeway: more = 0 }: Limit, offset: number): Promise<boolean> {
  const held = await open(instance)
  let passed = 0
  for (; passed + every < at; passed += every) {
    instance.pass(every)
    await held.use()
    await settled(instance)
  }
  instance.pass(at + more + offset - passed)
  return held.isGood()
}

/** Last-seen is written behind the answer: a commit after it is after it. */
async function settled({ store }: Instance): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve) })
  await store.commit([])
}
