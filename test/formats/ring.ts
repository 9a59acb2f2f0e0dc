/** Key rings and grants for the tests of formats. */
import * as fc from 'fast-check'
import type { Algorithm, Grant, Key, Keys, KeyUse, SigningAlgorithm, Statement } from '../../src/contracts.ts'
import { generateKey } from '../../src/crypto/key-material.ts'
import { randomId, randomSecret } from '../../src/crypto/random.ts'

/** The first key of a use issues, all verify. */
export function ringOf(...keys: readonly Key[]): Keys {
  return {
    current(use) {
      const key = keys.find((one) => one.use === use)
      if (key === undefined) throw new Error(`no key for ${use}`)
      return key
    },
    find: (use, kid) => keys.find((one) => one.use === use && one.kid === kid),
    all: (use) => keys.filter((one) => one.use === use),
  }
}

export function ring(use: KeyUse, algorithm: Algorithm): Keys {
  return ringOf(generateKey(use, algorithm))
}

export const signingAlgorithms: readonly SigningAlgorithm[] = ['EdDSA', 'ES256', 'HS256']

export const now = 1_790_000_123
export const origin = 'https://app.example.com'

export function grantWith(changes: Partial<Grant> = {}): Grant {
  return {
    purpose: 'access',
    issuer: origin,
    audience: origin,
    subject: randomId(),
    session: randomId(),
    credential: randomId(),
    secret: randomSecret(),
    issuedAt: now,
    expiresAt: now + 600,
    authTime: now - 30,
    epoch: 0,
    version: 0,
    scope: null,
    roles: [],
    ...changes,
  }
}

export function statementOf(grant: Grant): Statement {
  const { secret: _secret, ...statement } = grant
  return statement
}

/** Any grant that formats take. */
export const grants: fc.Arbitrary<Grant> = fc
  .record({
    subject: fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })),
    issuedAt: fc.integer({ min: now - 86_400, max: now }),
    life: fc.nat({ max: 86_400 }),
    sinceLogin: fc.integer({ min: -30, max: 3_000_000 }),
    epoch: fc.nat(),
    version: fc.maxSafeNat(),
    scope: fc.option(fc.array(fc.stringMatching(/^[!#-[\]-~]{1,20}$/), { maxLength: 5 })),
    roles: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }), { maxLength: 5 }),
  })
  .map(({ subject, issuedAt, life, sinceLogin, ...rest }) =>
    grantWith({
      ...rest,
      subject: subject ?? randomId(),
      issuedAt,
      expiresAt: issuedAt + life,
      authTime: issuedAt - sinceLogin,
    }),
  )

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Texts that a lenient reader takes for the same credential: padding, blanks, the other alphabet, stray bits. */
export function respellings(part: string): readonly string[] {
  const last = [...alphabet].map((character) => part.slice(0, -1) + character)
  const middle = Math.floor(part.length / 2)
  const inserted = ['=', ' ', '\n', '\r\n', '\t', '!', '\0', '\u0141', '\u200b', '%3D', '"']
  return [
    ...last,
    part.replaceAll('-', '+'),
    part.replaceAll('_', '/'),
    part.toUpperCase(),
    part.toLowerCase(),
    encodeURIComponent(part).replaceAll('-', '%2D').replaceAll('_', '%5F'),
    `${part}==`,
    ...inserted.flatMap((text) => [text + part, part + text, part.slice(0, middle) + text + part.slice(middle)]),
  ].filter((text) => text !== part)
}
