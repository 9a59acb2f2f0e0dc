/** Which RSA keys are too weak to trust. Judges the public half: every fault shows there. */
import type { KeyObject } from 'node:crypto'

const LEAST_BITS = 2048
/** A longer one only costs time: each verification grows with the square. */
const MOST_BITS = 8192
/** FIPS 186-5 §A.1.1: smaller exponents have let forged paddings and short messages through; 1 lets everything through. */
const LEAST_EXPONENT = 65_537n
const MOST_EXPONENT = 2n ** 64n

export function faultOfRsa(key: KeyObject): string | null {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < LEAST_BITS) return `has ${modulusLength} bits; expected ${LEAST_BITS} or more`
  if (modulusLength > MOST_BITS) return `has ${modulusLength} bits; expected ${MOST_BITS} or fewer`
  if (publicExponent < LEAST_EXPONENT || publicExponent > MOST_EXPONENT || publicExponent % 2n === 0n) {
    return 'has a public exponent that is even, too small or too large'
  }
  return isRoca(modulusOf(key)) ? 'was made by a generator that is broken (ROCA)' : null
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = key.export({ format: 'jwk' })
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
}

/**
 * CVE-2017-15361: the broken generator makes primes that are powers of 65537 modulo every small prime, and so is their
 * product. An honest modulus is one modulo all of them once in 10^8.
 */
function isRoca(modulus: bigint): boolean {
  return smallPrimes.every((prime) => isPowerOf(65_537n % prime, modulus % prime, prime))
}

const smallPrimes = [
  3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n, 73n, 79n, 83n, 89n, 97n,
  101n, 103n, 107n, 109n, 113n, 127n, 131n, 137n, 139n, 149n, 151n, 157n, 163n, 167n,
]

function isPowerOf(base: bigint, value: bigint, prime: bigint): boolean {
  let power = base
  do {
    if (power === value) return true
    power = power * base % prime
  } while (power !== base)
  return false
}
