import { describe, expect, it } from 'vitest'
import { cookieKeys } from '../../src/cookies/cookie-keys.ts'
import { secretOf } from './secrets.ts'

const [a, b] = [secretOf('a'), secretOf('b')]
const raw = ({ signing, sealing }: ReturnType<typeof cookieKeys>) =>
  [signing, sealing].map((keys) => keys.map((key) => key.export().toString('hex')))

describe('cookieKeys', () => {
  it('gives the same keys for the same secrets, in their order', () => {
    expect(raw(cookieKeys([a, b]))).toEqual(raw(cookieKeys([a, b])))
    const [signing, sealing] = raw(cookieKeys([a, b]))
    expect(raw(cookieKeys([b, a]))).toEqual([signing?.toReversed(), sealing?.toReversed()])
  })

  it('takes one secret for a list of one', () => expect(raw(cookieKeys(a))).toEqual(raw(cookieKeys([a]))))

  it('shares no key between purposes, between secrets, or with the secret', () => {
    const keys = raw(cookieKeys([a, b])).flat()
    expect(new Set(keys).size).toBe(4)
    expect(keys).not.toContain(Buffer.from(a).toString('hex'))
    expect(keys.every((key) => key.length === 64)).toBe(true)
  })

  it.each([
    ['no secret', [], /^secrets are empty/],
    ['an empty one', '', /^a secret has 0 bytes/],
    ['31 bytes', a.slice(0, 31), /^a secret has 31 bytes/],
    ['a short one behind a good one', [a, 'short'], /^a secret has 5 bytes/],
    ['one letter many times', 'a'.repeat(64), /^a secret repeats a few characters/],
    ['nine letters many times', 'abcdefghi'.repeat(8), /^a secret repeats a few characters/],
  ])('refuses %s, and does not show it', (_, secrets, message) => {
    expect(() => cookieKeys(secrets)).toThrow(TypeError)
    expect(() => cookieKeys(secrets)).toThrow(message)
    expect(() => cookieKeys(secrets)).not.toThrow(/short|abcdefghi/)
  })

  it('takes 32 bytes', () => expect(() => cookieKeys(a.slice(0, 32))).not.toThrow())
})
