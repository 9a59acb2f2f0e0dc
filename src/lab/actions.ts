/** What the forms of the page do. Each answers where on the page its result stands. */
import * as z from 'zod'
import { readBody } from '../http/body.ts'
import type { Problem } from '../http/problem.ts'
import { attempt } from './attempts.ts'
import { decode } from './decode.ts'
import { attempts, type Decoded, type Lane, lanes } from './facts.ts'
import type { LabInstance, LabWorld } from './instance.ts'
import { addPerson, type Person, runLane } from './logins.ts'
import { measure } from './measure.ts'
import type { Notebook, Notebooks } from './notebooks.ts'

/** What an action needs of the lab. */
interface At {
  readonly world: LabWorld
  readonly main: LabInstance
  readonly notebooks: Notebooks
  /** Once: what is loaded at its first use is no part of what a login takes. */
  readonly warm: () => Promise<void>
  readonly node: string
}

export interface Done {
  /** The part of the page. */
  readonly at: 'steps' | 'break' | 'compare' | 'decode'
  /** `Set-Cookie` lines for the browser. */
  readonly cookies?: readonly string[]
  readonly decoded?: Decoded
  readonly problem?: Problem
}

export type Action = (bench: At, notebook: Notebook, request: Request) => Promise<Done>

const loginsBody = { form: z.strictObject({ lane: z.enum([...lanes, 'all']).default('all') }) }
const attemptsBody = { form: z.strictObject({ attempt: z.enum(attempts) }) }
const decodeBody = { form: z.strictObject({ credential: z.string().default(''), use: z.enum(lanes).optional() }) }
const emptyBody = { form: z.strictObject({}) }

/** Logs in in one lane, or in all; a browser is given the cookie of its lane, as by any login. */
const logIn: Action = async ({ main, warm }, notebook, request) => {
  const body = await readBody(request, loginsBody)
  if (!body.ok) return { at: 'steps', problem: body.problem }
  const { lane } = body.value
  await warm()
  const person = await personOf(main, notebook)
  const cookies: string[] = []
  // One after another: each lane's times are its own.
  for (const one of lane === 'all' ? lanes : [lane]) cookies.push(...await runIn(main, { notebook, person }, one))
  return { at: 'steps', cookies }
}

async function runIn(main: LabInstance, { notebook, person }: { notebook: Notebook, person: Person }, lane: Lane): Promise<readonly string[]> {
  const facts = await runLane(main, person, lane)
  notebook.lanes.set(lane, facts)
  return facts.setCookie === null ? [] : [facts.setCookie]
}

/** One that could not be made is made at the next try. */
function personOf(main: LabInstance, notebook: Notebook): Promise<Person> {
  notebook.person ??= addPerson(main).catch((error: unknown) => {
    notebook.person = null
    throw error
  })
  return notebook.person
}

const tryIt: Action = async ({ world }, notebook, request) => {
  const body = await readBody(request, attemptsBody)
  if (!body.ok) return { at: 'break', problem: body.problem }
  const { attempt: name } = body.value
  notebook.attempts.set(name, await attempt(world, name))
  notebook.last = name
  return { at: 'break' }
}

const measureAgain: Action = async ({ world, node }, notebook, request) => {
  const body = await readBody(request, emptyBody)
  if (!body.ok) return { at: 'compare', problem: body.problem }
  notebook.measures = await measure(world, node)
  return { at: 'compare' }
}

const takeApart: Action = async ({ main }, notebook, request) => {
  const body = await readBody(request, decodeBody)
  if (!body.ok) return { at: 'decode', problem: body.problem }
  const { credential, use } = body.value
  return { at: 'decode', decoded: await decode(main, use === undefined ? credential : notebook.lanes.get(use)?.credential ?? '') }
}

/** Everything of this browser goes, its logins too; its cookie of the lane is cleared. */
const startOver: Action = async ({ main, notebooks }, notebook, request) => {
  const body = await readBody(request, emptyBody)
  if (!body.ok) return { at: 'steps', problem: body.problem }
  notebooks.end(notebook)
  const jars = main.auth.carriers.flatMap(({ transports }) => transports.flatMap(({ jar }) => jar === undefined ? [] : [jar.clear()]))
  return { at: 'steps', cookies: jars }
}

export const actions: ReadonlyMap<string, Action> = new Map([
  ['/logins', logIn], ['/attempts', tryIt], ['/measures', measureAgain], ['/decode', takeApart], ['/over', startOver],
])
