/** A credential of one place, key or use opens nothing at another. */
import assert from 'node:assert/strict'
import type { KeyUse } from '../../contracts.ts'
import { elsewhere, fact, here, issued, ringOf, type Setting } from './setting.ts'

/** Refused, or told as what it is: core refuses a statement of another place. What it must not be is taken for ours. */
async function staysOf(setting: Setting, member: 'issuer' | 'audience'): Promise<void> {
  const { credential, keys, grant } = await issued(setting)
  for (const other of [elsewhere, `${here}/`, here.toUpperCase()]) {
    const proof = await setting.at({ [member]: other }).verify(credential, keys)
    const told = proof?.kind === 'statement' ? proof.statement[member] : null
    if (proof !== null) assert.equal(told, grant[member], `it opens for another ${member}`)
  }
}

export const places = (['issuer', 'audience'] as const).map((member) => (
  fact(`a statement for one ${member} is none for another`, (setting) => staysOf(setting, member))
))

const uses: readonly KeyUse[] = ['jwt', 'token', 'refresh', 'cookie', 'throttle']

export const keyFacts = [
  fact('a token of a key that the ring does not have is none', async (setting) => {
    const { format, credential } = await issued(setting)
    assert.equal(await format.verify(credential, ringOf(...setting.newKeys())), null)
    assert.equal(await format.verify(credential, ringOf()), null)
  }),

  fact('a token of another key under the same kid is none', async (setting) => {
    const keys = setting.newKeys()
    const format = setting.at()
    const { credential } = await format.issue(setting.grant(), ringOf(...keys))
    const others = setting.newKeys().map((key, n) => ({ ...key, kid: keys[n]?.kid ?? key.kid }))
    assert.equal(await format.verify(credential, ringOf(...others)), null)
  }),

  fact('after a rotation the new key issues, and what the old one issued is good until it is dropped', async (setting) => {
    const [older, newer] = [setting.newKeys(), setting.newKeys()]
    const format = setting.at()
    const before = await format.issue(setting.grant(), ringOf(...older))
    const rotated = ringOf(...newer, ...older)
    assert.ok(await format.verify(before.credential, rotated), 'what the old key issued is refused after a rotation')
    const after = await format.issue(setting.grant(), rotated)
    assert.ok(await format.verify(after.credential, ringOf(...newer)), 'it issues with another key than the current one')
    assert.equal(await format.verify(after.credential, ringOf(...older)), null)
    assert.equal(await format.verify(before.credential, ringOf(...newer)), null, 'what a dropped key issued is still good')
  }),

  fact('it takes keys of its own use alone', async (setting) => {
    const keys = setting.newKeys()
    const format = setting.at()
    const { credential } = await format.issue(setting.grant(), ringOf(...keys))
    for (const use of uses.filter((one) => keys.every((key) => key.use !== one))) {
      const moved = ringOf(...keys.map((key) => ({ ...key, use })))
      assert.equal(await format.verify(credential, moved), null, `it verifies with the key for ${use}`)
    }
  }),
]
