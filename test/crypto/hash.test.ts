import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/crypto/hash.ts'

describe('sha256', () => {
  it('is SHA-256 in base64url (FIPS 180-4, example of one block)', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(sha256('abc')).toBe(Buffer.from(abc, 'hex').toString('base64url'))
  })

  it('digests a string as its UTF-8', () => expect(sha256('é🗝')).toBe(sha256(Buffer.from('é🗝'))))
})
