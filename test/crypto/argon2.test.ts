import { describe, expect, it } from 'vitest'
import { loadArgon2id, nodeArgon2id } from '../../src/crypto/argon2.ts'

const input = {
  password: 'correct horse battery é🗝',
  salt: Buffer.from('0123456789abcdef'),
  length: 32,
  memoryKiB: 64,
  iterations: 2,
  parallelism: 1,
}
const absent = () => Promise.reject(new Error('Cannot find package'))

describe('Argon2id', () => {
  it('A-05: is the function of the reference implementation, by the package', async () => {
    // Known answer of phc-winner-argon2, test.c: Argon2id, v=19, m=2^16 KiB, t=2, p=1.
    const known = { ...input, password: 'password', salt: Buffer.from('somesalt'), memoryKiB: 65_536 }
    const expected = '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'
    expect((await (await loadArgon2id())(known)).toString('hex')).toBe(expected)
  })

  it.skipIf(nodeArgon2id === null)('A-05: is the same by Node', async () => {
    expect(await nodeArgon2id?.(input)).toEqual(await (await loadArgon2id())(input))
  })

  it('is that of Node where the package is absent', async () => {
    const byNode = async () => Buffer.of(1)
    expect(await loadArgon2id(absent, byNode)).toBe(byNode)
  })

  it('says what is missing where neither is there', async () => {
    await expect(loadArgon2id(absent, null)).rejects.toThrow('@node-rs/argon2, or Node 24.7')
  })

  it.skipIf(nodeArgon2id === null)('rejects what Node refuses', async () => {
    await expect(nodeArgon2id?.({ ...input, salt: Buffer.alloc(0) })).rejects.toThrow('nonce')
  })
})
