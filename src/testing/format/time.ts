/** A long text costs no more than its length: otherwise one request stops the process (ReDoS, quadratic readers). */
import assert from 'node:assert/strict'
import { fact, issued, type Issued } from './setting.ts'

const shortest = 4000
/** So much longer is the longest; what is quadratic takes 64 times as long. */
const times = 8
const bearable = 24
/** Milliseconds below which a clock tells noise. */
const noise = 2
const slow = 100

/** The best of some rounds: what else the machine does only adds. What is slow needs no second round. */
async function quickest({ format, keys }: Issued, text: string): Promise<number> {
  const rounds: number[] = []
  while (rounds.length < 7 && (rounds[0] ?? 0) < slow) {
    const start = performance.now()
    format.accepts(text)
    await format.verify(text, keys)
    rounds.push(performance.now() - start)
  }
  return Math.min(...rounds)
}

/** What readers and expressions are slow about: one letter, many parts, many nearly-ends, a beginning that is right. */
function shapes(credential: string): readonly ((length: number) => string)[] {
  const half = credential.slice(0, Math.ceil(credential.length / 2))
  return [
    (length) => 'a'.repeat(length),
    (length) => 'é'.repeat(length),
    (length) => '.'.repeat(length),
    (length) => 'a.'.repeat(length / 2),
    (length) => `${' '.repeat(length)}!`,
    (length) => '{"a":'.repeat(length / 5),
    (length) => half + 'A'.repeat(length),
    (length) => `${half + 'A'.repeat(length)}!`,
    (length) => credential.slice(0, 4) + 'a_'.repeat(length / 2),
    (length) => credential + '='.repeat(length),
    (length) => credential.repeat(Math.ceil(length / credential.length)),
  ]
}

export const time = [
  fact('it takes no more than linear time', async (setting) => {
    const of = await issued(setting)
    for (const [n, shape] of shapes(of.credential).entries()) {
      await quickest(of, shape(shortest))
      const short = await quickest(of, shape(shortest))
      const long = await quickest(of, shape(shortest * times))
      const told = `shape ${n}: ${short} ms for ${shortest} letters, ${long} ms for ${times} times as many`
      assert.ok(long < Math.max(noise, short * bearable), told)
    }
  }),
]
