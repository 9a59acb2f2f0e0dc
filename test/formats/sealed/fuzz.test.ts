import { randomFillSync, randomInt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Grant } from '../../../src/contracts.ts'
import { unwrap } from '../../../src/formats/sealed/envelope.ts'
import { sealed } from '../../../src/formats/sealed.ts'
import { openToken, TokenError } from '../../../src/token.ts'
import { effort } from '../../support/effort.ts'
import { conclude } from '../../support/runs.ts'
import { grantWith, now, origin, ringOf } from '../ring.ts'
import { key, randomFrom, sealed as sealedWith, someInput } from './fuzz-inputs.ts'
import { askPython, hasPython } from './python.ts'

const runs = effort({ short: 200_000, full: 10_000_000 })
const asked = effort({ short: 5000, full: 200_000 })
const MINUTES = 60_000

const ring = ringOf(key)
const format = sealed({ issuer: origin, audience: origin, clock: () => now })
const options = { keys: key, issuer: origin, audience: origin, now }

async function issue(grant: Grant): Promise<string> {
  return (await format.issue(grant, ring)).credential
}

/** Null: refused. What opens must be what we would write, letter for letter. */
function opens(text: string): boolean {
  const proof = format.verify(text, ring)
  if (proof === null) return false
  if (!('kind' in proof) || proof.kind !== 'statement') throw new Error('the proof of a token is a statement')
  const again = format.issue({ ...proof.statement, secret: '' }, ring)
  if (!('credential' in again) || again.credential !== text) throw new Error(`opens, and is no spelling of ours: ${text}`)
  return true
}

/** Any error but the one fails the test. */
function codeOf(text: string): string {
  try {
    openToken(text, options)
    return 'opened'
  } catch (error) {
    if (error instanceof TokenError) return error.code
    throw error
  }
}

describe('the decoder', () => {
  it(`D-14: answers ${runs} inputs with a token of one spelling or with one refusal, and never throws`, { timeout: 60 * MINUTES }, async (context) => {
    const started = performance.now()
    const seed = randomInt(2 ** 32)
    const random = randomFrom(seed)
    const count = { opened: 0, refused: 0, wrong: [] as string[] }
    for (let n = 0; n < runs; n++) {
      // The runner takes a worker that is silent for a minute for dead.
      if (n % 100_000 === 0) await setImmediate()
      const text = someInput(random)
      try {
        const isOpen = opens(text)
        // The public entry derives its keys anew for each call, so it is asked of some.
        const isAlike = n % 20 !== 0 || (codeOf(text) !== 'token_invalid') === isOpen
        if (!isAlike) throw new Error('openToken and the format do not agree')
        count[isOpen ? 'opened' : 'refused']++
      } catch (error) {
        count.wrong.push(`${String(error)}: ${text}`)
      }
    }
    console.log(`sealed token, seed ${seed}: ${count.opened} inputs opened, ${count.refused} refused, ${count.wrong.length} wrong`)
    conclude(context, { runs, findings: count.wrong, started })
    // A fuzzer that never gets in tests the door alone.
    expect(count.opened).toBeGreaterThan(runs / 20)
    expect(count.refused).toBeGreaterThan(runs / 2)
  })

  it.skipIf(!hasPython())(`D-14: says the same of ${asked} inputs as the decoder in Python`, { timeout: 60 * MINUTES }, async () => {
    const random = randomFrom(randomInt(2 ** 32))
    const configured = [{ kid: key.kid, secret: key.secret.export().toString('hex') }]
    const place = { purpose: 'access', issuer: origin, audience: origin, now }
    const differing: string[] = []
    for (let n = 0; n < asked; n += 5000) {
      await setImmediate()
      const inputs = Array.from({ length: 5000 }, () => someInput(random))
      const answers = askPython(inputs.map((token) => ({ token, keys: configured, ...place })))
      differing.push(...inputs.filter((text, at) => opens(text) !== ('claims' in (answers[at] ?? {}))))
    }
    expect(differing).toEqual([])
  })

  it('D-03: takes none of a million random texts, all of them with prefix, length and version of a token', { timeout: MINUTES }, () => {
    // One passes by chance in 4,295 such runs: 2^-32 a text.
    const noise = Buffer.alloc(82 * 1000)
    let passed = 0
    for (let n = 0; n < 1_000_000; n++) {
      const from = n % 1000 * 82
      if (from === 0) randomFillSync(noise)
      noise[from] = 1
      if (unwrap('lk_at_', `lk_at_${noise.toString('base64url', from, from + 82)}`) !== null) passed++
    }
    expect(passed).toBe(0)
  })
})

const flippable: readonly Partial<Grant>[] = [
  {}, { roles: ['admin'] }, { scope: ['orders:read'] }, { subject: 'mira', session: 'build 7' }, { epoch: 300, authTime: now - 90_000 },
]

describe('every single bit of a token', () => {
  it.each(flippable)('D-01: turned in its text is refused: %j', async (changes) => {
    const token = await issue(grantWith(changes))
    const text = Buffer.from(token)
    const flips = Array.from({ length: text.length * 8 }, (_, n) => {
      const copy = Buffer.from(text)
      copy.writeUInt8(copy.readUInt8(n >> 3) ^ 1 << (n & 7), n >> 3)
      return copy.toString('latin1')
    })
    expect(flips.filter((flip) => format.verify(flip, ring) !== null || codeOf(flip) !== 'token_invalid')).toEqual([])
  })

  it.each(flippable)('D-01: turned in its bytes is refused, with the checksum made right too: %j', async (changes) => {
    const token = await issue(grantWith(changes))
    const bytes = Buffer.from(token.slice('lk_at_'.length), 'base64url')
    const flips = Array.from({ length: bytes.length * 8 }, (_, n) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(n >> 3) ^ 1 << (n & 7), n >> 3)
      const as = `lk_at_${copy.toString('base64url')}`
      copy.writeUInt32BE(crc32(copy.subarray(0, -4)), copy.length - 4)
      return [as, `lk_at_${copy.toString('base64url')}`]
    }).flat().filter((flip) => flip !== token)
    expect(flips.length).toBeGreaterThan(bytes.length * 8)
    expect(flips.filter((flip) => format.verify(flip, ring) !== null)).toEqual([])
  })
})

/** Seconds a call, as it is when nothing else takes the processor: the best of many rounds. */
function quickest(text: string, calls: number): number {
  let best = Infinity
  for (let round = 0; round < 10; round++) {
    const start = performance.now()
    for (let n = 0; n < calls; n++) void format.verify(text, ring)
    best = Math.min(best, (performance.now() - start) / calls)
  }
  return best / 1000
}

describe('the time that a token takes', () => {
  const lengths = [512, 1024, 2048, 4096]
  const cases: Readonly<Record<string, (length: number) => string>> = {
    'that opens': (length) => openable(length),
    'with the longest list of texts': (length) => openable(length, 1),
    'whose last letter is wrong': (length) => `${openable(length).slice(0, -1)}!`,
    'whose checksum is wrong': (length) => `lk_at_${'A'.repeat(length - 6)}`,
    'whose text is not of ASCII': (length) => `lk_at_${'é'.repeat(length - 6)}`,
    'whose number does not end': (length) => sealedWith(Buffer.alloc(Math.floor(length * 0.75) - 56, 0x80).fill(0, 0, 34), Buffer.alloc(16)),
  }

  it.each(Object.entries(cases))('D-14: grows no faster than its length: one %s', (_, make) => {
    const [shortest = 0, ...rest] = lengths.map((length) => quickest(make(length), 100))
    const longest = rest.at(-1) ?? 0
    // Eight times the length: linear is 8 at most, quadratic 64.
    expect(longest / shortest).toBeLessThan(20)
  })

  it('D-14: is the same for any text beyond 4,096 characters', () => {
    const times = [5000, 50_000, 500_000, 5_000_000].map((length) => quickest(`lk_at_${'A'.repeat(length)}`, 200))
    expect(Math.max(...times)).toBeLessThan(50e-6)
  })

  /** Roles that fill a token up to nearly this length. */
  function openable(length: number, each = 100): string {
    const room = Math.floor((length - 6) * 0.75) - 84
    const count = Math.min(255, Math.floor(room / (each + 1)))
    const roles = Array.from({ length: count }, () => 'r'.repeat(each))
    const { credential } = format.issue(grantWith({ roles }), ring) as { credential: string } // the format issues at once
    return credential
  }
})
