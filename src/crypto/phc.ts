/** The PHC string of an Argon2id hash: all that is needed to check a password against it. Knows no password. */
import type { Argon2Cost } from './argon2.ts'

export interface PhcHash extends Argon2Cost {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

const argon2idPhc = new RegExp([
  '^', 'argon2id', 'v=19', 'm=([1-9]\\d{0,9}),t=([1-9]\\d{0,9}),p=([1-9]\\d{0,2})',
  '([A-Za-z0-9+/]{11,64})', '([A-Za-z0-9+/]{22,86})$',
].join('\\$'))

export function formatPhc({ memoryKiB, iterations, parallelism, salt, tag }: PhcHash): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$${toBase64(salt)}$${toBase64(tag)}`
}

/** Null: not an Argon2id hash of version 19. */
export function parsePhc(text: string): PhcHash | null {
  const [, memoryKiB, iterations, parallelism, salt, tag] = argon2idPhc.exec(text) ?? []
  if (salt === undefined || tag === undefined) return null
  return {
    memoryKiB: Number(memoryKiB), iterations: Number(iterations), parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64'),
  }
}

/** PHC strings carry the standard alphabet, without padding. */
function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
