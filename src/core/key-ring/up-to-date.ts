/** The ring as the store has it, with what time and configuration ask for done. */
import type { Clock, KeyUse, Store, StoredKey, Write } from '../../contracts.ts'
import { KeyRingError, openKey, type Opened, sealKey, type Sealing } from './stored-key.ts'
import { due, type TurnoverRules } from './turnover.ts'

const uses: readonly KeyUse[] = ['jwt', 'jwe', 'token', 'refresh', 'cookie', 'throttle']

export interface RingSource {
  readonly store: Store
  readonly clock: Clock
  readonly rules: TurnoverRules
  /** Hears of a key that only another process can open. */
  readonly report: (error: KeyRingError) => void
}

/** Reads the ring, makes what is missing, turns what is due, then seals again what an older secret sealed. */
export async function upToDate({ store, clock, rules, report }: RingSource, known: readonly Opened[]): Promise<readonly Opened[]> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const rows = await liveRows(store)
    const found = rows.map((row) => openKey(row, rules.sealing, known))
    const opened = found.filter((one): one is Opened => !(one instanceof KeyRingError))
    const closed = found.filter((one) => one instanceof KeyRingError)
    const turned = uses.flatMap((use) => due(rows, use, { rules, now: clock() }))
    const writes = turned.length > 0 ? turned : resealed(opened, rules.sealing)
    const [first] = closed
    // At the start nothing is known, and a key that nobody opens stops it. Later one must not hide that another was dropped.
    if (first !== undefined && known.length === 0) throw first
    if (writes.length === 0) {
      closed.forEach(report)
      return opened
    }
    // Another process may have made the same key first: then its key is the one, and ours was never used.
    await store.commit(writes)
  }
  throw contention()
}

export async function liveRows(store: Store): Promise<readonly StoredKey[]> {
  return (await store.listKeys()).filter(({ state }) => state !== 'retired')
}

export function contention(): KeyRingError {
  return new KeyRingError('the key ring could not be written: another process keeps changing it')
}

function resealed(opened: readonly Opened[], sealing: Sealing): readonly Write[] {
  return opened.filter(({ under }) => under > 0).map(({ row, key }) => (
    { do: 'update', table: 'key', id: row.kid, if: { sealed: row.sealed }, set: { sealed: sealKey(key, sealing) } }
  ))
}
