/** The bytes of one text at a time: of the one that is sought, or that is read. */
import { sha256 } from '../../../crypto/hash.ts'
import { decodeInto, spellId } from './spelling.ts'

export interface Probe {
  readonly words: Int32Array
  /** What the bytes spell. */
  spell(): string
  /**
   * Sets the bytes: those that a text spells, or the first of its digest. Answers which. What was spelled last is there
   * already: a secret is read, and then its session.
   */
  read(text: string): boolean
}

export function createProbe(bytes: number): Probe {
  const room = new ArrayBuffer(bytes)
  const buffer = Buffer.from(room)
  const digest = Buffer.alloc(32)
  let spelled: string | undefined
  return {
    words: new Int32Array(room),
    spell: () => spelled = bytes === 16 ? spellId(buffer) : buffer.toString('base64url'),
    read(text): boolean {
      if (text === spelled) return true
      spelled = undefined
      if (decodeInto(buffer, text)) return true
      decodeInto(digest, sha256(text))
      digest.copy(buffer)
      return false
    },
  }
}
