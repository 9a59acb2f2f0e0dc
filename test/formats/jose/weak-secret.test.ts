import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { weaknessOf } from '../../../src/formats/jose/weak-secret.ts'
import { importKey } from '../../../src/formats/jose/keys.ts'
import { codeOf } from './codes.ts'

const root = process.env['LATCHKEY_VECTORS'] ?? resolve(import.meta.dirname, '../../../../shared/vectors')
const path = resolve(root, 'jwt-secrets/sample.txt')
const sample = existsSync(path) ? readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line !== '') : null
if (sample === null) console.warn(`SKIPPED: no published secrets at ${path}; LATCHKEY_VECTORS names the folder`)

/** 64 of these, without a pattern. */
function chosen(bytes: readonly number[]): Buffer {
  return Buffer.from(createHash('sha512').update('x').digest().map((byte) => bytes[byte % bytes.length] ?? 0))
}

describe('a secret', () => {
  it('C-10: of random bytes is never called weak, in bytes, hexadecimal, base64 or base64url', () => {
    for (let i = 0; i < 500; i++) {
      for (const size of [32, 48, 64]) {
        const bytes = randomBytes(size)
        const texts = (['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(bytes.toString(encoding)))
        // A word of five letters in random base64 is rare enough to be no nuisance, and too common to run into here.
        const faults = [bytes, ...texts].map(weaknessOf).filter((fault) => fault !== null && !fault.includes('word'))
        expect(faults).toEqual([])
      }
    }
  })

  it.each([
    ['zeros', Buffer.alloc(32)],
    ['one byte, repeated', Buffer.alloc(64, 0xa5)],
    ['a short secret, repeated', Buffer.from('Xk29vQ7z'.repeat(8))],
    ['a random half, twice', Buffer.concat(Array<Buffer>(2).fill(Buffer.from('9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c', 'hex')))],
    ['counting', Buffer.from(Array.from({ length: 64 }, (_, n) => n))],
    ['the alphabet', Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789')],
    ['few bytes', chosen([7, 200, 13, 90, 255])],
    ['few characters', chosen([...Buffer.from('aZ7kQ2')])],
    ['a word of examples', Buffer.from('a-string-secret-at-least-256-bits-long')],
    ['a word of examples in disguise', Buffer.from('Th1s_1s_My_S3cr3t_K3y_0f_32_Bytes!')],
    ['a password', Buffer.from('PasswordPasswordXkQ72mzr91LLpq03')],
    ['a UUID', Buffer.from('0b8f6a52-9c1d-4e37-a2b4-5d6e7f809a1c')],
    ['a sentence', Buffer.from('Correct horse battery staple in 1984')],
    ['letters of one case', Buffer.from('qwhvzkmxpltjrbnydgfscoeuiaqzxwvkp')],
    ['a text in base64', Buffer.from(Buffer.from('leo-prefers-tea-in-2002').toString('base64'))],
    ['digits', Buffer.from('84930271650394827160594837261509')],
    ['a number in hexadecimal of 124 bits', Buffer.from('9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4')],
    ['a key from a tutorial', Buffer.from('404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970')],
    ['the same, decoded', Buffer.from('404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970', 'hex')],
    ['a text and the end of its line', Buffer.from('changeme-changeme-changeme-12345678\n')],
  ])('C-10: is weak: %s', (_, bytes) => {
    expect(weaknessOf(bytes)).not.toBeNull()
  })

  it.skipIf(sample === null)('C-10: that is published is refused: all but 18 of the list', () => {
    const refused = (sample ?? []).filter((text) => codeOf(() => importKey(Buffer.from(text), { alg: 'HS256' })) !== null)
    const long = (sample ?? []).filter((text) => Buffer.byteLength(text) >= 32)
    const weak = long.filter((text) => weaknessOf(Buffer.from(text)) !== null)
    console.info(`published secrets: ${refused.length} of ${sample?.length} refused; of the ${long.length} of 32 bytes or more, ${weak.length}`)
    expect([refused.length, sample?.length]).toEqual([2061, 2079])
  })
})
