/** Password hashes that others made: what they are, and how dear one may be. Each family has a file. */

/** One hash, read. */
export interface Foreign {
  /** The one spelling in which it is stored. */
  readonly stored: string
  /** Whether the password is the one that was hashed. */
  verify(password: string): Promise<boolean>
  /** Whether only the beginning of this password was ever hashed. */
  isCut?(password: string): boolean
}

/** `dear`: checking it would cost more than a login may. */
export type ForeignRefusal = 'unknown' | 'dear'

/** Null: not of this family. */
export type Family = (text: string) => Foreign | 'dear' | null

/** Without padding, the standard alphabet: as PHC strings have it. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

export function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64')
}
