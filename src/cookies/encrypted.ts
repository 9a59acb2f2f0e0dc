/** A value that its bearer can neither read nor change. Knows no key ring and no request. */
import type { KeyObject } from 'node:crypto'
import { open, seal } from '../crypto/aead.ts'
import { decodeBase64url, decodeUtf8, encodeBase64url } from '../crypto/bytes.ts'
import { isLabel } from './signed.ts'

/** As with signValue, the label is bound in: what was sealed for one place is nothing in another. */
export function sealValue(label: string, value: string, key: KeyObject): string {
  if (!isLabel(label)) throw new TypeError('label is empty or holds a character that cookies do not carry')
  // Half a surrogate pair has no bytes in UTF-8, and would come back as another character.
  if (!value.isWellFormed()) throw new TypeError(`value for ${label} is no well-formed text`)
  return encodeBase64url(seal(key, Buffer.from(value, 'utf8'), label))
}

/** The value, or null where this key did not seal exactly this text under this label. */
export function openSealed(label: string, sealed: string, key: KeyObject): string | null {
  const bytes = isLabel(label) ? decodeBase64url(sealed) : null
  const opened = bytes === null ? null : open(key, bytes, label)
  return opened === null ? null : decodeUtf8(opened)
}
