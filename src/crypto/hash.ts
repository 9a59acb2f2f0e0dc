/** SHA-256. Knows nothing of what it digests. */
import { hash } from 'node:crypto'
import type { Digest } from '../contracts.ts'

/** 43 characters of base64url. A string is digested as UTF-8, so what it holds must be well formed to be told apart. */
export function sha256(data: string | Uint8Array): Digest {
  return hash('sha256', data, 'base64url')
}
