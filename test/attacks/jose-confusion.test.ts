/** Algorithm confusion at `latchkey/jose`: a public key that somebody hopes we take for a secret (CVE-2015-9235). */
import { describe, expect, it } from 'vitest'
import { importKey, type Jwk, verifyJws } from '../../src/jose.ts'
import { codeOf } from '../formats/jose/codes.ts'
import { pairs } from '../formats/jose/pairs.ts'
import { forge, hmacWith } from './forge.ts'

const asymmetric = pairs.filter(({ secret }) => secret.type === 'private')

describe.each(asymmetric)('a public key of $alg', ({ alg, public: publicHalf }) => {
  const pem = publicHalf.export({ format: 'pem', type: 'spki' }).toString()
  const exported = publicHalf.export({ format: 'jwk' })
  const jwk = { ...exported, alg } as Jwk // Node's own
  const secrets = [
    pem, pem.trim(), `\n${pem}`, pem.replaceAll('\n', '\r\n'), publicHalf.export({ format: 'der', type: 'spki' }),
    JSON.stringify(jwk), JSON.stringify(exported), exported.x ?? exported.n ?? '', Buffer.from(exported.x ?? exported.n ?? '', 'base64url'), '',
  ]

  it('C-01: verifies no HS256 token that is keyed with it, however it is written and given', () => {
    const tokens = secrets.flatMap((secret) => ['HS256', alg].map((name) => forge({ alg: name }, '{}', hmacWith(secret))))
    const given = [publicHalf, importKey(pem, { alg }), importKey(jwk), { keys: [jwk] }, jwk]
    for (const key of given) for (const token of tokens) expect(codeOf(() => verifyJws(token, key, { alg }))).not.toBeNull()
  })

  it('C-01: cannot be declared to be for HMAC', () => {
    const token = forge({ alg: 'HS256' }, '{}', hmacWith(pem))
    const given = [publicHalf, { ...jwk, alg: 'HS256' }, exported as Jwk, { keys: [{ ...jwk, alg: 'HS256' }] }] // Node's own
    for (const key of given) expect(codeOf(() => verifyJws(token, key, { alg: 'HS256' }))).toMatch(/^key_/)
    const written = secrets.slice(0, 7).map((secret) => codeOf(() => importKey(Buffer.from(secret), { alg: 'HS256' })))
    expect(written).toEqual(written.map(() => 'key_refused'))
  })
})
