/** The numbers of the table are measured. */
import { expect, it } from 'vitest'
import { lanes } from '../../src/lab/facts.ts'
import { measure } from '../../src/lab/measure.ts'
import { world } from './world.ts'

it('all that is compared is measured, and comes out as the design says', async () => {
  const { lanes: measured, checks } = await measure(world, '24')
  expect(checks).toBe(200)
  for (const lane of lanes) {
    const { firstCheck, nextCheck, heldHere, heldElsewhere, rowBytes, rows } = measured[lane]
    for (const time of [firstCheck, nextCheck, heldHere, heldElsewhere]) expect(time).toBeGreaterThan(0)
    // The bound of revocable routes, in the process that revoked and in another.
    expect(heldElsewhere).toBeLessThan(1500)
    expect([rows, rowBytes > 100]).toEqual([2, true])
  }
  const column = <K extends keyof (typeof measured)['jwt']>(name: K) => lanes.map((lane) => measured[lane][name])
  expect(column('reads')).toEqual([1, 0, 0])
  expect(column('isReadable')).toEqual([false, true, false])
  expect(column('isInReachOfScripts')).toEqual([false, true, true])
  expect(column('isSentUnasked')).toEqual([true, false, false])
  expect(measured.cookie.carriedBytes).toBeLessThan(measured.token.carriedBytes)
  expect(measured.token.carriedBytes).toBeLessThan(measured.jwt.carriedBytes)
})
