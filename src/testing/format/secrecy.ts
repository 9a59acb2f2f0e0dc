/** What a statement must not hold. */
import assert from 'node:assert/strict'
import { fact, issued, ringOf } from './setting.ts'

/** The text itself, and what its parts are in base64url. */
function readings(credential: string): Buffer[] {
  const parts = credential.split(/[._]/).flatMap((part) => [part, Buffer.from(part, 'base64url')])
  return [credential, ...parts].map((part) => Buffer.from(part))
}

export const secrecy = [
  fact('a statement holds nothing of the secret of its grant', async (setting) => {
    const { grant, credential, proof } = await issued(setting)
    const secrets = [Buffer.from(grant.secret), Buffer.from(grant.secret, 'base64url')]
    const isIn = (bytes: Buffer) => secrets.some((secret) => bytes.includes(secret))
    assert.ok(!readings(credential).some(isIn), 'the token holds the secret')
    assert.ok(!JSON.stringify(proof).includes(grant.secret), 'the statement holds the secret')
    assert.ok(proof.kind === 'statement' && !('secret' in proof.statement))
  }),

  fact('a statement is issued without a digest: nothing of it is kept in the store', async (setting) => {
    const made = await setting.at().issue(setting.grant(), ringOf(...setting.newKeys()))
    assert.equal(made.digest, undefined)
  }),
]
