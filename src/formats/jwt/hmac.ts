/**
 * HMAC (RFC 2104) as two one-shot hashes, which Node does in half the time of one Hmac object (docs/decisions/0008). Set
 * up once for a key. Knows no tokens.
 */
import { createHmac, hash, type KeyObject } from 'node:crypto'

export type HmacHash = 'sha256' | 'sha384' | 'sha512'

/** Bytes of the block that the hash works on, and of what it gives. */
const sizes = { sha256: { block: 64, digest: 32 }, sha384: { block: 128, digest: 48 }, sha512: { block: 128, digest: 64 } }

/** Longer inputs take the way of Node's own. */
const MOST_INPUT = 8192
/** Room for one more character, so that a text which is not ASCII is always seen to be longer in bytes. */
const SPARE = 4

/** Answers base64url. The blocks that hold the key stay in here. */
export function createHmacDigest(name: HmacHash, key: KeyObject): (input: string | Uint8Array) => string {
  const { block, digest } = sizes[name]
  const inner = Buffer.alloc(block + MOST_INPUT + SPARE)
  const outer = Buffer.alloc(block + digest)
  fillPads(inner, outer, keyBlock(name, key))
  return (input) => {
    if (input.length > MOST_INPUT) return createHmac(name, key).update(input).digest('base64url')
    const length = typeof input === 'string' ? inner.write(input, block) : copy(inner, block, input)
    if (length !== input.length) return createHmac(name, key).update(input).digest('base64url')
    outer.write(hash(name, inner.subarray(0, block + length), 'binary'), block, 'binary')
    return hash(name, outer, 'base64url')
  }
}

/** A key that is longer than a block is hashed first. */
function keyBlock(name: HmacHash, key: KeyObject): Buffer {
  const { block } = sizes[name]
  const secret = key.export()
  const padded = Buffer.alloc(block)
  if (secret.length > block) padded.write(hash(name, secret, 'hex'), 'hex')
  else secret.copy(padded)
  secret.fill(0)
  return padded
}

function fillPads(inner: Buffer, outer: Buffer, key: Buffer): void {
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  key.fill(0)
}

function copy(inner: Buffer, at: number, input: Uint8Array): number {
  inner.set(input, at)
  return input.length
}
