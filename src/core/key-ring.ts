/**
 * The key ring: for each use a current key, the one that follows and those that still verify. It is kept in the store,
 * private parts sealed under the deployment's secret: a copy of the database signs nothing, and a new secret re-seals and
 * changes no key. No timer turns it: it is read again, and brought up to date, when somebody asks and it has grown old.
 */
import type { Algorithm, Clock, Keys, KeyUse, MaybePromise, Seconds, SigningAlgorithm, Store, StoredKey, Write } from '../contracts.ts'
import { reread } from './key-ring/reread.ts'
import { snapshot } from './key-ring/snapshot.ts'
import { type Sealing, type Opened } from './key-ring/stored-key.ts'
import { knownWithin, type Turning, type TurnoverRules } from './key-ring/turnover.ts'
import { contention, liveRows, type RingSource, upToDate } from './key-ring/up-to-date.ts'
import type { Limits } from './limits.ts'

export { KeyRingError } from './key-ring/stored-key.ts'

export interface KeyRingOptions {
  readonly store: Store
  readonly clock: Clock
  readonly sealing: Sealing
  readonly jwtAlgorithm: SigningAlgorithm
  readonly limits: Limits
  /** How old a current key may become; null: it is turned by command alone. */
  readonly rotateEvery?: Seconds | null
  /** Hears why the ring could not be read again. */
  readonly report?: (error: unknown) => void
}

/** A key as an operator sees it. */
export type KeyInfo = Pick<StoredKey, 'kid' | 'use' | 'algorithm' | 'state' | 'created' | 'changed'>

export interface Change<T> {
  readonly answer: T
  readonly writes: readonly Write[]
}

/** What an operator wants, on the rows as they are. */
export type Plan<T> = (rows: readonly StoredKey[], at: Turning) => Change<T>
type Planning<T> = (...on: Parameters<Plan<T>>) => MaybePromise<Change<T>>

export interface KeyRing {
  /** The ring as it was last read. */
  keys(): Keys
  /** A promise where it is too old to be relied on: wait for it. It never rejects; a store that is away changes no key. */
  fresh(): Promise<void> | undefined
  /** Reads it now, whatever its age; rejects where that fails. */
  read(): Promise<void>
  list(): Promise<readonly KeyInfo[]>
  /** Plans on the live rows, again where another process was faster, commits, and reads the ring. */
  change<T>(plan: Planning<T>): Promise<T>
}

/** Kept up to date for as long as somebody asks `fresh`; rejects where it cannot be read at all. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { store, clock, report = () => undefined } = options
  const rules = rulesFrom(options)
  const source = { store, clock, rules, report }
  let opened = await upToDate(source, [])
  let keys = snapshot(opened)
  const { fresh, noteRead, doubt } = reread({ clock, read, report })
  let [begun, taken] = [0, 0]

  async function read(): Promise<void> {
    const [at, turn] = [clock(), begun += 1]
    const found = await upToDate(source, opened)
    // One that began earlier and ends later would bring a key back that was dropped meanwhile.
    if (turn < taken) return
    taken = turn
    // What was proved stays proved for as long as nothing turned.
    if (!isSame(opened, found)) keys = snapshot(found)
    opened = found
    noteRead(at)
  }

  return {
    fresh,
    read,
    keys: () => keys,
    list: async () => (await store.listKeys()).map(infoOf),
    async change(plan) {
      try {
        const answer = await committed(source, plan)
        await read()
        return answer
      } catch (error) {
        // It may have been made without an answer: whoever asks next waits until the ring is read again.
        doubt()
        throw error
      }
    },
  }
}

/** Row by row: the same keys, in the same states. */
function isSame(before: readonly Opened[], now: readonly Opened[]): boolean {
  return before.length === now.length && now.every(({ key, row }, n) => {
    const other = before[n]
    return other?.key === key && other.row.state === row.state && other.row.changed === row.changed
  })
}

async function committed<T>({ store, clock, rules }: RingSource, plan: Planning<T>): Promise<T> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const { answer, writes } = await plan(await liveRows(store), { rules, now: clock() })
    if (writes.length === 0 || (await store.commit(writes)).ok) return answer
  }
  throw contention()
}

function rulesFrom({ sealing, jwtAlgorithm, limits, rotateEvery = null }: KeyRingOptions): TurnoverRules {
  return { sealing, rotateEvery, algorithmOf: (use) => algorithmFor(use, jwtAlgorithm), lifeOf: (use) => lifeFor(use, limits) }
}

function algorithmFor(use: KeyUse, jwtAlgorithm: SigningAlgorithm): Algorithm {
  if (use === 'jwe') return 'A256GCM'
  return use === 'jwt' ? jwtAlgorithm : 'HKDF'
}

/** A device that is recognised for a year is not to be forgotten by a rotation. */
const cookieLife: Seconds = 400 * 86_400

/** Another process may issue with the key for as long as it does not know of the one that followed. */
function lifeFor(use: KeyUse, { unrenewedLife, refreshGrace, leeway }: Limits): Seconds {
  if (use === 'cookie' || use === 'throttle') return cookieLife
  return (use === 'refresh' ? refreshGrace : unrenewedLife) + leeway + knownWithin
}

export function infoOf({ kid, use, algorithm, state, created, changed }: StoredKey): KeyInfo {
  return { kid, use, algorithm, state, created, changed }
}
