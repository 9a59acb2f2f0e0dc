/**
 * Our JWS against the library jose, on mutated tokens: we take none that jose refuses, and each that jose takes and we
 * refuse is of a named class. 3,000 tokens; 100,000 with LATCHKEY_EFFORT=full; LATCHKEY_SEED names another beginning.
 */
import { compactVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { verifyJws } from '../../src/formats/jose/jws.ts'
import { importKey } from '../../src/formats/jose/keys.ts'
import { codeOf } from '../formats/jose/codes.ts'
import { pairs, signatureOf } from '../formats/jose/pairs.ts'
import { seeded } from '../core/unsteady.ts'
import { type Issuer, mutate } from './jws-mutations.ts'
import { effort } from '../support/effort.ts'
import { conclude } from '../support/runs.ts'

const tokens = effort({ short: 3_000, full: 100_000 })
const seed = Number(process.env['LATCHKEY_SEED'] ?? 20_261_124)

/** Why we refuse what jose takes: found out here by other means than in src. Null: for no reason that has a name. */
function classOf(token: string): string | null {
  const parts = token.split('.')
  if (parts.some((part) => Buffer.from(part, 'base64url').toString('base64url') !== part)) return 'base64url in another spelling'
  if (token.length > 8192) return 'more than 8192 characters'
  const text = Buffer.from(parts[0] ?? '', 'base64url').toString('utf8')
  const header = JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown> // jose read it
  if (text.startsWith('\ufeff')) return 'a byte order mark'
  if (text.includes('\ufffd')) return 'a header that is not UTF-8'
  if (['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'].some((name) => Object.hasOwn(header, name))) return 'a refused member'
  if (/"__proto__"|"constructor"/.test(text)) return 'a name that means something to JavaScript'
  if (/\\ud[89a-f]/i.test(text)) return 'half a surrogate pair'
  if (text.includes('[[[[[[[[[')) return 'deep nesting'
  const names = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].map(([, name]) => JSON.parse(`"${name}"`) as string) // of a JSON text
  const [top, nested] = [names.filter((name) => name !== 'a'), names.filter((name) => name === 'a')]
  if (new Set(top).size < top.length || nested.length > 1) return 'a member that is said twice'
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') return 'a kid that is no text'
  return null
}

describe('JWS beside jose', () => {
  it(`C-01, C-05, C-07: takes nothing that jose refuses, and names what it refuses beyond that (${tokens} tokens)`, async (context) => {
    const started = performance.now()
    const random = seeded(seed)
    const tally = { both: 0, neither: 0 }
    const classes = new Map<string, number>()
    const faults: string[] = []
    for (let n = 0; n < tokens; n++) {
      const { alg, secret, public: publicHalf } = pairs[n % pairs.length] ?? missing()
      const issuer: Issuer = { alg, sign: (input) => signatureOf(secret, alg, input) }
      const token = mutate(random, issuer)
      const ours = codeOf(() => verifyJws(token, importOnce(publicHalf, alg))) === null
      const theirs = await compactVerify(token, publicHalf, { algorithms: namesOf(alg) }).then(() => true, () => false)
      if (ours === theirs) tally[ours ? 'both' : 'neither']++
      else if (ours) faults.push(`we take what jose refuses: ${token}`)
      else {
        const reason = classOf(token)
        if (reason === null) faults.push(`we refuse without a name what jose takes: ${token}`)
        else classes.set(reason, (classes.get(reason) ?? 0) + 1)
      }
    }
    console.info(`differential, ${tokens} tokens from seed ${seed}:`, { ...tally, 'taken by jose alone': Object.fromEntries(classes) })
    conclude(context, { runs: tokens, findings: faults, started })
    expect(Math.min(tally.both, tally.neither)).toBeGreaterThan(tokens / 20)
    expect(classes.get('base64url in another spelling')).toBeGreaterThan(0)
  }, 600_000)
})

/** RFC 9864: two names of one algorithm. */
function namesOf(alg: string): string[] {
  return alg.startsWith('Ed') ? ['EdDSA', 'Ed25519'] : [alg]
}

const imported = new Map<string, ReturnType<typeof importKey>>()

function importOnce(key: Parameters<typeof importKey>[0], alg: string): ReturnType<typeof importKey> {
  const known = imported.get(alg) ?? importKey(key, { alg })
  imported.set(alg, known)
  return known
}

function missing(): never {
  throw new Error('there is no such pair')
}
