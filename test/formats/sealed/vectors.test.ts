import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Key } from '../../../src/contracts.ts'
import { importKey } from '../../../src/crypto/key-material.ts'
import { openAt, placeOf, sealFor } from '../../../src/formats/sealed/place.ts'
import { openToken, type OpenTokenOptions, TokenError, type TokenKey, vectors } from '../../../src/token.ts'
import type { Invalid, Valid } from '../../../tools/token-vectors/setting.ts'
import { tokenVectors } from '../../../tools/token-vectors/vectors.ts'
import { type Answer, askPython, hasPython, type Question } from './python.ts'

interface Vectors {
  readonly keys: Readonly<Record<string, { readonly kid: string, readonly secret: string }>>
  readonly valid: readonly Valid[]
  readonly invalid: readonly Invalid[]
}

const file = readFileSync(vectors, 'utf8')
const { keys, valid, invalid } = JSON.parse(file) as Vectors // the next test holds that the file is what the tool makes
const page = readFileSync('docs/token-format.md', 'utf8')
/** The names in the first column of the table of rules. */
const rules = [...page.slice(page.indexOf('## The rules')).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)

function keysOf({ keys: names }: Valid | Invalid) {
  return names.map((name) => keys[name] ?? { kid: '', secret: '' })
}

function optionsOf(vector: Valid | Invalid): OpenTokenOptions {
  const configured = keysOf(vector).map(({ kid, secret }): TokenKey => ({ kid, secret: Buffer.from(secret, 'hex') }))
  const { purpose, issuer, audience, now } = vector
  return { keys: configured, purpose, issuer, audience, now }
}

function ringKeys(vector: Valid | Invalid): Key[] {
  return keysOf(vector).map(({ kid, secret }) => importKey({ kid, use: 'token', algorithm: 'HKDF' }, Buffer.from(secret, 'hex')))
}

describe('the test vectors', () => {
  it('are what the tool makes, byte for byte', () => expect(tokenVectors()).toBe(file))

  it('have names of their own, and ids that no two valid ones share', () => {
    const names = [...valid, ...invalid].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(valid.map(({ claims }) => claims.credential)).size).toBe(valid.length)
  })

  it('hold a token that breaks it for every rule of the page, and name no other rule', () => {
    expect(rules.length).toBeGreaterThan(10)
    expect(new Set(invalid.map(({ rule }) => rule))).toEqual(new Set(rules))
  })
})

describe('a valid vector', () => {
  it.each(valid)('D-14: opens, and states its claims: $name', (vector) => {
    const { claims, purpose, issuer, audience, token } = vector
    expect(openToken(token, optionsOf(vector))).toEqual({ ...claims, purpose, issuer, audience })
  })

  it('D-06: is exactly what we seal from its claims, by its key', () => {
    const others = valid.filter((vector) => (
      ringKeys(vector).every((key) => sealFor(placeOf(vector), vector.claims, key) !== vector.token)
    ))
    expect(others.map(({ name }) => name)).toEqual([])
  })
})

describe('an invalid vector', () => {
  it.each(invalid)('D-14: is refused by the rule $rule: $name', (vector) => {
    expect(openAt(placeOf(vector), vector.token, { keys: ringKeys(vector), now: vector.now })).toBeNull()
  })

  it('D-14: is one typed error for openToken', () => {
    // Where no key is named, nothing can be opened: that is a wrong option, and no token's fault.
    const codes = invalid.filter(({ keys: names }) => names.length > 0).map(codeOf)
    expect(codes).toEqual(codes.map(() => 'token_invalid'))
  })
})

function codeOf(vector: Invalid): string {
  try {
    openToken(vector.token, optionsOf(vector))
    return 'opened'
  } catch (error) {
    if (error instanceof TokenError) return error.code
    throw error
  }
}

describe.skipIf(!hasPython())('the decoder in Python, written from the page alone', () => {
  const ask = (asked: readonly (Valid | Invalid)[]): readonly Answer[] => askPython(asked.map(questionOf))
  const questionOf = (vector: Valid | Invalid): Question => {
    const { token, purpose, issuer, audience, now } = vector
    return { token, keys: keysOf(vector), purpose, issuer, audience, now }
  }

  it('D-14: opens all valid vectors and reads the same claims', () => {
    expect(ask(valid)).toEqual(valid.map(({ claims }) => ({ claims })))
  })

  it('D-14: refuses all invalid vectors, each by the rule that it is there for', () => {
    const told = ask(invalid).map((answer, n) => ({ name: invalid[n]?.name, answer }))
    expect(told).toEqual(invalid.map(({ name, rule }) => ({ name, answer: { refused: rule } })))
  })
})
