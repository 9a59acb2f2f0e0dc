/** Facts about a cache that nodes share. */
import assert from 'node:assert/strict'
import { aboutPart, pause, type SharedFact } from './fact.ts'

const fact = aboutPart('cache')
const key = 'k'.repeat(43)

export const cacheFacts: readonly SharedFact[] = [
  fact('has nothing that was not put there', async (one) => {
    assert.equal(await one.get(key), null)
  }),
  fact('keeps what another node put there, whole, under that key alone', async (one, other) => {
    const text = `1.${'é·"\\ \n'.repeat(400)}`
    await one.set(key, text, 30)
    assert.equal(await other.get(key), text)
    assert.equal(await other.get(`${key}k`), null)
  }),
  fact('keeps the last of what was put in one place', async (one, other) => {
    await one.set(key, 'first', 30)
    await other.set(key, 'second', 30)
    assert.equal(await one.get(key), 'second')
  }),
  fact('keeps nothing beyond its life', async (one) => {
    await one.set(key, 'short', 1)
    await pause(1200)
    assert.equal(await one.get(key), null)
  }),
]
