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
  const bare = text.startsWith(nfkc) ? text.slice(nfkc.length) : text
  const read = families.map((family) => family(bare)).find((one) => one !== null) ?? 'unknown'
  return typeof read === 'object' && (isNfkc || bare !== text) ? withNfkc(read) : read
}

function withNfkc(foreign: Foreign): Foreign {
  return {
    stored: nfkc + foreign.stored,
    verify: (password) => foreign.verify(password.normalize('NFKC')),
    isCut: (password) => foreign.isCut?.(password.normalize('NFKC')) ?? false,
  }
}

/** By their settings: the same ones are tried once. */
const tried = new Map<string, Promise<boolean>>()

/** Whether it can be computed at all, found out by a password that it is not: bounds differ between libraries. */
export function isComputable({ stored, verify }: Foreign): Promise<boolean> {
  const settings = settingsOf(stored)
  const before = tried.get(settings)
  if (before !== undefined) return before
  const trial = verify('').then(() => true, () => false)
  tried.set(settings, trial)
  return trial
}

/** All but what salt and key say; of those, how long they are. */
function settingsOf(stored: string): string {
  const parts = stored.split('$')
  const isBcrypt = /^2[aby]$/.test(parts[1] ?? '')
  return parts.map((part, n) => n < parts.length - (isBcrypt ? 1 : 2) ? part : part.length).join('$')
}

/** Loads what checking it needs, so that who imports learns of a package that is missing, and not who logs in. */
export async function requireForeign(stored: string): Promise<void> {
  if (!/\$2[aby]\$/.test(stored)) return
  const { loadBcrypt } = await import('./foreign/bcrypt.ts')
  await loadBcrypt()
}
