/** A store whose log answers when a test lets it: each reading sees what was there when it began, as a snapshot does. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Revocation, Store } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'

export interface HeldStore extends Omit<Store, 'watch'> {
  watch?: NonNullable<Store['watch']>
  /** How often the log was asked for. */
  readonly asked: () => number
  /** From now on answers wait for `letGo`. */
  hold(): void
  /** Lets the oldest that waits go on, or fail. */
  letGo(error?: Error): Promise<void>
  /** While it is away, reading the log fails. */
  away: boolean
}

export async function heldStore(): Promise<HeldStore> {
  const store = memoryStore()
  await store.open()
  let asked = 0
  let isHeld = false
  const waiting: ((error?: Error) => void)[] = []
  const held: HeldStore = {
    ...store,
    away: false,
    asked: () => asked,
    hold() { isHeld = true },
    async letGo(error) {
      await turn()
      waiting.shift()?.(error)
      await turn()
    },
    async readRevocations(after) {
      asked += 1
      if (held.away) throw new StoreError('The store is away.')
      const log = await store.readRevocations(after)
      const failed = isHeld ? await new Promise<Error | undefined>((resolve) => { waiting.push(resolve) }) : undefined
      if (failed !== undefined) throw failed
      return log
    },
  }
  return held
}

export function entry(kind: Revocation['kind'], id: string, changes: Partial<Revocation> = {}): Revocation {
  return { kind, id, value: 0, at: 100, until: 100_000_000_000, ...changes }
}

/** As another process does. */
export async function append(store: Store, ...entries: readonly Revocation[]): Promise<void> {
  await store.commit(entries.map((one) => ({ do: 'revoke', entry: one })))
}
