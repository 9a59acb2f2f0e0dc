/** How a cookie's text is guarded on its way through the browser. Knows keys; knows nothing of what the text says. */
import type { KeyObject } from 'node:crypto'
import { cookieKeys, type KeyList } from './cookie-keys.ts'
import { openSealed, sealValue } from './encrypted.ts'
import { decodeText, encodeText } from './json.ts'
import { signValue, verifySigned } from './signed.ts'

/** What the bearer of a cookie can do with what is in it. */
export type ProtectionOptions =
  /** Its bearer may read it and change it at will: for what only concerns the bearer. */
  | { readonly protection: 'plain', readonly secrets?: never }
  /** Its bearer may read it. */
  | { readonly protection: 'signed', readonly secrets: string | readonly string[] }
  /** Its bearer sees its length alone. */
  | { readonly protection: 'encrypted', readonly secrets: string | readonly string[] }

export interface Protection {
  protect(text: string): string
  /** Null: not of our making. */
  unprotect(value: string): Unprotected | null
}

export interface Unprotected {
  readonly text: string
  /** Whether an older secret than the first made it. */
  readonly renew: boolean
}

/** Bound to the cookie's full name: the value of one cookie is nothing in another. */
export function createProtection(name: string, { protection, secrets }: ProtectionOptions): Protection {
  if (protection === 'plain') return plain
  // Types say so already; a definition may be JavaScript, and a secret one that nobody configured.
  if (secrets === undefined) throw new TypeError(`cookie ${name} is not plain; expected secrets`)
  const { signing, sealing } = cookieKeys(secrets)
  return protection === 'signed' ? signed(name, signing) : encrypted(name, sealing)
}

const plain: Protection = {
  protect: encodeText,
  unprotect(value) {
    const text = decodeText(value)
    return text === null ? null : { text, renew: false }
  },
}

function signed(name: string, keys: KeyList): Protection {
  return {
    protect: (text) => signValue(name, encodeText(text), keys[0]),
    unprotect: (value) => firstOf(keys, (key) => {
      const encoded = verifySigned(name, value, key)
      return encoded === null ? null : decodeText(encoded)
    }),
  }
}

function encrypted(name: string, keys: KeyList): Protection {
  return {
    protect: (text) => sealValue(name, text, keys[0]),
    unprotect: (value) => firstOf(keys, (key) => openSealed(name, value, key)),
  }
}

function firstOf(keys: KeyList, open: (key: KeyObject) => string | null): Unprotected | null {
  for (const [age, key] of keys.entries()) {
    const text = open(key)
    if (text !== null) return { text, renew: age > 0 }
  }
  return null
}
