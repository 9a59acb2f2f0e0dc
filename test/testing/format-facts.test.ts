/** A suite that cannot fail is worse than none: every fact finds the fault that it is there for. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/testing.ts'
import { formatFacts } from '../../src/testing.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { opaque } from '../../src/formats/opaque.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { brokenReferences, brokenStatements } from './broken-formats.ts'

const newKey = () => generateKey('token', 'HKDF')
const namesOf = (facts: readonly Fact[]) => facts.map(({ name }) => name)

/** The names of the facts that do not hold. */
async function failing(facts: readonly Fact[]): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of facts) await run().catch(() => failed.push(name))
  return failed
}

describe('a format with a fault', () => {
  it.each(Object.entries(brokenStatements))('that %s is found', async (_, { make, caughtBy }) => {
    const failed = await failing(formatFacts(make, { newKey }))
    expect(failed).toEqual(expect.arrayContaining([...caughtBy]))
  })

  it.each(Object.entries(brokenReferences))('that %s is found', async (_, { make, caughtBy }) => {
    const failed = await failing(formatFacts(make))
    expect(failed).toEqual(expect.arrayContaining([...caughtBy]))
  })
})

describe('the facts', () => {
  it('each have a planted fault that they find', () => {
    const all = [...namesOf(formatFacts(sealed, { newKey })), ...namesOf(formatFacts(() => opaque({ purpose: 'session', prefix: 'lk_se_' })))]
    const finding = [...Object.values(brokenStatements), ...Object.values(brokenReferences)].flatMap(({ caughtBy }) => caughtBy)
    expect(new Set(finding)).toEqual(new Set(all))
  })

  it('hold for a format whose ring has keys of more uses than one', async () => {
    const newKeys = () => [generateKey('jwt', 'EdDSA'), newKey()]
    expect(await failing(formatFacts(sealed, { newKey: newKeys }))).toEqual([])
  })

  it('about keys are asked only of formats that take one from the ring', () => {
    const without = namesOf(formatFacts(sealed))
    expect(namesOf(formatFacts(sealed, { newKey })).filter((name) => !without.includes(name))).toHaveLength(4)
  })
})
