/** Hashes passwords and checks them, a bounded number at once. Knows no accounts and no policy. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { PasswordHasher } from '../contracts.ts'
import { type Argon2Cost, type Argon2id, loadArgon2id } from './argon2.ts'
import { inThreads } from './argon2-threads.ts'
import type { Foreign } from './foreign/foreign.ts'
import { formatPhc, parsePhc, type PhcHash } from './phc.ts'
import { BusyError, createSemaphore, type SemaphoreOptions } from './semaphore.ts'

export { BusyError }

/** Weaker ones than the defaults are refused. */
export interface PasswordHasherOptions extends Partial<Argon2Cost>, Partial<SemaphoreOptions> {}

const SALT_BYTES = 16
const TAG_BYTES = 32

/** Argon2id (RFC 9106), so many at once; who comes when too many wait gets a `BusyError`, a 503. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { memoryKiB = 19_456, iterations = 2, parallelism = 1 } = options
  // One core is left for everything else: a flood of logins must not stop the requests of those who are logged in.
  const { concurrency = Math.max(1, availableParallelism() - 1), waiting = 32 } = options
  const cost = { memoryKiB, iterations, parallelism }
  checkCost(cost)
  checkQueue({ concurrency, waiting })
  const queued = createSemaphore({ concurrency, waiting })
  // Nobody's hash: its tag is random, so no password leads to it.
  const nobody = { ...cost, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) }
  let loading: Promise<Argon2id> | undefined

  async function argon2id(password: string, { tag, ...hash }: PhcHash): Promise<Buffer> {
    loading ??= loadArgon2id().then(inThreads)
    const compute = await loading
    return queued(() => compute({ ...hash, password, length: tag.length }))
  }

  const isOf = async (password: string, stored: PhcHash) => timingSafeEqual(await argon2id(password, stored), stored.tag)

  return {
    async hash(password) {
      const blank = { ...cost, salt: randomBytes(SALT_BYTES), tag: new Uint8Array(TAG_BYTES) }
      return formatPhc({ ...blank, tag: await argon2id(password, blank) })
    },
    async verify(password, phc) {
      if (phc === null) return isOf(password, nobody)
      const stored = parsePhc(phc)
      if (stored !== null) return unlessBroken(isOf(password, stored), () => isOf(password, nobody))
      const foreign = await foreignOf(phc)
      return unlessBroken(queued(() => foreign.verify(password)), () => isOf(password, nobody))
    },
    isCurrent(phc) {
      return isAsDear(parsePhc(phc), cost)
    },
    async isWhole(password, phc) {
      return parsePhc(phc) !== null || (await foreignOf(phc)).isCut?.(password) !== true
    },
  }
}

/** What cannot be computed has no password; told apart from a wrong one it would say who has it, so it takes nobody's work. */
function unlessBroken(checked: Promise<boolean>, isNobodys: () => Promise<boolean>): Promise<boolean> {
  return checked.catch((error: unknown) => {
    if (error instanceof BusyError) throw error
    return isNobodys()
  })
}

/** Never downward: a dearer one stays. */
function isAsDear(stored: Argon2Cost | null, { memoryKiB, iterations }: Argon2Cost): boolean {
  return stored !== null && stored.memoryKiB >= memoryKiB && stored.memoryKiB * stored.iterations >= memoryKiB * iterations
}

/** Others' hashes are read by code that is loaded with the first of them. */
async function foreignOf(text: string): Promise<Foreign> {
  const { readForeignHash, requireForeign } = await import('./foreign-hash.ts')
  const foreign = readForeignHash(text)
  if (typeof foreign !== 'string') {
    await requireForeign(text)
    return foreign
  }
  // A broken record is a fault of the system. To call it a wrong password would hide it.
  throw new Error('a stored password hash is neither an Argon2id PHC string nor another that can be checked')
}

/** OWASP's smallest settings: 19 MiB and two passes, or 46 MiB and one. More lanes need more memory to cost as much. */
function checkCost({ memoryKiB, iterations, parallelism }: Argon2Cost): void {
  checkInteger('parallelism', parallelism, { least: 1, most: 255 })
  checkInteger('iterations', iterations, { least: 1, most: 1000 })
  const least = (iterations === 1 ? 47_104 : 19_456) * parallelism
  checkInteger('memoryKiB', memoryKiB, { least, most: 4_194_304 })
}

function checkQueue({ concurrency, waiting }: SemaphoreOptions): void {
  checkInteger('concurrency', concurrency, { least: 1, most: 1024 })
  checkInteger('waiting', waiting, { least: 0, most: 65_536 })
}

function checkInteger(name: string, value: number, { least, most }: { least: number, most: number }): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new TypeError(`${name} is ${value}; expected a whole number from ${least} to ${most}`)
}
