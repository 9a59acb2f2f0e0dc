import { describe, expect, it } from 'vitest'
import type { Issued } from '../../../src/contracts.ts'
import { logout } from '../../../src/core/session/endings.ts'
import { stores } from '../../support/instance.ts'
import { askAll, newFamily, refreshTokenOf, renew, requestOf, verdict, withBearer } from '../logins.ts'
import { shaken, startOn, type System } from '../system.ts'
import { interleave, pause, seeded } from '../unsteady.ts'

describe.each(stores)('on the $name store, refresh and logout at once', ({ open }) => {
  it('C-21: leave nothing that is believed, in 300 orders', async () => {
    const system = await startOn(open)
    expect(await interleave(300, (seed) => race(system, seed))).toEqual([])
  })
})

/** A logout while three tabs refresh, one after another's successor; then everything they were given is tried. */
async function race(system: System, seed: number): Promise<string | null> {
  const random = seeded(seed)
  const { issued, first } = await newFamily(system, `user${seed}`)
  const given: Issued[] = [issued]
  const tab = async () => {
    let token = first
    for (let n = 0; n < 3; n++) {
      await pause(random)
      const outcome = await renew(shaken(system, random), token)
      if (!outcome.ok) return
      given.push(outcome.issued)
      token = refreshTokenOf(outcome.issued)
    }
  }
  const leave = async () => {
    await pause(random)
    const request = random() < 0.5 ? withBearer(issued.credential, 'POST') : requestOf({}, 'POST')
    const outcome = await logout(shaken(system, random).core, request, first)
    if (!outcome.ok) throw new Error(`the logout was refused: ${outcome.reason}`)
  }
  await Promise.all([leave(), tab(), tab(), tab()])
  for (const [n, one] of given.entries()) {
    const told = [...await askAll(system, one), verdict(await renew(system, refreshTokenOf(one)))]
    if (told.includes('ok')) return `${n} of ${given.length} is told ${told.join(', ')}`
  }
  return null
}
