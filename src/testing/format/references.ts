/** A reference is found by a digest, from which nobody makes the credential again. */
import assert from 'node:assert/strict'
import { fact, issued, ringOf } from './setting.ts'

export const references = [
  fact('a reference is verified to the digest under which it was issued, and to its purpose', async (setting) => {
    const format = setting.at()
    const keys = ringOf(...setting.newKeys())
    const { credential, digest } = await format.issue(setting.grant(), keys)
    assert.ok(digest, 'a reference is issued with the digest under which the store will find it')
    assert.deepEqual(await format.verify(credential, keys), { kind: 'reference', purpose: setting.purpose, digest })
  }),

  fact('the digest of a reference opens nothing: a copy of the store logs nobody in', async (setting) => {
    const of = await issued(setting)
    assert.ok(of.proof.kind === 'reference')
    const { digest } = of.proof
    assert.ok(!digest.includes(of.grant.secret) && !digest.includes(of.credential), 'the digest holds the secret')
    const again = await of.format.verify(digest, of.keys)
    assert.ok(again === null || again.kind === 'reference' && again.digest !== digest)
  }),

  fact('a reference stands on the secret: with another secret it has another digest', async (setting) => {
    const format = setting.at()
    const keys = ringOf(...setting.newKeys())
    const grant = setting.grant()
    const { secret } = setting.grant()
    const one = await format.issue(grant, keys)
    const other = await format.issue({ ...grant, secret }, keys)
    assert.notEqual(one.credential, other.credential)
    assert.notEqual(one.digest, other.digest)
  }),

  fact('a reference says nothing of user and session', async (setting) => {
    const { grant, credential } = await issued(setting)
    for (const text of [grant.subject, grant.session]) assert.ok(!credential.includes(text))
  }),
]
