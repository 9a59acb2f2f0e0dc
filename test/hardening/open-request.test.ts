/**
 * A request is open, another ends its session, the first finishes (B-08): held at every call to the store, before it is
 * made and before its answer is told, for every request that could write a session or set a cookie.
 */
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { SessionDataError } from '../../src/core/session/session-data.ts'
import { addUser } from '../http/people.ts'
import { createClient, loginOf, ownPage, type Login } from '../support/client.ts'
import { effort } from '../support/effort.ts'
import { origin, password, startInstance, stores, type Instance } from '../support/instance.ts'
import { conclude, patience } from '../support/runs.ts'
import { carriers, shownBy, type CarrierName } from '../support/wire.ts'
import { clockOfRun, doing, faultOfRun, interleave, onStage, scheduled, type Doing, type Stage } from './scheduler.ts'

interface Scene {
  readonly instance: Instance
  readonly carrier: CarrierName
  /** Its session is to end. */
  readonly login: Login
  /** Another login of the same user, which ends it. */
  readonly other: Login
  readonly user: string
}

/** What an answer brought. */
interface Brought {
  readonly isDone: boolean
  readonly credentials: readonly string[]
  readonly refreshTokens: readonly string[]
}
const nothing: Brought = { isDone: false, credentials: [], refreshTokens: [] }

async function ask({ instance }: Scene, line: string, { shown, json }: { shown: Login['shown'], json?: unknown }): Promise<Brought> {
  const [method = '', path = ''] = line.split(' ')
  const answer = await createClient(instance.auth).send(method, path, { json, headers: { ...ownPage, ...shown } })
  const { credential, refreshToken } = loginOf(answer)
  const isDone = answer.status < 300
  return { isDone, credentials: [credential].filter((one) => one !== ''), refreshTokens: [refreshToken].filter((one) => one !== '') }
}

type Request = (scene: Scene) => Promise<Brought>

/** `renews`: it gives out credentials, and may tell of those after the ending that it made before; they are dead. */
const requests: readonly { readonly name: string, readonly renews: boolean, readonly send: Request }[] = [
  { name: 'GET /auth/me', renews: false, send: (scene) => ask(scene, 'GET /auth/me', scene.login) },
  { name: 'GET /auth/sessions', renews: false, send: (scene) => ask(scene, 'GET /auth/sessions', scene.login) },
  {
    // Shown with a cookie that is over it is a visitor's first write, and gives out that visitor's cookie.
    name: 'PATCH /auth/session/data', renews: true,
    send: (scene) => ask(scene, 'PATCH /auth/session/data', { shown: { ...scene.login.shown, 'if-match': '"0"' }, json: { mark: 1 } }),
  },
  { name: 'an update of session data', renews: false, send: update },
  { name: 'POST /auth/reauthenticate', renews: true, send: (scene) => ask(scene, 'POST /auth/reauthenticate', { ...scene.login, json: { password } }) },
  {
    name: 'POST /auth/password', renews: true,
    send: (scene) => ask(scene, 'POST /auth/password', { ...scene.login, json: { current_password: password, new_password: 'copper lantern nine' } }),
  },
  { name: 'DELETE /auth/sessions', renews: true, send: (scene) => ask(scene, 'DELETE /auth/sessions', scene.login) },
  {
    name: 'POST /auth/refresh', renews: true,
    send: (scene) => ask(scene, 'POST /auth/refresh', { shown: {}, json: { refresh_token: scene.login.refreshToken || 'none' } }),
  },
]

async function update({ instance, login }: Scene): Promise<Brought> {
  try {
    const headers = { ...ownPage, ...login.shown }
    const handle = await instance.auth.session(new Request(`${origin}/shop`, { method: 'POST', headers }))
    await handle.update((data) => ({ ...data, mark: 1 }))
  } catch (error) {
    if (!(error instanceof SessionDataError)) throw error
  }
  return nothing
}

const endings: readonly { readonly name: string, readonly deletes: boolean, readonly end: Request }[] = [
  { name: 'logout', deletes: true, end: (scene) => ask(scene, 'POST /auth/logout', scene.login) },
  { name: 'its end by another login', deletes: true, end: (scene) => ask(scene, `DELETE /auth/sessions/${scene.login.session}`, scene.other) },
  { name: 'the end of all', deletes: false, end: (scene) => ask(scene, 'DELETE /auth/sessions?all=true', scene.other) },
  { name: 'disable', deletes: false, end: async ({ instance, user }) => ({ ...nothing, isDone: await instance.auth.users.disable(user) }) },
]

interface Case {
  readonly carrier: CarrierName
  readonly request: (typeof requests)[number]
  readonly ending: (typeof endings)[number]
}
const cases: readonly Case[] = carriers.flatMap((carrier) => (
  requests.flatMap((request) => endings.map((ending) => ({ carrier, request, ending })))
))

let people = 0

async function setScene(instance: Instance, carrier: CarrierName): Promise<Scene> {
  const username = `person-${people += 1}`
  const { id } = await addUser(instance, username)
  const address = `10.${people >> 8}.${people % 256}.1`
  const logIn = async (name: CarrierName) => loginOf(await createClient(instance.auth).send('POST', '/auth/login', {
    json: { username, password, carrier: name, remember: true }, address,
  }))
  return { instance, carrier, user: id, login: await logIn(carrier), other: await logIn('token') }
}

/** Holds the request after so many turns of its calls, ends its session, and lets it go on. Null: it has no such turn. */
async function hold(play: { instance: Instance, store: Store, stage: Stage, turns: number }, one: Case): Promise<string[] | null> {
  const { instance, store, stage, turns } = play
  const scene = await setScene({ ...instance, store }, one.carrier)
  stage.now += 61
  let [open, left] = [undefined as Doing | undefined, turns]
  let [isEnded, isLate, isRefused] = [false, false, false]
  stage.pick = (waiting) => {
    const at = waiting.findIndex(({ by }) => (by === open) === (left > 0))
    if (left > 0 && at >= 0) left -= 1
    return Math.max(at, 0)
  }
  let brought = nothing
  await interleave(stage, [
    () => doing(async (mine) => {
      open = mine
      brought = await one.request.send(scene)
      isLate = !isEnded
      if (isLate) left = 0
    }),
    () => doing(async () => {
      const { isDone } = await one.ending.end(scene)
      isEnded = true
      // A password change that came first has ended the login that was to end this one.
      isRefused = !isDone
    }),
  ])
  const wrong = await faults(scene, store, { ...one, brought })
  if (isLate) return null
  return isRefused ? [] : wrong
}

/** No row, no credential that opens anything, and no cookie but one that was made before the ending. */
async function faults(scene: Scene, store: Store, { carrier, request, ending, brought }: Case & { brought: Brought }): Promise<string[]> {
  const { instance: { auth }, login, user } = scene
  const wrong: string[] = []
  await auth.users.enable(user)
  for (const credential of [login.credential, ...brought.credentials]) {
    const shown = new Request(origin, { headers: shownBy(carrier, credential) })
    for (const freshness of ['revocable', 'authoritative'] as const) {
      const { status } = await auth.authenticate(shown, { freshness })
      if (status === 'authenticated') wrong.push(`a credential lives, ${freshness}`)
    }
  }
  for (const token of [login.refreshToken, ...brought.refreshTokens]) {
    if ((await auth.refresh(token)).ok) wrong.push('a refresh token lives')
  }
  const left = await store.findSession(login.session)
  if (left !== null && (ending.deletes || left.session.epoch >= (left.user?.epoch ?? 0))) wrong.push('there is a row')
  if (!request.renews && brought.credentials.length > 0) wrong.push('a cookie is set again')
  await store.commit([{ do: 'delete', table: 'user', id: user, if: {} }])
  return wrong
}

/** What a handle is told that was opened before its session ended: nothing is written, not even where nobody can read it. */
async function updateLate(
  play: { instance: Instance, store: Store, stage: Stage }, { carrier, ending }: Pick<Case, 'carrier' | 'ending'>,
): Promise<string[]> {
  const scene = await setScene({ ...play.instance, store: play.store }, carrier)
  const { login } = scene
  const headers = { ...ownPage, ...login.shown }
  const handle = await scene.instance.auth.session(new Request(`${origin}/shop`, { method: 'POST', headers }))
  await ending.end(scene)
  const told = await handle.update(() => ({ mark: 1 })).then(() => 'done', (error: unknown) => error)
  const isRefused = told instanceof SessionDataError && told.code === 'session_over'
  const data = (await play.store.findSession(login.session))?.session.data ?? null
  const where = `an update by ${carrier} after ${ending.name}`
  return [...isRefused ? [] : [`${where} is told ${String(told)}`], ...data === null ? [] : [`${where} is written`], ...handle.cookies]
}

/** In the short form every fourth turn, another one for each case; in full all of them. */
const step = effort({ short: 4, full: 1 })

describe.each(stores)('on the $name store', ({ open }) => {
  let instance: Instance
  let store: Store
  let remove: () => void

  beforeAll(async () => {
    const opened = open()
    store = opened.store
    remove = opened.remove
    instance = await startInstance({
      store: scheduled(store), clock: clockOfRun, onFault: faultOfRun, sessionData: { clientKeys: ['mark'] },
    })
  })
  afterAll(async () => {
    await instance.close()
    remove()
  })

  it('B-08: a request that is open while its session ends leaves no row and no cookie', async (context) => {
    const started = performance.now()
    const findings: string[] = []
    let runs = 0
    for (const [n, one] of cases.entries()) {
      for (let turns = n % step; ; turns += step) {
        const found = await onStage(n, (stage) => hold({ instance, store, stage, turns }, one))
        if (found === null) break
        runs += 1
        const where = `${one.request.name} by ${one.carrier}, held after ${turns} turns, and ${one.ending.name}`
        findings.push(...found.map((what) => `${where}: ${what}`))
      }
    }
    conclude(context, { runs, findings, started })
  }, patience)

  it('B-08: a handle that is open while its session ends writes nothing and sets no cookie', async (context) => {
    const started = performance.now()
    const all = carriers.flatMap((carrier) => endings.map((ending) => ({ carrier, ending })))
    const findings: string[] = []
    for (const [n, one] of all.entries()) findings.push(...await onStage(n, (stage) => updateLate({ instance, store, stage }, one)))
    conclude(context, { runs: all.length, findings, started })
  })
})
