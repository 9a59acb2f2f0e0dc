/** Hashes of words that somebody else may have chosen. */
import { randomSecret } from '../../../crypto/random.ts'
import { createProbe } from './probe.ts'

/** Who does not know its factors can choose no texts that meet in one place. */
export function hasher(length: number): (words: Int32Array, at: number) => number {
  const { words: factors, read } = createProbe(32)
  read(randomSecret())
  return (words, at) => {
    let sum = 0
    for (let n = 0; n < length; n++) sum = sum + Math.imul(words[at + n] ?? 0, (factors[n] ?? 0) | 1) | 0
    return sum ^ sum >>> 16 // the upper bits are the good ones
  }
}
