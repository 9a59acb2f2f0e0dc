import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock, Grant, Keys } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { randomId } from '../../src/crypto/random.ts'
import { sealed } from '../../src/formats/sealed.ts'
import { readVectors } from '../crypto/vectors.ts'
import { grants, grantWith, now, origin, ring, ringOf, statementOf } from './ring.ts'

const keys = ring('token', 'HKDF')
const hour = 3600
const naughty = readVectors('blns/blns.json') as readonly string[] | null

function at(clock: Clock = () => now, place: { issuer?: string; audience?: string } = {}) {
  return sealed({ issuer: origin, audience: origin, ...place, clock })
}

const format = at()
const page = readFileSync('docs/token-format.md', 'utf8')
const long = { authTime: now - 2_592_000, expiresAt: now + 43_200 }

async function issue(grant: Grant = grantWith(), by: Keys = keys): Promise<string> {
  return (await format.issue(grant, by)).credential
}

function bytesOf(token: string): Buffer {
  return Buffer.from(token.slice('lk_at_'.length), 'base64url')
}

/** With the checksum made right again, as anybody can. */
function tokenOf(bytes: Buffer): string {
  const body = bytes.subarray(0, -4)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return `lk_at_${Buffer.concat([body, checksum]).toString('base64url')}`
}

function changed(token: string, offset: number, byte: number): string {
  const bytes = bytesOf(token)
  bytes[offset] = byte
  return tokenOf(bytes)
}

describe('a sealed token', () => {
  it('gives back the statement that it was issued with', async () => {
    await fc.assert(
      fc.asyncProperty(grants, async (grant) => {
        const credential = await issue(grant)
        expect(format.accepts(credential)).toBe(true)
        expect(format.verify(credential, keys)).toEqual({ kind: 'statement', statement: statementOf(grant) })
      }),
      { numRuns: 500 },
    )
  })

  it.skipIf(naughty === null)('carries every naughty string as a role', async () => {
    for (const roles of naughty?.filter((text) => text !== '' && Buffer.byteLength(text) < 256).map((text) => [text]) ??
      []) {
      expect(format.verify(await issue(grantWith({ roles })), keys)).toMatchObject({ statement: { roles } })
    }
  })

  it.each<[string, Partial<Grant>, number]>([
    ['at login, for 10 minutes, without roles and scope', { authTime: now }, 130],
    ['of a login an hour ago', { authTime: now - 3600 }, 130],
    ['of a login 12 hours ago', { authTime: now - 43_200 }, 130],
    ['of a login 30 days ago', { authTime: now - 2_592_000 }, 130],
    ['of a login 30 days ago, for 12 hours, epoch and version of a million', { ...long, epoch: 1e6, version: 1e6 }, 130],
    ['with the role `admin`', { roles: ['admin'] }, 130],
    ['with the scope `orders:read orders:write`', { scope: ['orders:read', 'orders:write'] }, 160],
    ['of a login 30 days ago, for 12 hours, with that scope', { ...long, scope: ['orders:read', 'orders:write'] }, 160],
  ])('has the length that the page says: %s', async (claims, changes, most) => {
    const { length } = await issue(grantWith(changes))
    expect(page).toContain(`\n| ${claims} | ${length} |\n`)
    expect(length).toBeLessThanOrEqual(most)
  })

  it('D-03: starts with a prefix that scanners find, and ends in the checksum of its bytes', async () => {
    const token = await issue()
    expect(token).toMatch(/^lk_at_[A-Za-z0-9_-]+$/)
    const bytes = bytesOf(token)
    expect(bytes.readUInt32BE(bytes.length - 4)).toBe(crc32(bytes.subarray(0, -4)))
  })

  it('shows nothing of the subject, the session and the roles', async () => {
    const grant = grantWith({ roles: ['administrator'] })
    const bytes = bytesOf(await issue(grant))
    for (const text of [grant.subject, grant.session])
      expect(bytes.includes(Buffer.from(text, 'base64url'))).toBe(false)
    expect(bytes.includes('administrator')).toBe(false)
    expect(bytes.includes(Buffer.from(grant.credential, 'base64url'))).toBe(true)
  })

  it('D-04: has its id for a nonce, so that two tokens share none, and the same grant is the same token', async () => {
    const grant = grantWith()
    expect(await issue(grant)).toBe(await issue(grant))
    const ids = await Promise.all(
      Array.from({ length: 1000 }, async () => bytesOf(await issue()).toString('hex', 7, 19)),
    )
    expect(new Set(ids).size).toBe(1000)
  })

  it.each([
    ['another audience', { audience: 'https://other.example.com' }],
    ['another issuer', { issuer: 'https://other.example.com' }],
    ['an issuer that took a letter of the audience', { issuer: `${origin}h`, audience: origin.slice(1) }],
  ])('D-01: does not open at %s', async (_, elsewhere) => {
    expect(at(undefined, elsewhere).verify(await issue(), keys)).toBeNull()
  })

  it('D-01: does not open with another key, nor with one of another algorithm', async () => {
    const key = keys.current('token')
    const token = await issue()
    expect(format.verify(token, ring('token', 'HKDF'))).toBeNull()
    expect(format.verify(token, ringOf({ ...key, use: 'cookie' }))).toBeNull()
    expect(format.verify(token, ringOf({ ...key, algorithm: 'A256GCM' }))).toBeNull()
    expect(format.verify(token, ringOf({ ...generateKey('token', 'HKDF'), kid: key.kid }))).toBeNull()
  })

  it('opens with a key that issues no longer, and with the right one of two of one reference', async () => {
    const key = keys.current('token')
    const token = await issue()
    expect(format.verify(token, ringOf(generateKey('token', 'HKDF'), key))).not.toBeNull()
    expect(format.verify(token, ringOf({ ...generateKey('token', 'HKDF'), kid: key.kid }, key))).not.toBeNull()
  })

  it('D-01: does not open with its kid, hour or id changed and the checksum made right', async () => {
    const token = await issue()
    const offsets = Array.from({ length: 22 }, (_, n) => n + 1)
    const others = offsets.flatMap((offset) => [0, 1, 127, 255].map((byte) => changed(token, offset, byte)))
    expect(others.filter((other) => other !== token && format.verify(other, keys) !== null)).toEqual([])
  })

  it('D-02: is nothing in any other version', async () => {
    const token = await issue()
    for (let version = 0; version < 256; version++) {
      expect(format.verify(changed(token, 0, version), keys) !== null).toBe(version === 1)
    }
  })

  it('D-02: is nothing with its prefix in another case', async () => {
    const token = await issue()
    for (const prefix of ['LK_AT_', 'Lk_at_', 'lk_AT_', 'lk-at-', 'lk_se_', 'lk_at', '']) {
      expect(format.verify(prefix + token.slice(6), keys)).toBeNull()
    }
  })

  it('D-03: is nothing with a wrong checksum, and a right one proves nothing', async () => {
    const token = await issue()
    const bytes = bytesOf(token)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    expect(format.verify(`lk_at_${bytes.toString('base64url')}`, keys)).toBeNull()
    expect(format.verify(changed(token, 30, (bytesOf(token)[30] ?? 0) ^ 1), keys)).toBeNull()
  })
})

describe('a key of the ring', () => {
  const key = keys.current('token')
  /** The same key, whose secret must not be asked for. */
  const untouchable = ringOf({
    ...key,
    get secret(): never {
      throw new Error('touched')
    },
  })

  it('D-03: is derived from for a token of its own', async () => {
    const token = await issue()
    expect(() => format.verify(token, untouchable)).toThrow('touched')
  })

  it('D-03: is not touched for a wrong checksum, another version, key or an hour outside of the window', async () => {
    const token = await issue()
    const unchecked = bytesOf(token)
    unchecked.writeUInt8(unchecked.readUInt8(40) ^ 1, 40)
    const others = [
      `lk_at_${unchecked.toString('base64url')}`,
      ...[0, 2, 255].map((version) => changed(token, 0, version)),
      ...[1, 2, 3].map((offset) => changed(token, offset, bytesOf(token).readUInt8(offset) ^ 1)),
      changed(token, 4, 0),
      changed(token, 4, 255),
    ]
    expect(others.map((other) => format.verify(other, untouchable))).toEqual(others.map(() => null))
  })
})

describe('the window of hours', () => {
  const issuedAt = 500_000 * hour
  const token = issue(grantWith({ issuedAt, authTime: issuedAt, expiresAt: issuedAt + 600 }))

  it.each([
    ['an hour before it was issued', issuedAt - 1, true],
    ['more than an hour before', issuedAt - hour - 1, false],
    ['when it is expired', issuedAt + 601, true],
    ['after 31 days', issuedAt + 745 * hour - 1, true],
    ['an hour later', issuedAt + 745 * hour, false],
  ])('D-04: %s', async (_, clock, opens) => {
    expect(at(() => clock).verify(await token, keys) !== null).toBe(opens)
  })
})

describe('the sealed format', () => {
  it.each([
    ['another purpose', { purpose: 'refresh' }],
    ['another issuer', { issuer: 'https://other.example.com' }],
    ['another audience', { audience: 'https://other.example.com' }],
    ['a credential id that is not of 16 bytes', { credential: 'abc' }],
    ['an hour that three bytes do not hold', { issuedAt: 2 ** 24 * hour, expiresAt: 2 ** 24 * hour }],
  ] as const)('throws for a grant with %s: that is a fault of the caller', async (_, changes) => {
    await expect(issue(grantWith(changes))).rejects.toThrow(/^grant |out of range/)
  })

  it('throws for a key that is not to be derived from', async () => {
    await expect(issue(grantWith(), ring('token', 'A256GCM'))).rejects.toThrow('expected HKDF')
  })

  it('throws for a grant too large to verify, where it is issued', async () => {
    const roles = Array.from({ length: 200 }, (_, n) => `a role of a long name, number ${n}`)
    await expect(issue(grantWith({ roles }))).rejects.toThrow(RangeError)
  })

  it('B-04: has nothing to say of what is no token', () => {
    for (const text of [
      '',
      'lk_at_',
      'lk_at_AAAA',
      'lk_se_AAAA',
      randomId(),
      'a.b.c',
      `lk_at_${'A'.repeat(100_000)}`,
    ]) {
      expect(format.verify(text, keys)).toBeNull()
    }
    expect(format.accepts('lk_se_AAAA')).toBe(false)
    expect(format.accepts('xlk_at_AAAA')).toBe(false)
  })
})
