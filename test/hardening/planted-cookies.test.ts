/**
 * Fixation with everything at once (B-03, B-04): the victim's browser holds a cookie that the attacker knows, and the
 * attacker goes on using it before, while and after the victim logs in. Nothing of the victim is ever reached by it.
 */
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Store, User } from '../../src/contracts.ts'
import { randomSecret } from '../../src/crypto/random.ts'
import { SessionDataError } from '../../src/core/session/session-data.ts'
import { addUser } from '../http/people.ts'
import { createClient, loginOf, ownPage } from '../support/client.ts'
import { effort } from '../support/effort.ts'
import { origin, password, startInstance, stores, type Instance } from '../support/instance.ts'
import { patience, playRuns } from '../support/runs.ts'
import { carriers, shownBy } from '../support/wire.ts'
import { clockOfRun, doing, faultOfRun, interleave, onStage, scheduled, type Stage } from './scheduler.ts'

interface Scene {
  readonly instance: Instance
  readonly store: Store
  readonly mira: User
  readonly mallory: User
  readonly planted: string
  readonly address: string
  /** Ids of sessions that the attacker was given. */
  readonly known: string[]
  readonly wrong: string[]
  isTold: boolean
}

/** What the attacker puts into the browser of the victim. */
const plants: readonly ((scene: Omit<Scene, 'planted'>) => Promise<string>)[] = [
  // A value that nobody was given.
  () => Promise.resolve(`lk_se_${randomSecret()}`),
  // The attacker's own session.
  async (scene) => {
    const { credential, session } = loginOf(await send(scene, 'POST /auth/login', { json: { username: scene.mallory.username, password } }))
    scene.known.push(session)
    return credential
  },
  // A visitor's session with data in it.
  async ({ instance }) => {
    const handle = await instance.auth.session(act())
    await handle.update(() => ({ planted: true }))
    return /^__Host-latchkey=([^;]+)/.exec(handle.cookies[0] ?? '')?.[1] ?? ''
  },
]

function act(cookie?: string): Request {
  const shown = cookie === undefined ? {} : shownBy('cookie', cookie)
  return new Request(`${origin}/shop`, { method: 'POST', headers: { ...ownPage, ...shown } })
}

function send({ instance, address }: Pick<Scene, 'instance' | 'address'>, line: string, sent: { json?: unknown, cookie?: string }) {
  const [method = '', path = ''] = line.split(' ')
  const headers = { ...ownPage, ...sent.cookie === undefined ? {} : shownBy('cookie', sent.cookie) }
  return createClient(instance.auth).send(method, path, { json: sent.json, headers, address })
}

/** What the attacker does with it, at any time. */
const attacks: readonly ((scene: Scene, secret: string) => Promise<void>)[] = [
  async (scene) => {
    const answer = await send(scene, 'GET /auth/me', { cookie: scene.planted })
    if (answer.text.includes(scene.mira.id)) scene.wrong.push('the planted cookie is the victim')
  },
  async (scene, secret) => {
    const wasTold = scene.isTold
    await withData(scene, async (data) => {
      if ('own' in data) scene.wrong.push('the attacker reads the data of the victim')
      return { ...data, [secret]: wasTold ? 'after' : 'before' }
    })
  },
  async (scene) => { await send(scene, 'POST /auth/logout', { cookie: scene.planted }) },
  async (scene) => {
    const answer = await send(scene, 'POST /auth/login', { cookie: scene.planted, json: { username: scene.mallory.username, password } })
    const { session } = loginOf(answer)
    scene.known.push(session)
    const found = await scene.store.findSession(session)
    if (found?.session.data?.includes('own') === true) scene.wrong.push('the attacker adopts the data of the victim')
  },
]

async function withData({ instance, planted }: Scene, change: (data: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>) {
  try {
    await (await instance.auth.session(act(planted))).update(change)
  } catch (error) {
    if (!(error instanceof SessionDataError)) throw error
  }
}

/** The victim logs in from that browser, and keeps something under the new session. */
async function beVictim(scene: Scene, carrier: (typeof carriers)[number]): Promise<void> {
  const { instance, planted, mira, known, wrong } = scene
  const answer = await send(scene, 'POST /auth/login', { cookie: planted, json: { username: mira.username, password, carrier } })
  scene.isTold = true
  const { credential, session } = loginOf(answer)
  if (answer.status !== 200) return void wrong.push(`the login is answered with ${answer.status} ${answer.text}`)
  if (credential === planted) wrong.push('the planted cookie is adopted')
  if (known.includes(session)) wrong.push('the session of the attacker is adopted')
  const headers = { ...ownPage, ...shownBy(carrier, credential) }
  await (await instance.auth.session(new Request(`${origin}/shop`, { method: 'POST', headers }))).update((data) => ({ ...data, own: 'secret' }))
  const found = await scene.store.findSession(session)
  if (found?.session.data?.includes('own') !== true) wrong.push('the victim has lost a write')
}

async function judge(scene: Scene): Promise<void> {
  const { instance: { auth }, planted, mira, store, wrong } = scene
  await Promise.all(attacks.slice(0, 2).map((attack) => attack(scene, 'late')))
  const outcome = await auth.authenticate(act(planted), { freshness: 'authoritative' })
  if (outcome.status === 'authenticated' && outcome.principal.subject === mira.id) wrong.push('the planted cookie opens the session of the victim')
  for (const { id, data } of await store.listSessions(mira.id, 0, { limit: 10 })) {
    if (scene.known.includes(id)) wrong.push('a session of the attacker is the victim’s')
    if (data?.includes('after') === true) wrong.push('the attacker writes to the session of the victim')
  }
}

async function run({ instance, store, stage, seed }: { instance: Instance, store: Store, stage: Stage, seed: number }): Promise<string | null> {
  const [mira, mallory] = [await addUser({ ...instance, store }, `mira-${seed}`), await addUser({ ...instance, store }, `mallory-${seed}`)]
  const address = `10.${Math.floor(seed / 256) % 256}.${seed % 256}.7`
  const begun = { instance, store, mira, mallory, address, known: [], wrong: [], isTold: false }
  const draw = <T>(from: readonly T[]): T => from[Math.floor(stage.random() * from.length)] ?? (from[0] as T) // there is always one
  const scene: Scene = { ...begun, planted: await draw(plants)(begun) }
  const carrier = draw(carriers)
  const attackers = [1, 2].map((who) => [1, 2].map((turn) => ({ attack: draw(attacks), secret: `a${who}${turn}` })))
  await interleave(stage, [
    () => doing(() => beVictim(scene, carrier)),
    ...attackers.map((acts) => () => doing(async () => {
      for (const { attack, secret } of acts) await attack(scene, secret)
    })),
  ])
  await judge(scene)
  await store.commit([mira, mallory].map(({ id }) => ({ do: 'delete', table: 'user', id, if: {} })))
  return scene.wrong.length === 0 ? null : scene.wrong.join('; ')
}

describe.each(stores)('on the $name store', ({ open }) => {
  let instance: Instance
  let store: Store
  let remove: () => void

  beforeAll(async () => {
    const opened = open()
    store = opened.store
    remove = opened.remove
    instance = await startInstance({ store: scheduled(store), clock: clockOfRun, onFault: faultOfRun })
  })
  afterAll(async () => {
    await instance.close()
    remove()
  })

  it('B-03: B-04: a planted cookie is never adopted and is worth nothing, before, while and after the victim logs in', (context) => (
    playRuns(context, { runs: effort({ short: 300, full: 10_000 }), atOnce: 8 }, (seed) => (
      onStage(seed, (stage) => run({ instance, store, stage, seed }))
    ))
  ), patience)
})
