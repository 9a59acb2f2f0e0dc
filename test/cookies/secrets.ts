import { createHash } from 'node:crypto'

/** A secret for tests, the same every time. */
export function secretOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url')
}
