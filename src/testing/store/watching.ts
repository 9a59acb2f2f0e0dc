/** News of the log, where a store tells of them: hints, so that nobody need ask all the time. */
import assert from 'node:assert/strict'
import type { Store } from '../../contracts.ts'
import { commit, fact } from './fact.ts'
import type { StoreFact } from './fact.ts'
import { revoke } from './rows.ts'

/** Milliseconds in which a hint has to come here, so that a store which never gives one is found out. */
const PATIENCE = 2000

interface Ear {
  /** Whether it hears something more, in time. */
  hears(): Promise<boolean>
  /** What it heard until now was perhaps for nothing. */
  forget(): void
  stop(): Promise<void>
}

async function listening(watch: NonNullable<Store['watch']>): Promise<Ear> {
  let hasHeard = false
  const stop = await watch(() => { hasHeard = true })
  const take = (): boolean => {
    const news = hasHeard
    hasHeard = false
    return news
  }
  return {
    stop,
    forget() { take() },
    async hears() {
      for (let waited = 0; waited < PATIENCE; waited += 10) {
        if (take()) return true
        await pause(10)
      }
      return false
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}

/** A store that cannot tell of news has nothing to hold to: its `watch` is undefined. */
function watchFact(name: string, body: (store: Store, watch: NonNullable<Store['watch']>) => Promise<void>): StoreFact {
  return fact(name, async (store) => {
    if (store.watch !== undefined) await body(store, store.watch.bind(store))
  })
}

export const watching = [
  watchFact('who watches hears of each commit that appends, and can read it then', async (store, watch) => {
    const ear = await listening(watch)
    for (let seq = 1; seq <= 3; seq += 1) {
      await commit(store, revoke(`${seq}`))
      assert.equal(await ear.hears(), true)
      assert.equal((await store.readRevocations(0)).seq, seq)
    }
    await ear.stop()
  }),

  watchFact('several may watch, and who stops hears no more', async (store, watch) => {
    const [one, other] = await Promise.all([listening(watch), listening(watch)])
    await one.stop()
    await one.stop()
    one.forget()
    await commit(store, revoke('a'))
    assert.equal(await other.hears(), true)
    await pause(300)
    await other.stop()
    assert.equal(await Promise.race([one.hears(), pause(300)]), undefined)
  }),

  watchFact('closing ends a watch', async (store, watch) => {
    const ear = await listening(watch)
    await store.close()
    await ear.stop()
    ear.forget()
    await store.open()
    await commit(store, revoke('a'))
    assert.equal(await Promise.race([ear.hears(), pause(500)]), undefined)
  }),
]
