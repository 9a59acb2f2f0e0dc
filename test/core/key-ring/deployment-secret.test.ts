import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sealingKeys } from '../../../src/core/key-ring/deployment-secret.ts'
import { secret } from '../../support/instance.ts'

/** No lines where the vectors are absent, and says so. */
function readLines(name: string): readonly string[] {
  const path = resolve(process.env['LATCHKEY_VECTORS'] ?? resolve(import.meta.dirname, '../../../shared/vectors'), name)
  if (existsSync(path)) return readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line !== '')
  console.warn(`SKIPPED: no test vectors at ${path}; LATCHKEY_VECTORS names the folder`)
  return []
}

const refused: readonly (readonly [string, string])[] = [
  ['an empty one', ''],
  ['"secret"', 'secret'],
  ['16 random bytes', randomBytes(8).toString('hex')],
  ['31 bytes', secret.slice(0, 31)],
  ['one character, repeated', 'k'.repeat(64)],
  ['two characters, repeated', 'k9'.repeat(32)],
  ['digits in a row', '12345678901234567890123456789012'],
  ['the alphabet', 'abcdefghijklmnopqrstuvwxyz123456'],
  ['a short part, repeated', 'kZ0f3vQ8mXp2'.repeat(3)],
  ['hexadecimal digits in a row', '0123456789abcdef0123456789abcdef'],
  ['a default', 'please-ChangeMe-before-production'],
  ['what calls itself a default', 'jwt-default-value-to-be-changed-in-production'],
  ['an example', 'my-Example-0f3vQ8mX2pL7tR9wB4yN6cJ'],
  ['what documentation shows', 'replace-this-with-32-random-bytes!'],
  ['a placeholder', 'your-very-own-key-0f3vQ8mX2pL7tR9'],
  ['a password', 'Password-0f3vQ8mX2pL7tR9wB4yN6cJ1h'],
]

describe('the deployment secret', () => {
  it.each(refused)('F-01: %s stops the start', (_, weak) => {
    expect(() => sealingKeys(weak)).toThrow(TypeError)
    expect(() => sealingKeys([secret, weak])).toThrow(TypeError)
  })

  it('F-01: a refusal says what is wrong, and not the secret', () => {
    for (const [, weak] of refused.filter(([, text]) => text.length > 8)) {
      expect(() => sealingKeys(weak)).toThrow(
        /^secret (is|repeats|counts|contains) .*; expected a random string of 32 bytes or more$/,
      )
      expect(() => sealingKeys(weak)).not.toThrow(new RegExp(weak.slice(0, 12)))
    }
  })

  it('F-01: of those that were published for JWTs, only what looks random is taken', () => {
    const published = readLines('jwt-secrets/sample.txt')
    const taken = published.filter((text) => {
      try {
        return sealingKeys(text).length > 0
      } catch {
        return false
      }
    })
    // What is as random as ours cannot be told from it without the list itself.
    expect(taken.length).toBeLessThanOrEqual(published.length / 50)
  })

  it('F-01: no secret at all stops the start', () => {
    expect(() => sealingKeys([])).toThrow(TypeError)
  })

  it('is taken in every spelling of 32 random bytes, a thousand times', () => {
    for (let n = 0; n < 1000; n++) {
      const bytes = randomBytes(32)
      expect(() =>
        sealingKeys([bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]),
      ).not.toThrow()
    }
  })

  it('makes one key of each secret, the same each time and another for another', () => {
    const [first, second] = [secret, `${secret}2`]
    const [a, b] = sealingKeys([first, second])
    expect(sealingKeys(first)[0]?.export()).toEqual(a?.export())
    expect(a?.export()).not.toEqual(b?.export())
    expect(a?.export().toString('utf8')).not.toContain(first)
  })
})
