/** Argon2id at settings that we do not choose ourselves: as it stands, and as Django writes it. */
import { timingSafeEqual } from 'node:crypto'
import { loadArgon2id } from '../argon2.ts'
import { formatPhc, parsePhc } from '../phc.ts'
import type { Family } from './foreign.ts'

/** 256 MiB, and a gigabyte's worth of passes. */
const mostMemory = 262_144
const mostWork = 1_048_576

export const argon2id: Family = (text) => {
  const hash = parsePhc(text.replace(/^argon2(?=\$argon2id\$)/, ''))
  if (hash === null) return null
  const { memoryKiB, iterations, parallelism, tag } = hash
  // Less memory than eight blocks a lane is no Argon2 (RFC 9106 §3.1): nothing can have made it.
  if (memoryKiB < 8 * parallelism) return null
  if (memoryKiB > mostMemory || memoryKiB * iterations > mostWork || parallelism > 16) return 'dear'
  return {
    stored: formatPhc(hash),
    async verify(password) {
      const compute = await loadArgon2id()
      return timingSafeEqual(await compute({ ...hash, password, length: tag.length }), tag)
    },
  }
}
