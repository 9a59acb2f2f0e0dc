/** How one JWT is verified by a ring of so many keys, as there are after as many turns. */
import { generateKey, type Key, jwt, snapshot } from '../latchkey.ts'
import { newGrant } from '../fixtures.ts'
import { compare, type Group } from '../measure/compare.ts'
import type { Run } from '../measure/run.ts'
import { inTurns, several, timed } from '../measure/timed.ts'

export async function byKeys(sizes: readonly number[], run: Run): Promise<Group> {
  const format = jwt({ algorithm: 'HS256' })
  const contenders = sizes.map((count) => {
    const keys = Array.from({ length: count }, () => generateKey('jwt', 'HS256'))
    const ring = ringOf(keys)
    const credentials = several(Math.max(64, count), (n) => format.issue(newGrant(), ringOf(keys.slice(n % count, n % count + 1))))
    const next = inTurns(credentials)
    return timed({ name: count.toLocaleString('en-US'), by: 'latchkey' }, run, () => {
      const issued = next()
      return 'credential' in issued ? format.verify(issued.credential, ring) : null
    })
  })
  return compare({ name: 'JWT verify, by keys in the ring', unit: 'µs', contenders }, run)
}

/** As a ring is after it was read; the last is the current one. */
function ringOf(keys: readonly Key[]) {
  return snapshot(keys.map((key, changed) => {
    const { kid, use, algorithm } = key
    return { key, under: 0, row: { kid, use, algorithm, state: 'current', sealed: '', publicJwk: null, created: 0, changed } }
  }))
}
