/** The people of a run and what they hold when it begins, and how they ask. */
import type { User } from '../../src/contracts.ts'
import { addUser } from '../http/people.ts'
import { createClient, loginOf, ownPage, type Answer } from '../support/client.ts'
import { origin, password, type Instance } from '../support/instance.ts'
import { carriers, shownBy } from '../support/wire.ts'
import { newLedger, type Holder, type Ledger } from './ledger.ts'
import { doing, type Doing, type Stage } from './scheduler.ts'

export interface Scene {
  readonly instance: Instance
  /** Another process on the same store: only data is written there, since no process hears yet of what others revoke. */
  readonly other: Instance
  readonly stage: Stage
  readonly ledger: Ledger
  readonly mira: User
  readonly noor: User
  /** Mira's, as far as anybody was told. */
  password: string
  /** A network of its own, so that no run uses up the attempts of another. */
  readonly address: string
}

/** Mira with a login of each carrier, Noor with one, and a visitor; a minute ago, so that every request moves last-seen. */
export async function setScene({ instance, other, stage, seed }: Pick<Scene, 'instance' | 'other' | 'stage'> & { seed: number }): Promise<Scene> {
  const [mira, noor] = [await addUser(instance, `mira-${seed}`), await addUser(instance, `noor-${seed}`)]
  const address = `10.${Math.floor(seed / 256) % 256}.${seed % 256}.7`
  const scene: Scene = { instance, other, stage, ledger: newLedger(), mira, noor, password, address }
  for (const carrier of carriers) await logInAs(scene, mira, { carrier, remember: stage.random() < 0.5 })
  await logInAs(scene, noor, { carrier: carriers[Math.floor(stage.random() * 3)] ?? 'cookie' })
  await visit(scene)
  stage.now += 61
  return scene
}

async function logInAs(scene: Scene, user: User, sent: { carrier: Holder['carrier'], remember?: boolean }): Promise<void> {
  const answer = await send(scene, 'POST /auth/login', { json: { username: user.username, password, ...sent } })
  const { session, credential, refreshToken } = loginOf(answer)
  if (answer.status !== 200) throw new Error(`${user.username} cannot log in: ${answer.text}`)
  scene.ledger.hold({ session, credential, user, provedBy: password, carrier: sent.carrier, ...(refreshToken !== '' && { refreshToken }) })
}

async function visit(scene: Scene): Promise<void> {
  const handle = await scene.instance.auth.session(requestOf({}))
  await handle.update(() => ({ marks: {} }))
  await holdVisitor(scene, handle.cookies)
}

/** A visitor's session is told by its cookie alone. */
export async function holdVisitor(scene: Scene, cookies: readonly string[]): Promise<Holder> {
  const credential = /^__Host-latchkey=([^;]+)/.exec(cookies[0] ?? '')?.[1] ?? ''
  const shown = requestOf(shownBy('cookie', credential))
  const outcome = await scene.instance.auth.authenticate(shown)
  const session = outcome.status === 'anonymous' ? outcome.visitor?.session ?? '' : ''
  return scene.ledger.hold({ session, credential, user: null, carrier: 'cookie' })
}

export interface Sent {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** `line` is method and path: `POST /auth/login`. From our own page, as every browser says. */
export async function send({ instance, address, ledger, stage }: Scene, line: string, { json, form, headers }: Sent = {}): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  const shown = headers?.['cookie'] ?? headers?.['authorization'] ?? 'nothing'
  const asked = `${line} with ${shown.slice(0, 30)} …${shown.slice(-6)}`
  if (stage.isScheduled) ledger.story.push(`asked: ${asked}`)
  const answer = await createClient(instance.auth).send(method, path, { json, address, headers: { ...ownPage, ...headers }, ...(form !== undefined && { form }) })
  if (stage.isScheduled) ledger.story.push(`told: ${asked}: ${answer.status} ${answer.text.slice(0, 200)}`)
  return answer
}

/** A request of the application, which changes something. */
export function requestOf(headers: Readonly<Record<string, string>>): Request {
  return new Request(`${origin}/shop`, { method: 'POST', headers: { ...ownPage, ...headers } })
}

export type Act = (scene: Scene, mine: Doing) => Promise<void>

/** One act of a client. What it throws is a finding. */
export function perform(scene: Scene, act: Act): Promise<void> {
  return doing(async (mine) => {
    try {
      await act(scene, mine)
    } catch (error) {
      scene.ledger.wrong.push(`an act throws ${String(error)}`)
    }
  })
}
