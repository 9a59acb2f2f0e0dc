/** Hashes of the words of an id or a digest. */
import { randomSecret } from '../../../crypto/random.ts'
import { createProbe } from './probe.ts'

/**
 * Ids are random and digests are digests (of an odd text as well), so that nobody chooses which of them meet in one place.
 * The factors, which nobody knows, are there for whoever brings such ids after all: they make it harder, not impossible.
 */
export function hasher(length: number): (words: Int32Array, at: number) => number {
  const { words: factors, read } = createProbe(32)
  read(randomSecret())
  return (words, at) => {
    let sum = 0
    for (let n = 0; n < length; n++) sum = sum + Math.imul(words[at + n] ?? 0, (factors[n] ?? 0) | 1) | 0
    return sum ^ sum >>> 16 // the upper bits are the good ones
  }
}
