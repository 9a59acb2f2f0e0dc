/** Visits, counted by day and campaign. */
import assert from 'node:assert/strict'
import { commit, fact } from './fact.ts'
import { insertVisit } from './rows.ts'

const DAY = 86_400
const all = { from: 0, until: 9 * DAY, limit: 9 }
const nowhere = { source: null, medium: null, campaign: null }
const letter = { source: 'letter', medium: 'mail', campaign: 'spring' }

export const visits = [
  fact('visits are counted by day and campaign, and a browser that came twice is one visitor', async (store) => {
    await commit(
      store, insertVisit('a', { at: DAY - 1 }), insertVisit('b', { at: DAY, visitor: 'x' }),
      insertVisit('c', { at: DAY + 1, visitor: 'x', isNew: false }), insertVisit('d', { at: 2 * DAY - 1, ...letter }),
    )
    assert.deepEqual(await store.countVisits(all), [
      { day: DAY, ...nowhere, visits: 2, visitors: 1, newVisitors: 1 },
      { day: DAY, ...letter, visits: 1, visitors: 1, newVisitors: 1 },
      { day: 0, ...nowhere, visits: 1, visitors: 1, newVisitors: 1 },
    ])
  }),

  fact('a period begins with its first second and ends before its last', async (store) => {
    await commit(store, ...[9, 10, 19, 20].map((at) => insertVisit(`at ${at}`, { at })))
    const [counted] = await store.countVisits({ from: 10, until: 20, limit: 9 })
    assert.equal(counted?.visits, 2)
  }),

  fact('of equal counts the names decide, none before any, and no more are answered than asked for', async (store) => {
    const named = ['b', 'a', null, 'é'].map((source) => insertVisit(`from ${source}`, { source }))
    await commit(store, ...named)
    const sources = async (limit: number) => (await store.countVisits({ ...all, limit })).map(({ source }) => source)
    assert.deepEqual(await sources(9), [null, 'a', 'b', 'é'])
    assert.deepEqual(await sources(2), [null, 'a'])
  }),

  fact('a visit is written once', async (store) => {
    await commit(store, insertVisit('a'))
    assert.deepEqual(await store.commit([insertVisit('a')]), { ok: false, failed: 0 })
  }),
]
