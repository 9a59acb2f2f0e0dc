/**
 * A user who comes from elsewhere with the hash of their password: checked as every new user is, but for the password, which nobody
 * here knows. One commit for each, and the id decides: whoever is there already is left as they are.
 */
import type { Id, Preferences, Seconds, User } from '../contracts.ts'
import { record } from '../core/audit/events.ts'
import { commit } from '../core/commit.ts'
import { randomId } from '../crypto/random.ts'
import type { Accounts } from './accounts.ts'
import { isRole, mostRoles } from './roles.ts'
import { canonicalName, isAcceptableName, isAddress } from './username.ts'

/** An account of another program, with its password hash as that program kept it. */
export interface ImportedUser {
  /** 22 characters of base64url; the same one at each repetition. Without it the name alone tells who is there already. */
  readonly id?: Id
  readonly username: string
  readonly email?: string | null
  /** Argon2id, bcrypt, scrypt or PBKDF2, as others spell it. Null: nobody can log in by a password until one is set. */
  readonly passwordHash: string | null
  /** The old place brought passwords to NFKC before it hashed them, as better-auth and Lucia do. */
  readonly isNfkc?: boolean
  readonly roles?: readonly string[]
  readonly created?: Seconds
  readonly disabled?: Seconds | null
  /** They may not log in, and since when nobody knows. */
  readonly isDisabled?: boolean
  readonly passwordChanged?: Seconds
  readonly preferences?: Preferences
}

/** How accounts are imported. */
export interface ImportOptions {
  /** Checks all, and writes nothing. */
  readonly isDryRun?: boolean
  /** Where they come from, for the audit log. */
  readonly source?: string
}

/** `id_taken`: by somebody of another name. `hash_unknown`: nobody can check it. `hash_dear`: checking it would cost more than a login may. */
export type ImportRefusal = 'username_rejected' | 'username_taken' | 'email_rejected' | 'role_rejected' | 'id_rejected' | 'id_taken' | 'hash_unknown' | 'hash_dear'

/** What became of one account: imported, or why it was not. */
export type ImportOutcome =
  /** `isNew` false: they are there already. */
  | { readonly ok: true, readonly user: User, readonly isNew: boolean }
  | { readonly ok: false, readonly code: ImportRefusal }

export async function importUser(accounts: Accounts, imported: ImportedUser, { isDryRun = false, source = 'import' }: ImportOptions = {}): Promise<ImportOutcome> {
  const { core } = accounts
  const made = await userOf(accounts, imported)
  if (!made.ok) return made
  return commit<ImportOutcome>(core, async () => {
    const { user } = made
    const [same, namesake] = await Promise.all([core.store.findUser(user.id), core.store.findUserByName(user.canonical)])
    if (same !== null && same.canonical !== user.canonical) return { answer: { ok: false, code: 'id_taken' }, writes: [] }
    if (same !== null) return { answer: { ok: true, user: same, isNew: false }, writes: [] }
    if (namesake !== null) return { answer: { ok: false, code: 'username_taken' }, writes: [] }
    const created = record(core, { type: 'user_created', subject: user.id, actor: null, detail: { source } })
    return { answer: { ok: true, user, isNew: true }, writes: isDryRun ? [] : [{ do: 'insert', table: 'user', row: user }, created] }
  })
}

async function userOf({ clock }: Accounts, imported: ImportedUser): Promise<{ ok: true, user: User } | { ok: false, code: ImportRefusal }> {
  const { id = randomId(), username, email = null, roles = [], isDisabled = false, preferences = {} } = imported
  const refused = refusalOf({ id, username, email, roles })
  if (refused !== null) return { ok: false, code: refused }
  const password = await hashOf(imported)
  if (password === 'unknown') return { ok: false, code: 'hash_unknown' }
  if (password === 'dear') return { ok: false, code: 'hash_dear' }
  const now = clock()
  const created = Math.min(imported.created ?? now, now)
  const user: User = {
    id, username: username.normalize('NFC'), canonical: canonicalName(username), email, roles: [...new Set(roles)], password: password.stored, created, preferences,
    disabled: imported.disabled ?? (isDisabled ? now : null),
    passwordChanged: Math.min(imported.passwordChanged ?? created, now), epoch: 1, version: 1,
  }
  return { ok: true, user }
}

function refusalOf({ id, username, email, roles }: Pick<User, 'id' | 'username' | 'email' | 'roles'>): ImportRefusal | null {
  if (!/^[\w-]{22}$/.test(id)) return 'id_rejected'
  if (!isAcceptableName(username)) return 'username_rejected'
  if (email !== null && !isAddress(email)) return 'email_rejected'
  return roles.length > mostRoles || !roles.every(isRole) ? 'role_rejected' : null
}

/** Found out now, and not when they log in: that it can be checked, at what cost, and with which package. */
async function hashOf({ passwordHash, isNfkc = false }: ImportedUser): Promise<{ readonly stored: string | null } | 'unknown' | 'dear'> {
  if (passwordHash === null) return { stored: null }
  const { isComputable, readForeignHash, requireForeign } = await import('../crypto/foreign-hash.ts')
  const foreign = readForeignHash(passwordHash, { isNfkc })
  if (typeof foreign === 'string') return foreign
  await requireForeign(foreign.stored)
  return await isComputable(foreign) ? { stored: foreign.stored } : 'unknown'
}
