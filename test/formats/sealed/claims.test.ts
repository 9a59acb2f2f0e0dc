import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grant } from '../../../src/contracts.ts'
import { writeNumber, writeSigned } from '../../../src/formats/sealed/binary.ts'
import { HOUR, readClaims, writeClaims } from '../../../src/formats/sealed/claims.ts'
import { grants, grantWith, now, statementOf } from '../ring.ts'

const hour = Math.floor(now / HOUR)

function read(grant: Grant) {
  return readClaims(writeClaims(grant), Math.floor(grant.issuedAt / HOUR))
}

function stated(grant: Grant) {
  const { purpose: _p, issuer: _i, audience: _a, credential: _c, ...claims } = statementOf(grant)
  return claims
}

describe('claims in bytes', () => {
  it('give back what they were written from', () => {
    fc.assert(
      fc.property(grants, (grant) => {
        expect(read(grant)).toEqual(stated(grant))
      }),
    )
  })

  it('take ids of an application, as text of 64 bytes at most, and keep them short', () => {
    const grant = grantWith({ subject: 'user-1', session: 'é'.repeat(32) })
    expect(read(grant)).toEqual(stated(grant))
    expect(writeClaims(grantWith({ subject: '1' }))).toHaveLength(writeClaims(grantWith()).length - 14)
    expect(() => writeClaims(grantWith({ subject: 'x'.repeat(65) }))).toThrow(TypeError)
  })

  it('take a login whose clock was ahead', () => {
    const grant = grantWith({ authTime: now + 2 })
    expect(read(grant)?.authTime).toBe(now + 2)
  })

  it('tell an empty scope from none', () => {
    expect(read(grantWith({ scope: [] }))?.scope).toEqual([])
    expect(read(grantWith({ scope: null }))?.scope).toBeNull()
  })

  it('D-06: are read in one spelling alone, and never throw', () => {
    const anything = fc.uint8Array({ minLength: 38, maxLength: 60 })
    const nearly = fc.tuple(grants, fc.nat(), fc.nat({ max: 255 })).map(([grant, at, byte]) => {
      const bytes = writeClaims(grant)
      bytes[at % bytes.length] = byte
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (bytes) => {
        const claims = readClaims(Buffer.from(bytes), hour)
        expect(claims === null || writeClaims(grantWith(claims)).equals(bytes)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  it('D-06: are nothing with a byte more or less', () => {
    const bytes = writeClaims(grantWith({ roles: ['a'], scope: ['b'] }))
    expect(readClaims(Buffer.concat([bytes, Buffer.of(0)]), hour)).toBeNull()
    for (let length = 0; length < bytes.length; length++) expect(readClaims(bytes.subarray(0, length), hour)).toBeNull()
  })

  it('are nothing with a time that is no safe integer, or before 1970', () => {
    const ids = Buffer.alloc(32)
    const timed = (life: number, age: number) =>
      readClaims(Buffer.from([0, 0, ...ids, ...writeNumber(life), ...writeSigned(age), 0, 0]), hour)
    expect(timed(600, 0)).not.toBeNull()
    expect(timed(2 ** 53 - 1, 0)).toBeNull()
    expect(timed(600, hour * HOUR)?.authTime).toBe(0)
    expect(timed(600, hour * HOUR + 1)).toBeNull()
  })

  it('D-06: are nothing with a second that no hour has, roles that are none, or an id of ours as text', () => {
    const bytes = writeClaims(grantWith())
    const changed = (flags: number, tail: readonly number[] = []) =>
      readClaims(Buffer.from([flags >> 8, flags & 255, ...bytes.subarray(2), ...tail]), hour)
    expect(changed(3599)).not.toBeNull()
    expect(changed(3600)).toBeNull()
    expect(changed(0x8000, [0])).toBeNull()
    expect(changed(0x8000, [1, 1, 0x61])).not.toBeNull()
    const id = Buffer.from('A'.repeat(22))
    const asText = Buffer.concat([Buffer.of(0x20, 0, 22), id, bytes.subarray(18)])
    expect(readClaims(asText, hour)).toBeNull()
  })

  it.each([
    ['half a second', { issuedAt: now + 0.5, expiresAt: now + 1.5, authTime: now + 0.5 }],
    ['an end before its start', { expiresAt: now - 1 }],
    ['a time before 1970', { authTime: -1 }],
    ['not a number', { expiresAt: NaN }],
    ['a negative epoch', { epoch: -1 }],
    ['no subject', { subject: '' }],
    ['half a surrogate pair', { roles: ['\ud800'] }],
    ['an empty role', { roles: [''] }],
  ])('cannot be written from a grant with %s', (_, changes) =>
    expect(() => writeClaims(grantWith(changes))).toThrow(TypeError),
  )
})
