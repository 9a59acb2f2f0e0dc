import { describe, expect, it } from 'vitest'
import { BusyError, createPasswordHasher } from '../../src/crypto/password-hash.ts'
import { parsePhc } from '../../src/crypto/phc.ts'

const hasher = createPasswordHasher()
const password = 'correct horse battery é🗝'

describe('a password hasher', () => {
  it('A-05: writes a PHC string with the least settings that OWASP allows, and a salt of 16 bytes', async () => {
    const phc = await hasher.hash(password)
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(parsePhc(phc)).toMatchObject({ salt: { length: 16 }, tag: { length: 32 } })
  })

  it('A-05: hashes one password twice to two strings', async () => {
    expect(await hasher.hash(password)).not.toBe(await hasher.hash(password))
  })

  it('tells the right password from a wrong one', async () => {
    const phc = await hasher.hash(password)
    expect(await hasher.verify(password, phc)).toBe(true)
    expect(await hasher.verify(`${password} `, phc)).toBe(false)
    expect(await hasher.verify('', phc)).toBe(false)
  })

  it('checks a string that the reference implementation wrote, by the settings in it', async () => {
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await hasher.verify('password', phc)).toBe(true)
    expect(await hasher.verify('passwore', phc)).toBe(false)
  })

  it('A-05: answers false for nobody, after the work of a hash with its settings', async () => {
    const small = createPasswordHasher()
    const large = createPasswordHasher({ memoryKiB: 19_456 * 8 })
    const time = async (one: typeof small) => {
      const start = performance.now()
      expect(await one.verify(password, null)).toBe(false)
      return performance.now() - start
    }
    // The best of three: other processes only make it longer.
    const best = async (one: typeof small) => Math.min(await time(one), await time(one), await time(one))
    const [quick, slow] = [await best(small), await best(large)]
    expect(slow).toBeGreaterThan(quick * 2)
  })

  it('rejects for a stored string that is no hash, and shows neither it nor the password', async () => {
    const checked = hasher.verify(password, 'not-a-hash')
    await expect(checked).rejects.toThrow('a stored password hash is neither')
    await expect(checked).rejects.not.toThrow(/not-a-hash|correct horse/)
  })

  it('A-07: answers busy when the queue is full, and goes on when it is not', async () => {
    const narrow = createPasswordHasher({ concurrency: 1, waiting: 1 })
    const phc = await narrow.hash(password)
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => narrow.verify(password, phc)))
    const reasons = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : answer.value))
    expect(reasons.slice(0, 2)).toEqual([true, true])
    expect(reasons.slice(2).every((reason) => reason instanceof BusyError && reason.retryAfter === 1)).toBe(true)
    expect(await narrow.verify(password, phc)).toBe(true)
  })

  it.each([
    ['less memory', { memoryKiB: 19_455 }],
    ['one mebibyte', { memoryKiB: 1024 }],
    ['one pass in 19 MiB', { iterations: 1 }],
    ['no pass', { iterations: 0 }],
    ['half a pass', { iterations: 2.5 }],
    ['no lane', { parallelism: 0 }],
    ['two lanes in the memory of one', { parallelism: 2 }],
    ['not a number', { memoryKiB: NaN }],
    ['no place', { concurrency: 0 }],
    ['a queue below nothing', { waiting: -1 }],
    ['a queue without end', { waiting: Infinity }],
  ])('A-05: refuses %s', (_, options) => expect(() => createPasswordHasher(options)).toThrow(TypeError))

  it.each([
    ['one pass in 46 MiB', { iterations: 1, memoryKiB: 47_104 }],
    ['two lanes in the memory of two', { parallelism: 2, memoryKiB: 38_912 }],
    ['no queue', { waiting: 0 }],
  ])('A-05: takes %s', (_, options) => expect(() => createPasswordHasher(options)).not.toThrow())
})
