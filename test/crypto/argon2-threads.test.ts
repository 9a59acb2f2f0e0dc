import { readdirSync, readFileSync } from 'node:fs'
import { platform } from 'node:process'
import { describe, expect, it } from 'vitest'
import { type Argon2id, loadArgon2id } from '../../src/crypto/argon2.ts'
import { inThreads } from '../../src/crypto/argon2-threads.ts'

const input = { password: 'correct horse battery é🗝', salt: Buffer.from('0123456789abcdef'), length: 32, memoryKiB: 64, iterations: 2, parallelism: 1 }
const never: Argon2id = () => Promise.reject(new Error('nothing is computed here'))
const here: Argon2id = () => Promise.resolve(Buffer.of(1))

describe.runIf(platform === 'linux')('Argon2id in threads of low priority', () => {
  it('A-05: is the same, several at once', async () => {
    const [inOne, alone] = [await inThreads(never), await loadArgon2id()]
    const salts = ['one salt of many', 'another salt too', 'and a third salt'].map((text) => Buffer.from(text))
    const expected = await Promise.all(salts.map((salt) => alone({ ...input, salt })))
    expect(await Promise.all(salts.map((salt) => inOne({ ...input, salt })))).toEqual(expected)
    expect(await inOne(input)).toEqual(await alone(input))
  })

  it('A-07: gives way to all other threads of the process', async () => {
    await (await inThreads(never))(input)
    expect(nicenesses()).toContain(10)
    expect(nicenesses().filter((nice) => nice > 0).length).toBeLessThan(nicenesses().length / 2)
  })

  it('is computed as before where no thread can be started', async () => {
    expect(await inThreads(here, () => Promise.reject(new Error('no threads')))).toBe(here)
  })

  it('is computed here where a thread fails, which then is asked no more', async () => {
    let started = 0
    const failing = () => {
      started += 1
      return Promise.resolve<Argon2id>(() => Promise.reject(new Error('the thread ended')))
    }
    const compute = await inThreads(here, failing)
    expect([await compute(input), await compute(input)]).toEqual([Buffer.of(1), Buffer.of(1)])
    expect(started).toBe(2)
  })

  it('says what is wrong with a hash that cannot be computed, and goes on', async () => {
    const compute = await inThreads(await loadArgon2id())
    await expect(compute({ ...input, salt: Buffer.alloc(0) })).rejects.toThrow(/salt/i)
    expect(await compute(input)).toEqual(await (await loadArgon2id())(input))
  })
})

/** Of each thread of this process: the nineteenth field, counted from behind the name (proc(5)). */
function nicenesses(): readonly number[] {
  const stats = readdirSync('/proc/self/task').map((thread) => readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'))
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
}
