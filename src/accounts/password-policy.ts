/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long, not one that is guessed early, not made of words
 * that belong to the account. No composition rules, no expiry, no hints.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

export type PasswordFault = 'too_short' | 'too_long' | 'common' | 'context'

export interface PasswordPolicy {
  /** The least code points. */
  readonly least: number
  /** Every reason against a normalised password; none is a yes. `context`: the user name, the address. */
  faults(password: string, context: readonly string[]): Promise<readonly PasswordFault[]>
}

export interface PasswordPolicyOptions {
  /** Words of the service: its name, its host. */
  readonly serviceWords?: readonly string[]
  /** Below 15 code points only where a second factor is always required; at least 8. */
  readonly dangerouslyAllowShortPasswords?: number
}

const shortest = 15
const longest = 256
/** The estimate is quadratic in the length: beyond this a password is judged by its beginning. */
const judged = 100
/** Spellings such as `p4$$w0rd` that are tried. Of a hundred, the default, the worst password takes half a second. */
const l33tMaxSubstitutions = 16
/** Below 10^10 guesses (a score of 4) a password is found by trying the likely ones first; eight characters reach 10^8. */
const leastScore = 4
const leastScoreOfShort = 3

/**
 * NFC, the one permitted change (UAX #15): typed on another keyboard it is the same password. Null for lone
 * surrogates: two different ones would become the same bytes, and hash alike.
 */
export function normalPassword(password: string): string | null {
  return password.isWellFormed() ? password.normalize('NFC') : null
}

export function createPasswordPolicy(options: PasswordPolicyOptions = {}): PasswordPolicy {
  const { serviceWords = [], dangerouslyAllowShortPasswords: least = shortest } = options
  if (!Number.isInteger(least) || least < 8 || least > shortest) {
    throw new TypeError(`dangerouslyAllowShortPasswords is ${least}; expected a whole number from 8 to ${shortest}`)
  }
  const estimator = lazily(loadEstimator)
  return {
    least,
    async faults(password, context) {
      const length = [...password].length
      if (length < least) return ['too_short']
      if (length > longest) return ['too_long']
      const beginning = [...password].slice(0, judged).join('')
      const score = least < shortest ? leastScoreOfShort : leastScore
      return guessable(await estimator(), beginning, { score, words: [...serviceWords, ...context].flatMap(wordsOf) })
    },
  }
}

function guessable(estimator: ZxcvbnFactory, password: string, least: { score: number, words: string[] }): PasswordFault[] {
  const { score, words } = least
  const rest = without(password, words)
  // Known words are the first that are tried with an account: what is left must stand alone.
  if (rest !== password.toLowerCase() && estimator.check(rest).score < score) return ['context']
  return estimator.check(password, words).score < score ? ['common'] : []
}

/** A name and its parts: `mira@example.com` brings `mira`, `example` and the whole. */
function wordsOf(text: string): string[] {
  const lower = text.toLowerCase()
  return [lower, ...lower.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= 3)
}

function without(password: string, words: readonly string[]): string {
  const longestFirst = words.toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((rest, word) => rest.replaceAll(word, ''), password.toLowerCase())
}

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-en'),
  ])
  const dictionary = { ...common.dictionary, ...english.dictionary }
  return new core.ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs, l33tMaxSubstitutions })
}

/** The dictionaries are megabytes: read at the first new password, once. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => loaded ??= load()
}
