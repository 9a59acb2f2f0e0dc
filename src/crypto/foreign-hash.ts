/**
 * Password hashes that came with imported users. They are checked as they are, and replaced by one of ours at the next login.
 * Loaded on use: who imported nobody never loads it. Knows no users.
 */
import { argon2id } from './foreign/argon2id.ts'
import { bcrypt } from './foreign/bcrypt.ts'
import type { Foreign, ForeignRefusal } from './foreign/foreign.ts'
import { pbkdf2 } from './foreign/pbkdf2.ts'
import { scrypt } from './foreign/scrypt.ts'

const families = [argon2id, bcrypt, scrypt, pbkdf2]

/** Before a hash whose password was brought to NFKC first, as better-auth and Lucia do. */
const nfkc = '{nfkc}'

export interface ForeignOptions {
  /** What the old place did to a password before it hashed it; as it was typed by default. */
  readonly isNfkc?: boolean
}

/** A hash as others spell it; every spelling that is stored is one of these. */
export function readForeignHash(text: string, { isNfkc = false }: ForeignOptions = {}): Foreign | ForeignRefusal {
  if (text.startsWith(nfkc)) return readForeignHash(text.slice(nfkc.length), { isNfkc: true })
  const read = families.map((family) => family(text)).find((one) => one !== null) ?? 'unknown'
  return typeof read === 'object' && isNfkc ? withNfkc(read) : read
}

function withNfkc(foreign: Foreign): Foreign {
  return {
    stored: nfkc + foreign.stored,
    verify: (password) => foreign.verify(password.normalize('NFKC')),
    isCut: (password) => foreign.isCut?.(password.normalize('NFKC')) ?? false,
  }
}

/** Loads what checking it needs, so that who imports learns of a package that is missing, and not who logs in. */
export async function requireForeign(stored: string): Promise<void> {
  if (!/\$2[aby]\$/.test(stored)) return
  const { loadBcrypt } = await import('./foreign/bcrypt.ts')
  await loadBcrypt()
}
