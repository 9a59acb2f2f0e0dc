import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateKey } from '../../../src/crypto/key-material.ts'
import { encodeJweHeader, openDirect, sealDirect, splitDirect } from '../../../src/formats/jwt/jwe.ts'

const key = generateKey('jwe', 'A256GCM')
const header = encodeJweHeader(key)
const open = (token: string, by = key) => {
  const parts = splitDirect(token)
  return parts && openDirect(by, parts)
}

describe('a JWE of ours', () => {
  it('gives back what was sealed, by its key alone', () => {
    for (const text of ['', 'a', 'a.b.c', '\u00e9 \u{1f511}', 'x'.repeat(4000)]) {
      const token = sealDirect(key, header, text)
      expect(open(token)).toBe(text)
      expect(open(token, generateKey('jwe', 'A256GCM'))).toBeNull()
    }
  })

  it('has a nonce of its own each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => splitDirect(sealDirect(key, header, 'a'))?.nonce)).size).toBe(100)
  })

  it('C-11: is opened by jose, and says that a JWT is inside', async () => {
    const token = sealDirect(key, header, 'a.b.c')
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid: key.kid })
    const limits = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
    expect(Buffer.from((await compactDecrypt(token, key.secret, limits)).plaintext).toString()).toBe('a.b.c')
  })

  it('is opened as jose seals it', async () => {
    const sealing = new CompactEncrypt(Buffer.from('a.b.c')).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    expect(open(await sealing.encrypt(key.secret))).toBe('a.b.c')
  })

  it('C-11: does not open under another header: it is bound to what it says', () => {
    const [, ...rest] = sealDirect(key, header, 'a').split('.')
    const other = encodeJweHeader({ ...key, kid: 'other' })
    expect(open([other, ...rest].join('.'))).toBeNull()
  })

  it('C-11: has nonce and tag of one length: a tag cut short could be guessed', () => {
    const [, , nonce = '', ciphertext = '', tag = ''] = sealDirect(key, header, 'abc').split('.')
    const cut = (text: string, bytes: number) => Buffer.from(text, 'base64url').subarray(0, bytes).toString('base64url')
    const others = [0, 4, 8, 12, 15].map((bytes) => [header, '', nonce, ciphertext, cut(tag, bytes)])
    const nonces = [0, 8, 11].map((bytes) => [header, '', cut(nonce, bytes), ciphertext, tag])
    expect([...others, ...nonces].filter((parts) => open(parts.join('.')) !== null)).toEqual([])
  })

  it('C-11: wraps no key', () => {
    const [, , ...rest] = sealDirect(key, header, 'a').split('.')
    expect(splitDirect([header, 'AAAA', ...rest].join('.'))).toBeNull()
  })

  it.each(['', '....', 'a', 'a.b.c', 'a..c.d', 'a..c.d.e.f', `${'a'.repeat(2049)}..c.d.e`, `a..c.${'d'.repeat(8190)}.e`])(
    'C-05: is not %j',
    (token) => expect(open(token)).toBeNull(),
  )

  it('throws for a key that is for something else: that is a fault of ours', () => {
    expect(() => encodeJweHeader(generateKey('jwe', 'HKDF'))).toThrow('is for HKDF; expected A256GCM')
  })
})
