/**
 * Chance decides the order of everything: each call to the store waits twice, before it is made and before its answer is
 * told, and one of those that wait goes on at a time. So a seed is an interleaving, and the same one each time.
 * Runs are told apart by their asynchronous context: many share one instance, each with a clock of its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import type { CommitResult, Seconds, Store, Write } from '../../src/contracts.ts'
import { seeded, type Random } from '../core/unsteady.ts'
import { start } from '../support/instance.ts'

/** A call that waits, and whose it is. */
export interface Waiting {
  readonly call: string
  readonly by: Doing | undefined
  readonly go: () => void
}

/** One run. */
export interface Stage {
  readonly random: Random
  now: Seconds
  /** False while the scene is set, and after it: then calls go through. */
  isScheduled: boolean
  readonly waiting: Waiting[]
  /** Which of those that wait goes on; chance, unless a test holds one of them. */
  pick: (waiting: readonly Waiting[]) => number
  /** The call that is being made. */
  underWay: Promise<unknown> | null
  /** How many commits were made. */
  made: number
  /** Hears of every commit that was made, before anybody else can do anything. */
  onCommit: (writes: readonly Write[]) => Promise<void>
  /** In which order calls were made and answers told. */
  readonly trace: string[]
}

/** What one act did, so that its answer can be explained. */
export interface Doing {
  /** Commits of it that met somebody else's. */
  failedCommits: number
  /** How many commits the run had made when it last failed. */
  madeBefore: number
  readonly faults: unknown[]
}

const stages = new AsyncLocalStorage<Stage>()
const doings = new AsyncLocalStorage<Doing>()

export const clockOfRun = (): Seconds => stages.getStore()?.now ?? start

export function faultOfRun(error: unknown): void {
  doings.getStore()?.faults.push(error)
}

export function onStage<T>(seed: number, play: (stage: Stage) => Promise<T>): Promise<T> {
  const random = seeded(seed)
  const stage: Stage = {
    random, now: start, isScheduled: false, waiting: [], underWay: null, trace: [], made: 0,
    pick: ({ length }) => Math.floor(random() * length), onCommit: () => Promise.resolve(),
  }
  return stages.run(stage, () => play(stage))
}

export function doing<T>(act: (mine: Doing) => Promise<T>): Promise<T> {
  const mine: Doing = { failedCommits: 0, madeBefore: stages.getStore()?.made ?? 0, faults: [] }
  return doings.run(mine, () => act(mine))
}

/** The store, whose every call waits for the scheduler of the run that makes it. */
export function scheduled(store: Store): Store {
  const verbs = Object.entries(store).map(([name, verb]) => [name, typeof verb === 'function' ? turned(name, verb) : verb])
  return Object.fromEntries(verbs) as Store // each verb answers what it answered before
}

/** What a process reads for all who wait, of whichever run: nobody's turn decides when. */
const shared: readonly string[] = ['readRevocations', 'listKeys']
let reading: Promise<unknown> = Promise.resolve()

function turned(name: string, verb: (...asked: never[]) => unknown) {
  if (name === 'watch') return verb
  if (shared.includes(name)) {
    return (...asked: never[]): unknown => {
      const answer = Promise.resolve(verb(...asked))
      reading = answer.catch(() => undefined)
      return answer
    }
  }
  return async (...asked: never[]): Promise<unknown> => {
    const stage = stages.getStore()
    await turn(stage, name)
    const answer = made(stage, { name, asked, answer: verb(...asked) })
    if (stage !== undefined) stage.underWay = answer.catch(() => undefined)
    const told = await answer
    await turn(stage, `${name} answered`)
    return told
  }
}

interface Call {
  readonly name: string
  readonly asked: readonly unknown[]
  readonly answer: unknown
}

async function made(stage: Stage | undefined, { name, asked, answer }: Call): Promise<unknown> {
  if (name !== 'commit') return answer
  const result = await answer as CommitResult // what a commit answers
  if (stage !== undefined && result.ok) {
    stage.made += 1
    await stage.onCommit(asked[0] as readonly Write[]) // what a commit is given
  }
  if (stage !== undefined && !result.ok) noteFailure(stage, doings.getStore())
  return result
}

/** A commit that fails though nobody else has made one since is no race, and explains nothing. */
function noteFailure({ made: madeNow }: Stage, mine: Doing | undefined): void {
  if (mine === undefined || madeNow === mine.madeBefore) return
  mine.failedCommits += 1
  mine.madeBefore = madeNow
}

function turn(stage: Stage | undefined, call: string): Promise<void> {
  if (stage?.isScheduled !== true) return Promise.resolve()
  return new Promise((go) => { stage.waiting.push({ call, go, by: doings.getStore() }) })
}

/** Begins all acts at once and lets one waiting call after another go on, until all is done. */
export async function interleave(stage: Stage, acts: readonly (() => Promise<void>)[]): Promise<void> {
  let left = acts.length
  stage.isScheduled = true
  const all = Promise.all(acts.map((act) => act().finally(() => { left -= 1 })))
  for (;;) {
    await idle(stage)
    const { waiting } = stage
    if (waiting.length === 0 && left === 0) break
    const [next] = waiting.splice(stage.pick(waiting), 1)
    if (next === undefined) continue
    stage.trace.push(next.call)
    next.go()
  }
  stage.isScheduled = false
  await all
}

/** Until nobody of the run can go on without the scheduler. Between two calls nothing waits longer than for microtasks. */
async function idle(stage: Stage): Promise<void> {
  for (let turns = 0; turns < 3; turns++) {
    await setImmediate()
    await stage.underWay
    await reading
  }
}
