/** A JWT inside a JWE: a good decryption is not a good signature, and no second spelling opens (RFC 8725 §3.3, C-11). */
import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { encodeJweHeader, sealDirect } from '../../src/formats/jwt/jwe.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { base64url, claimsText, forge, signedBy } from './forge.ts'
import { grantWith, respellings, ringOf, signingAlgorithms, statementOf } from '../formats/ring.ts'

describe.each(signingAlgorithms)('an encrypted JWT of %s', (algorithm) => {
  const [signing, sealing] = [generateKey('jwt', algorithm), generateKey('jwe', 'A256GCM')]
  const keys = ringOf(signing, sealing)
  const [plain, format] = [jwt({ algorithm }), jwt({ algorithm, encrypt: true })]

  async function issue(): Promise<string> {
    return (await format.issue(grantWith(), keys)).credential
  }

  /** Sealed by our key, as nobody but us can, round anything. */
  function seal(inner: string, by: Key = sealing): string {
    return sealDirect(by, encodeJweHeader(by), inner)
  }

  it('gives back its statement and shows nothing of it', async () => {
    const grant = grantWith({ roles: ['admin'] })
    const { credential } = await format.issue(grant, keys)
    expect(format.accepts(credential)).toBe(true)
    expect(format.verify(credential, keys)).toEqual({ kind: 'statement', statement: statementOf(grant) })
    const shown = credential.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1')).join()
    expect([grant.subject, grant.session, 'admin', 'iss'].filter((text) => shown.includes(text))).toEqual([])
  })

  it('C-11: is not taken for one that is only signed, nor the reverse', async () => {
    const [encrypted, signed] = [await issue(), (await plain.issue(grantWith(), keys)).credential]
    expect([format.accepts(encrypted), plain.accepts(signed)]).toEqual([true, true])
    expect([format.accepts(signed), plain.accepts(encrypted)]).toEqual([false, false])
    expect([format.verify(signed, keys), plain.verify(encrypted, keys)]).toEqual([null, null])
  })

  it('C-11: is refused where what is inside is not signed by us', async () => {
    const inner = (await plain.issue(grantWith(), keys)).credential
    const header = { alg: algorithm, typ: 'at+jwt', kid: signing.kid }
    const stranger = generateKey('jwt', algorithm)
    expect(format.verify(seal(inner), keys)).not.toBeNull()
    const others = [
      forge(header, claimsText(grantWith()), signedBy(algorithm, stranger.secret)),
      forge({ ...header, alg: 'none' }, claimsText(grantWith())),
      claimsText(grantWith()),
      `${inner} `,
      inner.slice(0, -1),
      seal(inner),
      '',
    ]
    expect(others.filter((text) => format.verify(seal(text), keys) !== null)).toEqual([])
  })

  it('C-01: is refused under every other key and header', async () => {
    const inner = (await plain.issue(grantWith(), keys)).credential
    const stranger = { ...generateKey('jwe', 'A256GCM'), kid: sealing.kid }
    expect(format.verify(seal(inner, stranger), keys)).toBeNull()
    expect(format.verify(await issue(), ringOf(signing, generateKey('jwe', 'A256GCM')))).toBeNull()
    expect(format.verify(await issue(), ringOf(signing, { ...sealing, use: 'token' }))).toBeNull()
    const named = { alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid: sealing.kid }
    const headers = [
      { ...named, zip: 'DEF' }, { ...named, crit: ['exp'] }, { ...named, alg: 'A256KW' }, { ...named, enc: 'A128GCM' },
      { ...named, jwk: {} }, { ...named, cty: 'jwt' }, { ...named, p2c: 1 }, { ...named, kid: '' },
    ].map((header) => base64url(JSON.stringify(header)))
    expect(headers.filter((header) => format.verify(sealDirect(sealing, header, inner), keys) !== null)).toEqual([])
  })

  it('C-05, C-06: has one spelling of each part', async () => {
    const parts = (await issue()).split('.')
    const others = parts.flatMap((part, at) => respellings(part).map((text) => parts.with(at, text).join('.')))
    expect(others.length).toBeGreaterThan(400)
    expect(others.filter((token) => format.verify(token, keys) !== null)).toEqual([])
  })

  it('C-05: survives no change, loss or addition of a character, and no flipped bit', async () => {
    const token = await issue()
    const changed = [...token].flatMap((character, at) => [
      token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1),
      token.slice(0, at) + token.slice(at + 1),
      `${token.slice(0, at)}A${token.slice(at)}`,
    ])
    const parts = token.split('.')
    const flipped = parts.flatMap((part, at) => {
      const bytes = Buffer.from(part, 'base64url')
      return Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const copy = Buffer.from(bytes)
        copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        return parts.with(at, copy.toString('base64url')).join('.')
      })
    })
    expect([...changed, ...flipped].filter((text) => text !== token && format.verify(text, keys) !== null)).toEqual([])
  })

  it('verifies by keys that issue no longer, of both uses', async () => {
    const later = ringOf(generateKey('jwt', algorithm), generateKey('jwe', 'A256GCM'), signing, sealing)
    expect(format.verify(await issue(), later)).not.toBeNull()
  })

  it('C-05: is refused where it would be too long to verify', () => {
    const roles = Array.from({ length: 300 }, (_, n) => `role number ${n}`)
    expect(() => format.issue(grantWith({ roles }), keys)).toThrow(RangeError)
  })
})
