import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClaims, writeClaims } from '../../../src/formats/jwt/claims.ts'
import { grants, grantWith, now, statementOf } from '../ring.ts'

const claims = writeClaims(grantWith({ roles: ['admin'], scope: ['read', 'write'] }))

describe('claims', () => {
  it('are those of RFC 9068 and ours, and no others', () => {
    const grant = grantWith({ epoch: 3, version: 4 })
    expect(writeClaims(grant)).toEqual({
      iss: grant.issuer,
      sub: grant.subject,
      aud: grant.audience,
      exp: grant.expiresAt,
      iat: grant.issuedAt,
      jti: grant.credential,
      sid: grant.session,
      auth_time: grant.authTime,
      epoch: 3,
      ver: 4,
    })
    expect(claims).toMatchObject({ roles: ['admin'], scope: 'read write' })
  })

  it('hold nothing of the secret', () => {
    const grant = grantWith()
    expect(JSON.stringify(writeClaims(grant))).not.toContain(grant.secret)
  })

  it('give back the statement that they were written from', () => {
    fc.assert(
      fc.property(grants, (grant) => {
        expect(readClaims(writeClaims(grant))).toEqual(statementOf(grant))
      }),
    )
  })

  it('tell an empty scope, which allows nothing, from none, which allows everything', () => {
    expect(readClaims(writeClaims(grantWith({ scope: [] })))?.scope).toEqual([])
    expect(readClaims(writeClaims(grantWith({ scope: null })))?.scope).toBeNull()
  })

  it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'sid', 'auth_time', 'epoch', 'ver'])(
    'C-03: are nothing without %s',
    (name) => {
      const { [name]: _, ...rest } = claims
      expect(readClaims(rest)).toBeNull()
      expect(readClaims({ ...rest, [name]: null })).toBeNull()
    },
  )

  it.each(['exp', 'iat', 'auth_time', 'epoch', 'ver'])(
    'C-03: take for %s a whole number that is not negative',
    (name) => {
      for (const value of ['1', '', -1, 0.5, 1e308, 2 ** 53, JSON.parse('1e999'), NaN, true, [1], {}]) {
        expect(readClaims({ ...claims, [name]: value })).toBeNull()
      }
      expect(readClaims({ ...claims, [name]: 0 })).not.toBeNull()
    },
  )

  it.each(['iss', 'sub', 'aud', 'jti', 'sid'])('C-03: take for %s one text that is not empty', (name) => {
    for (const value of ['', 1, true, {}, [], ['https://app.example.com'], '\ud800'])
      expect(readClaims({ ...claims, [name]: value })).toBeNull()
  })

  it('take for roles a list of texts', () => {
    for (const roles of ['admin', {}, null, [1], [''], [['admin']], ['admin', null]])
      expect(readClaims({ ...claims, roles })).toBeNull()
    expect(readClaims({ ...claims, roles: [] })?.roles).toEqual([])
  })

  it('take for scope tokens with one blank between them', () => {
    for (const scope of [' ', 'a  b', ' a', 'a ', 'a\tb', 'é', '"', '\\', null, 1, ['a']])
      expect(readClaims({ ...claims, scope })).toBeNull()
  })

  it('C-03: are nothing with an nbf later than iat, which nobody would judge', () => {
    expect(readClaims({ ...claims, nbf: now })).not.toBeNull()
    expect(readClaims({ ...claims, nbf: now + 1 })).toBeNull()
    expect(readClaims({ ...claims, nbf: String(now) })).toBeNull()
  })

  it('may hold more, which says nothing', () => {
    expect(readClaims({ ...claims, client_id: 'x', cnf: {}, purpose: 'session', secret: 'x' })).toEqual(
      readClaims(claims),
    )
  })

  it.each([
    ['half a second', { issuedAt: now + 0.5 }],
    ['not a number', { expiresAt: NaN }],
    ['a negative version', { version: -1 }],
    ['no subject', { subject: '' }],
    ['half a surrogate pair', { subject: '\ud800' }],
    ['a scope of two words', { scope: ['a b'] }],
    ['an empty scope token', { scope: [''] }],
    ['an empty role', { roles: [''] }],
  ])('cannot be written from a grant with %s', (_, changes) =>
    expect(() => writeClaims(grantWith(changes))).toThrow(TypeError),
  )
})
