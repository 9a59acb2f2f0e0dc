/** A value that its bearer can read and cannot change: `value.mac`. Knows no key ring and no request. */
import type { KeyObject } from 'node:crypto'
import { hmacSha256, safeEqual } from '../crypto/hmac.ts'
import { isCookieValue } from './serialize.ts'

/** HMAC-SHA-256 in base64url. */
const MAC_LENGTH = 43

/** The label, such as the cookie's name, is signed too: what was signed for one place is nothing in another. */
export function signValue(label: string, value: string, key: KeyObject): string {
  if (!isLabel(label)) throw new TypeError('label is empty or holds a character that cookies do not carry')
  if (!isCookieValue(value)) throw new TypeError(`value for ${label} holds a character that cookies do not carry`)
  return `${value}.${mac(label, value, key)}`
}

/** The value, or null where this key did not sign exactly this text under this label. */
export function verifySigned(label: string, signed: string, key: KeyObject): string | null {
  const dot = signed.length - MAC_LENGTH - 1
  if (dot < 0 || signed[dot] !== '.') return null
  const value = signed.slice(0, dot)
  if (!isLabel(label) || !isCookieValue(value)) return null
  // Compared as text, so that only the canonical spelling of the MAC is equal.
  return safeEqual(signed.slice(dot + 1), mac(label, value, key)) ? value : null
}

/** Neither holds a line break, so no two pairs make one message. */
function mac(label: string, value: string, key: KeyObject): string {
  return hmacSha256(key, `${label}\n${value}`)
}

/** What a value may be bound to. */
export function isLabel(label: string): boolean {
  return label !== '' && isCookieValue(label)
}
