/** The ring as it was read, for formats: found by exact name, and never changed afterwards. */
import type { Key, Keys } from '../../contracts.ts'
import { KeyRingError, type Opened } from './stored-key.ts'

/** One that is `next` here may be current in another process already, so that it verifies. */
export function snapshot(opened: readonly Opened[]): Keys {
  const keys = opened.map(({ key }) => key)
  const byName = new Map(keys.map((key) => [nameOf(key), key]))
  const byUse = Map.groupBy(keys, ({ use }) => use)
  const issuing = new Map(opened.filter(({ row }) => row.state !== 'next').toSorted(byTurn).map(({ key }) => [key.use, key]))
  return {
    current(use) {
      const key = issuing.get(use)
      if (key === undefined) throw new KeyRingError(`the key ring has no current key for "${use}"`)
      return key
    },
    find: (use, kid) => byName.get(nameOf({ use, kid })),
    all: (use) => byUse.get(use) ?? [],
  }
}

/**
 * The current key last. Where another process made it under a secret that this one will have after its restart, this one
 * goes on with the key before, which verifies everywhere for as long.
 */
function byTurn({ row: a }: Opened, { row: b }: Opened): number {
  return Number(a.state === 'current') - Number(b.state === 'current') || a.changed - b.changed
}

function nameOf({ use, kid }: Pick<Key, 'use' | 'kid'>): string {
  return `${use}:${kid}`
}
