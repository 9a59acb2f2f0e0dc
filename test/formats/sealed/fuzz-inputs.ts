/** Inputs for the decoder: from noise to what only whoever holds the key can make. The same seed makes the same ones. */
import { createHash, createSecretKey } from 'node:crypto'
import type { Grant, Key } from '../../../src/contracts.ts'
import { sealWithNonce } from '../../../src/crypto/aead.ts'
import { deriveKey } from '../../../src/crypto/hkdf.ts'
import { writeClaims } from '../../../src/formats/sealed/claims.ts'
import { wrap, writeHeader } from '../../../src/formats/sealed/envelope.ts'
import { grantWith, now, origin } from '../ring.ts'

const secret = createSecretKey(createHash('sha256').update('fuzz').digest())
export const key: Key = { kid: 'fuzz', use: 'token', algorithm: 'HKDF', secret }

const HEADER = 23
const hour = Math.floor(now / 3600)
const hourKey = deriveKey(key.secret, `latchkey token v1\naccess\n${hour}`)
const place = Buffer.concat(['access', origin, origin].flatMap((text) => [Buffer.of(0, text.length), Buffer.from(text)]))
const reference = createHash('sha256').update(key.kid).digest().readUIntBE(0, 3)

const samples: readonly Partial<Grant>[] = [
  {}, { roles: ['admin'] }, { scope: ['orders:read', 'orders:write'] }, { scope: [] }, { subject: 'mira' },
  { session: 's', roles: ['管理者'] },
  { epoch: 200, version: 20_000, authTime: now - 100_000, expiresAt: now + 43_200 },
]
const plaintexts = samples.map((sample) => writeClaims(grantWith(sample)))

export interface Random { below(limit: number): number, bytes(length: number): Buffer }

/** A 32-bit state stirred by shifts and products: quick, repeatable, and good for nothing but tests. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    const stirred = Math.imul(state ^ state >>> 16, 0x21f0aaad)
    return (Math.imul(stirred ^ stirred >>> 15, 0x735a2d97) ^ stirred >>> 15) >>> 0
  }
  return {
    below: (limit) => next() % limit,
    bytes(length) {
      const bytes = Buffer.alloc(length)
      for (let at = 0; at < length; at++) bytes[at] = next()
      return bytes
    },
  }
}

/** Right in everything but what it says. */
export function sealed(plaintext: Buffer, id: Buffer): string {
  const header = writeHeader({ key: reference, hour, id })
  const binding = { nonce: id.subarray(0, 12), associated: Buffer.concat([header, place]) }
  return wrap('lk_at_', header, sealWithNonce(hourKey, { ...binding, plaintext }))
}

/** Some bytes written over, or one bit turned; then left, cut, or in part repeated. */
function mutated(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes
  const copy = Buffer.from(bytes)
  const from = random.below(copy.length)
  const length = Math.min(1 + random.below(4), copy.length - from)
  if (random.below(2) === 0) copy.set(random.bytes(length), from)
  else copy.writeUInt8(copy.readUInt8(from) ^ 1 << random.below(8), from)
  const end = random.below(6)
  if (end === 0) return copy.subarray(0, from)
  return end === 1 ? Buffer.concat([copy.subarray(0, from), copy]) : copy
}

const bytesOf = (token: string) => Buffer.from(token.slice('lk_at_'.length), 'base64url')
const spelled = (bytes: Buffer) => `lk_at_${bytes.toString('base64url')}`
const pick = <T>(items: readonly [T, ...T[]], random: Random): T => items[random.below(items.length)] ?? items[0]
const somePlaintext = (random: Random) => plaintexts[random.below(plaintexts.length)] ?? Buffer.alloc(0)
const someToken = (random: Random) => bytesOf(sealed(somePlaintext(random), random.bytes(16)))
const body = (bytes: Buffer) => bytes.subarray(0, -4)
/** Header and the rest, with the checksum that belongs to it. */
const checked = (bytes: Buffer) => wrap('lk_at_', bytes.subarray(0, HEADER), bytes.subarray(HEADER))

const kinds: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) => random.bytes(random.below(200)).toString('latin1'),
  (random) => `lk_at_${random.bytes(random.below(200)).toString('latin1')}`,
  (random) => spelled(random.bytes(random.below(200))),
  (random) => checked(random.bytes(random.below(200))),
  (random) => spelled(mutated(someToken(random), random)),
  (random) => checked(mutated(body(someToken(random)), random)),
  (random) => mutated(Buffer.from(spelled(someToken(random))), random).toString('latin1'),
  (random) => checked(Buffer.concat([someToken(random).subarray(0, HEADER), body(someToken(random)).subarray(HEADER)])),
  (random) => sealed(random.bytes(random.below(60)), random.bytes(16)),
  (random) => sealed(Buffer.from([random.below(16) << 4, ...random.bytes(31 + random.below(20))]), random.bytes(16)),
  (random) => sealed(mutated(somePlaintext(random), random), random.bytes(16)),
  (random) => sealed(mutated(mutated(somePlaintext(random), random), random), random.bytes(16)),
  (random) => sealed(somePlaintext(random), random.bytes(16)),
]

export function someInput(random: Random): string {
  return pick(kinds, random)(random)
}
