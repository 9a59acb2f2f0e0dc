import { createHash, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealed } from '../src/formats/sealed.ts'
import {
  openToken, type OpenTokenOptions, sealToken, type SealTokenOptions, type TokenClaims, TokenError, type TokenKey, vectors,
} from '../src/token.ts'
import { ringOf } from './formats/ring.ts'

const HOUR = 3600
const now = 500_000 * HOUR + 1800
const key = (kid: string): TokenKey => ({ kid, secret: randomBytes(32) })
const [first, newer, newest] = [key('first'), key('newer'), key('newest')]
const options: SealTokenOptions = { keys: first, issuer: 'https://issuer.example', audience: 'https://api.example', now }
const claims: TokenClaims = { subject: 'mira', session: 'build 7', expiresIn: 600 }
const token = sealToken(claims, options)

/** `opened`, or the code of the one error there is. Any other error fails the test. */
function outcome(text: string, changes: Partial<OpenTokenOptions> = {}): string {
  try {
    openToken(text, { ...options, ...changes })
    return 'opened'
  } catch (error) {
    if (error instanceof TokenError) return error.code
    throw error
  }
}

describe('sealToken and openToken', () => {
  it('give back what was stated, and where and when', () => {
    const { credential, ...rest } = openToken(token, options)
    expect(rest).toEqual({
      subject: 'mira', session: 'build 7', issuedAt: now, expiresAt: now + 600, authTime: now, epoch: 0, version: 0,
      roles: [], scope: null, purpose: 'access', issuer: options.issuer, audience: options.audience,
    })
    expect(Buffer.from(credential, 'base64url')).toHaveLength(16)
  })

  it('give back every claim', () => {
    const all = fc.record({
      subject: fc.stringMatching(/^[a-z]{1,21}$/), session: fc.stringMatching(/^[a-z]{1,21}$/),
      expiresIn: fc.integer({ min: 1, max: 31 * 86_400 }), authTime: fc.nat(), epoch: fc.maxSafeNat(), version: fc.maxSafeNat(),
      roles: fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 5 }),
      scope: fc.option(fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 5 })),
    })
    fc.assert(fc.property(all, (stated) => {
      const { expiresIn, ...rest } = stated
      expect(openToken(sealToken(stated, options), options)).toMatchObject({ ...rest, expiresAt: now + expiresIn })
    }))
  })

  it('take the system clock where none is given', () => {
    const { now: _, ...unclocked } = options
    const before = Math.floor(Date.now() / 1000)
    const { issuedAt } = openToken(sealToken(claims, unclocked), unclocked)
    expect(issuedAt).toBeGreaterThanOrEqual(before)
    expect(issuedAt).toBeLessThanOrEqual(Date.now() / 1000)
  })

  it('take a key as bytes and as a KeyObject alike', () => {
    const secret = createSecretKey(Buffer.from(first.secret as Uint8Array)) // made of bytes above
    expect(outcome(token, { keys: { kid: 'first', secret } })).toBe('opened')
    expect(outcome(sealToken(claims, { ...options, keys: { kid: 'first', secret } }))).toBe('opened')
  })

  it('D-04: draw the id themselves: a thousand tokens of the same claims share no nonce, and no caller gives one', () => {
    const given = { ...claims, credential: 'A'.repeat(22), jti: 'A'.repeat(22), id: 'A'.repeat(22) }
    const ids = Array.from({ length: 1000 }, () => openToken(sealToken(given, options), options).credential)
    expect(new Set(ids.map((id) => id.slice(0, 16))).size).toBe(1000)
    expect(ids).not.toContain('A'.repeat(22))
  })

  it('D-13: seal with the newest key, open with every one that is listed, and with none that is not', () => {
    const rotated = { ...options, keys: [newer, first] }
    expect(outcome(token, rotated)).toBe('opened')
    expect(outcome(sealToken(claims, rotated), { keys: newer })).toBe('opened')
    expect(outcome(sealToken(claims, rotated), { keys: first })).toBe('token_invalid')
    expect(outcome(token, { keys: [newer, newest] })).toBe('token_invalid')
  })

  it('D-13: refuse what a key sealed from the moment on that it is dropped from the list that they are given', () => {
    const keys = [newer, first]
    expect(outcome(token, { keys })).toBe('opened')
    keys.pop()
    expect(outcome(token, { keys })).toBe('token_invalid')
  })

  it('take any number of purposes, and the first of them still', () => {
    const purposed = (purpose: string) => outcome(sealToken(claims, { ...options, purpose }), { purpose })
    const made = Array.from({ length: 200 }, (_, n) => purposed(`purpose${n}`))
    expect(new Set([...made, purposed('purpose0')])).toEqual(new Set(['opened']))
  })

  it('make tokens that a running carrier takes, and take what it makes', async () => {
    const format = sealed({ issuer: options.issuer, audience: options.audience, clock: () => now })
    const secret = createSecretKey(Buffer.from(first.secret as Uint8Array)) // made of bytes above
    const ring = ringOf({ kid: 'first', use: 'token', algorithm: 'HKDF', secret })
    expect(await format.verify(token, ring)).toMatchObject({ statement: { subject: 'mira', purpose: 'access' } })
    const statement = openToken(token, options)
    const issued = await format.issue({ ...statement, purpose: 'access', secret: '' }, ring)
    expect(issued.credential).toBe(token)
  })

  it('say where the vectors are', () => {
    expect(JSON.parse(readFileSync(vectors, 'utf8'))).toMatchObject({ format: 'lk', version: 1 })
  })
})

describe('a token in time', () => {
  it.each([
    ['in the second before it ends', 599, 'opened'],
    ['at its end, within the leeway', 600, 'opened'],
    ['in the last second of the leeway', 629, 'opened'],
    ['when the leeway is over', 630, 'token_expired'],
    ['31 days later, when no key is derived any more', 31 * 86_400 + HOUR, 'token_invalid'],
    ['as far ahead as the leeway', -30, 'opened'],
    ['one second further ahead', -31, 'token_not_yet_valid'],
  ])('D-05: is judged %s', (_, later, expected) => expect(outcome(token, { now: now + later })).toBe(expected))

  it('D-05: is judged with a leeway of one\'s own', () => {
    expect(outcome(token, { now: now + 600, leeway: 0 })).toBe('token_expired')
    expect(outcome(token, { now: now + 599, leeway: 0 })).toBe('opened')
    expect(outcome(token, { now: now - 1, leeway: 0 })).toBe('token_not_yet_valid')
  })

  it('D-05: opens for all of the longest life, wherever in its hour it was issued', () => {
    for (const second of [0, 1, 1799, 1800, 3599]) {
      const issued = 500_000 * HOUR + second
      const long = sealToken({ ...claims, expiresIn: 31 * 86_400 }, { ...options, now: issued })
      expect(outcome(long, { now: issued + 31 * 86_400 - 1 })).toBe('opened')
    }
  })

  it.each([-1, 0, 1])('opens on either side of an hour: %i seconds from its start', (second) => {
    const at = 500_001 * HOUR + second
    const made = sealToken(claims, { ...options, now: at })
    for (const opened of [at - 2, at - 1, at, at + 1, at + 2]) expect(outcome(made, { now: opened })).toBe('opened')
  })
})

describe('what a stranger sends', () => {
  it('D-14: is one typed error, which holds nothing of it', () => {
    const error = (() => {
      try {
        return openToken(`${token.slice(0, -1)}!`, options)
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(TokenError)
    expect(error).toMatchObject({ name: 'TokenError', code: 'token_invalid', message: 'the token is not authentic here' })
  })

  it.each<unknown>([undefined, null, 7, {}, [], Buffer.from(token)])('D-14: is refused where it is no text: %j', (value) => {
    expect(outcome(value as string)).toBe('token_invalid') // JavaScript has no types
  })
})

describe('options that make no token', () => {
  const public25519 = generateKeyPairSync('ed25519').publicKey
  it.each<[string, object, string]>([
    ['no key', { keys: [] }, 'keys are empty'],
    ['a key of 31 bytes', { keys: { kid: 'a', secret: Buffer.alloc(31) } }, 'key "a" is not of 32 bytes'],
    ['a key of 33 bytes', { keys: { kid: 'a', secret: Buffer.alloc(33) } }, 'key "a" is not of 32 bytes'],
    ['a public key', { keys: { kid: 'a', secret: public25519 } }, 'key "a" is not of 32 bytes'],
    ['a bad key behind a good one', { keys: [first, { kid: 'a', secret: Buffer.alloc(16) }] }, 'key "a" is not of 32 bytes'],
    ['a key without a kid', { keys: { kid: '', secret: Buffer.alloc(32) } }, 'a key has no kid'],
    ['no issuer', { issuer: '' }, 'issuer is no well-formed text'],
    ['half a surrogate pair for an audience', { audience: '\ud800' }, 'audience is no well-formed text'],
    ['a purpose of two letters', { purpose: 'se' }, 'purpose is "se"'],
    ['a purpose with an underscore', { purpose: 'a_bc' }, 'purpose is "a_bc"'],
    ['null for a purpose', { purpose: null }, 'purpose is "null"'],
    ['milliseconds with a fraction', { now: 1.5 }, 'now is 1.5'],
  ])('are a TypeError: %s', (_, changes, message) => {
    const wrong = { ...options, ...changes }
    expect(() => sealToken(claims, wrong)).toThrow(TypeError)
    expect(() => sealToken(claims, wrong)).toThrow(message)
    expect(() => openToken(token, wrong)).toThrow(message)
  })

  it.each<[string, Partial<TokenClaims>, string]>([
    ['no life', { expiresIn: 0 }, 'expiresIn is 0'],
    ['a life of more than 31 days', { expiresIn: 31 * 86_400 + 1 }, 'expiresIn is 2678401'],
    ['no number for a life', { expiresIn: NaN }, 'expiresIn is NaN'],
    ['half a second', { expiresIn: 1.5 }, 'no whole second'],
    ['a negative epoch', { epoch: -1 }, 'no whole number'],
    ['an empty role', { roles: [''] }, 'well-formed text'],
    ['a subject of 65 bytes', { subject: 'x'.repeat(65) }, 'well-formed text'],
  ])('are a TypeError: %s', (_, changes, message) => {
    expect(() => sealToken({ ...claims, ...changes }, options)).toThrow(TypeError)
    expect(() => sealToken({ ...claims, ...changes }, options)).toThrow(message)
  })
})

const places = ['https://a.example', 'https://b.example', 'https://a.example/', 'HTTPS://A.EXAMPLE', 'a']
const purposes = ['access', 'invitation', 'download', 'session', 'refresh', 'setup', 'acces', 'access1']
const kids = ['k', 'k', 'l'].map((kid, n): TokenKey => ({ kid, secret: createHash('sha256').update(`${n}`).digest() }))
const matrix: Readonly<Record<string, readonly Partial<SealTokenOptions>[]>> = {
  purpose: purposes.map((purpose) => ({ purpose })),
  issuer: places.map((issuer) => ({ issuer })),
  audience: places.map((audience) => ({ audience })),
  key: kids.map((keys) => ({ keys })),
}

describe('a token', () => {
  it.each(Object.entries(matrix))('D-01: of one %s opens with no other', (_, cells) => {
    const outcomes = cells.map((made) => cells.map((asked) => outcome(sealToken(claims, { ...options, ...made }), asked)))
    expect(outcomes).toEqual(cells.map((made) => cells.map((asked) => made === asked ? 'opened' : 'token_invalid')))
  })

  it('D-01: of one purpose opens for no other, under the prefix of the other either', () => {
    for (const purpose of purposes) {
      const body = sealToken(claims, { ...options, purpose }).replace(/^lk_[a-z0-9]+_/, '')
      const opened = purposes.filter((asked) => (
        outcome((asked === 'access' ? 'lk_at_' : `lk_${asked}_`) + body, { purpose: asked }) === 'opened'
      ))
      expect(opened).toEqual([purpose])
    }
  })
})
