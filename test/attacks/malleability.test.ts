/**
 * Malleability: a second spelling of a credential, which would get past a list of revoked ones, a cache or a rate limit
 * (RFC 8725 §3.14; CheatSheetSeries PR #2242).
 */
import { verify as nodeVerify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { generateKey } from '../../src/crypto/key-material.ts'
import { verifyJws } from '../../src/formats/jose/jws.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { grantWith, now, origin, respellings, ringOf, signingAlgorithms } from '../formats/ring.ts'
import { base64url, claimsText, forge, signedBy } from './forge.ts'

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const edOrder = 2n ** 252n + 27742317777372353535851937790883648493n

function flips(bytes: Buffer): readonly Buffer[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return copy
  })
}

describe.each(signingAlgorithms)('a JWT of %s', (algorithm) => {
  const key = generateKey('jwt', algorithm)
  const keys = ringOf(key)
  const format = jwt({ algorithm })

  async function issue(): Promise<string> {
    return (await format.issue(grantWith(), keys)).credential
  }

  it('C-05: has one spelling of each part', async () => {
    const [header = '', payload = '', signature = ''] = (await issue()).split('.')
    const others = [
      ...respellings(header).map((text) => [text, payload, signature]),
      ...respellings(payload).map((text) => [header, text, signature]),
      ...respellings(signature).map((text) => [header, payload, text]),
    ].map((parts) => parts.join('.'))
    expect(others.length).toBeGreaterThan(250)
    expect(others.filter((token) => format.verify(token, keys) !== null)).toEqual([])
  })

  it('C-05: has three parts, in their order, and nothing around them', async () => {
    const token = await issue()
    const [header, payload, signature] = token.split('.')
    const others = [
      `${header}.${payload}`,
      `${token}.`,
      `.${token}`,
      `${token}.x`,
      `${header}..${signature}`,
      `${payload}.${header}.${signature}`,
      `${header}.${payload}.`,
      ` ${token}`,
      `${token} `,
      `${token}\n`,
      `Bearer ${token}`,
      `"${token}"`,
      token.replace('.', '%2E'),
      token.replaceAll('.', '\u2024'),
      token.replaceAll('.', ','),
      JSON.stringify({ protected: header, payload, signature }),
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    ]
    expect(others.filter((text) => format.verify(text, keys) !== null)).toEqual([])
  })

  it('C-05: has one spelling of its payload even where the signature covers another', () => {
    const header = base64url(JSON.stringify({ alg: algorithm, typ: 'at+jwt', kid: key.kid }))
    const spell = (payload: string) => {
      const input = `${header}.${payload}`
      return format.verify(`${input}.${signedBy(algorithm, key.secret)(input).toString('base64url')}`, keys)
    }
    const payload = base64url(claimsText(grantWith()))
    expect(spell(payload)).not.toBeNull()
    expect(
      respellings(payload).filter(
        (text) => Buffer.from(text, 'base64url').equals(Buffer.from(payload, 'base64url')) && spell(text) !== null,
      ),
    ).toEqual([])
  })

  it('C-05: survives no change of a single character', async () => {
    const token = await issue()
    const survivors = [...token].flatMap((character, at) => {
      const swapped = character === 'A' ? 'B' : 'A'
      return [token.slice(0, at) + swapped + token.slice(at + 1), token.slice(0, at) + token.slice(at + 1)].filter(
        (text) => format.verify(text, keys) !== null,
      )
    })
    expect(survivors).toEqual([])
  })

  it('C-07: is refused with claims that another reader would read otherwise', () => {
    const claims = claimsText(grantWith())
    const others = [
      claims.replace('{', '{"sub":"somebody",'),
      claims.replace('{', '{"s\\u0075b":"somebody",'),
      claims.replace('{', '{"__proto__":{},'),
      claims.replace('{', '{"x":"\\ud800",'),
      `\ufeff${claims}`,
      `${claims} x`,
      `[${claims}]`,
      claims.replace('{', `{"x":${'['.repeat(99)}${']'.repeat(99)},`),
    ]
    const verifying = (text: string) =>
      format.verify(forge({ alg: algorithm, typ: 'at+jwt', kid: key.kid }, text, signedBy(algorithm, key.secret)), keys)
    expect(verifying(claims)).not.toBeNull()
    expect(others.filter((text) => verifying(text) !== null)).toEqual([])
  })
})

describe('a signature', () => {
  it('C-06: of ES256 is refused as (r, n - s), which Node takes', async () => {
    const key = generateKey('jwt', 'ES256')
    const format = jwt({ algorithm: 'ES256' })
    const { credential } = await format.issue(grantWith(), ringOf(key))
    const [header, payload, signature = ''] = credential.split('.')
    const raw = Buffer.from(signature, 'base64url')
    const s = order - BigInt(`0x${raw.toString('hex', 32)}`)
    const twin = Buffer.from(raw.toString('hex', 0, 32) + s.toString(16).padStart(64, '0'), 'hex')
    const token = `${header}.${payload}.${twin.toString('base64url')}`
    expect(
      nodeVerify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        { key: key.public ?? key.secret, dsaEncoding: 'ieee-p1363' },
        twin,
      ),
    ).toBe(true)
    // As a JWS it is valid (RFC 7518 §3.4); as an access token of ours it is a second spelling.
    expect(verifyJws(token, key.public ?? key.secret).payload).toBeInstanceOf(Uint8Array)
    expect(format.verify(token, ringOf(key))).toBeNull()
  })

  it('C-06: of ES256 is issued with the lower s, every time', async () => {
    const keys = ringOf(generateKey('jwt', 'ES256'))
    const format = jwt({ algorithm: 'ES256' })
    for (let i = 0; i < 100; i++) {
      const { credential } = await format.issue(grantWith(), keys)
      expect(format.verify(credential, keys)).not.toBeNull()
    }
  })

  it('C-06: of ES256 is refused in DER, which Node takes too', async () => {
    const key = generateKey('jwt', 'ES256')
    const { sign } = await import('node:crypto')
    const token = forge({ alg: 'ES256', typ: 'at+jwt', kid: key.kid }, claimsText(grantWith()), (input) =>
      sign('sha256', Buffer.from(input), key.secret),
    )
    expect(jwt({ algorithm: 'ES256' }).verify(token, ringOf(key))).toBeNull()
  })

  it('C-06: of EdDSA is refused as (R, S + L)', async () => {
    const keys = ringOf(generateKey('jwt', 'EdDSA'))
    const { credential } = await jwt().issue(grantWith(), keys)
    const [header, payload, signature = ''] = credential.split('.')
    const raw = Buffer.from(signature, 'base64url')
    const s = BigInt(`0x${Buffer.from(raw.subarray(32)).reverse().toString('hex')}`) + edOrder
    const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()])
    expect(twin).toHaveLength(64)
    expect(jwt().verify(`${header}.${payload}.${twin.toString('base64url')}`, keys)).toBeNull()
  })
})

describe('a sealed token', () => {
  const keys = ringOf(generateKey('token', 'HKDF'))
  const format = sealed({ issuer: origin, audience: origin, clock: () => now })

  async function issue(): Promise<Buffer> {
    const { credential } = await format.issue(grantWith({ roles: ['admin'] }), keys)
    return Buffer.from(credential.slice(6), 'base64url')
  }

  function withChecksum(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes)
    copy.writeUInt32BE(crc32(copy.subarray(0, -4)), copy.length - 4)
    return copy
  }

  const isTaken = (bytes: Buffer) => format.verify(`lk_at_${bytes.toString('base64url')}`, keys) !== null

  it('D-01: opens with no bit of it changed, the checksum as it was or made right', async () => {
    const token = await issue()
    expect(isTaken(token)).toBe(true)
    const changed = flips(token)
    expect(changed.filter(isTaken)).toEqual([])
    expect(changed.map(withChecksum).filter((bytes) => !bytes.equals(token) && isTaken(bytes))).toEqual([])
  })

  it('D-06: opens with no byte more or less, anywhere', async () => {
    const token = await issue()
    const others = Array.from(token, (_, at) => [
      Buffer.concat([token.subarray(0, at), token.subarray(at + 1)]),
      Buffer.concat([token.subarray(0, at), Buffer.of(0), token.subarray(at)]),
    ]).flat()
    expect([...others, ...others.map(withChecksum)].filter(isTaken)).toEqual([])
  })

  it('D-06: has one spelling', async () => {
    const text = (await issue()).toString('base64url')
    const others = [
      ...respellings(text).map((one) => `lk_at_${one}`),
      ` lk_at_${text}`,
      `LK_AT_${text}`,
      `lk_at_lk_at_${text}`,
      text,
    ]
    expect(others.filter((one) => format.verify(one, keys) !== null)).toEqual([])
  })

  it('D-01: has no parts that fit into another: header, claims and tag are of one piece', async () => {
    const [one, other] = [await issue(), await issue()]
    for (let at = 8; at < one.length - 4; at++) {
      expect(isTaken(withChecksum(Buffer.concat([one.subarray(0, at), other.subarray(at)])))).toBe(false)
    }
  })
})
