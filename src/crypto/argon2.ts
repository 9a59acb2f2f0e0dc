/** The Argon2id function (RFC 9106), off the event loop: by @node-rs/argon2, or by Node where that is absent. */
import crypto from 'node:crypto'
import { promisify } from 'node:util'

export interface Argon2Cost {
  readonly memoryKiB: number
  readonly iterations: number
  readonly parallelism: number
}

export interface Argon2Input extends Argon2Cost {
  readonly password: string
  readonly salt: Uint8Array
  /** Bytes of the tag. */
  readonly length: number
}

export type Argon2id = (input: Argon2Input) => Promise<Buffer>

type Native = typeof import('@node-rs/argon2')

/** The package is twice as fast as Node (speed.md), and its binary is missing on platforms nobody built it for. */
export async function loadArgon2id(
  load: () => Promise<Native> = () => import('@node-rs/argon2'), fallback: Argon2id | null = nodeArgon2id,
): Promise<Argon2id> {
  try {
    return byPackage(await load())
  } catch (cause) {
    if (fallback !== null) return fallback
    throw new Error('Argon2id needs the package @node-rs/argon2, or Node 24.7 or newer', { cause })
  }
}

function byPackage({ hashRaw }: Native): Argon2id {
  // Algorithm and version are left at their defaults, Argon2id and 0x13.
  return ({ password, salt, length, memoryKiB, iterations, parallelism }) =>
    hashRaw(password, { salt, outputLen: length, memoryCost: memoryKiB, timeCost: iterations, parallelism })
}

/** Taken from the default export: as a named import it would stop an older Node from loading this file. */
export const nodeArgon2id: Argon2id | null = 'argon2' in crypto ? byNode : null

async function byNode({ password, salt, length, memoryKiB, iterations, parallelism }: Argon2Input): Promise<Buffer> {
  const message = Buffer.from(password, 'utf8')
  const cost = { memory: memoryKiB, passes: iterations, parallelism }
  return promisify(crypto.argon2)('argon2id', { message, nonce: salt, tagLength: length, ...cost })
}
